import { beforeAll, describe, expect, test } from 'vitest'
import type { ApiConfig } from '../../src/config.ts'
import { compareReleases } from '../../src/diff/compare.ts'
import { releasesOf } from '../../src/diff/release/index.ts'
import type { Release } from '../../src/diff/types.ts'
import { buildDocument } from '../../src/document/build.ts'
import { alternativeRows } from './table/alternatives.ts'
import type { Version } from './table/base.ts'
import { bodyRows } from './table/bodies.ts'
import { combinationRows } from './table/combinations.ts'
import { idiomRows } from './table/idioms.ts'
import { operationRows } from './table/operations.ts'
import { parameterRows } from './table/parameters.ts'
import { partRows } from './table/parts.ts'
import { propertyRows } from './table/properties.ts'
import { replacedRows } from './table/replaced.ts'
import { pairOf, type Row } from './table/row.ts'
import { typeRows } from './table/types.ts'
import { writingRows } from './table/writing.ts'

const config: ApiConfig = { name: 'work', package: 'work-api', client: 'WorkApi' }
const tables: Readonly<Record<string, readonly Row[]>> = {
  operations: operationRows,
  parameters: parameterRows,
  'bodies and responses': bodyRows,
  properties: propertyRows,
  'types and values': typeRows,
  combinations: combinationRows,
  alternatives: alternativeRows,
  'ways of writing': writingRows,
  idioms: idiomRows,
  parts: partRows,
  replaced: replacedRows,
}

const versionOf = (row: Row, index: number): Version => row.version ?? (index % 2 === 0 ? '3.1' : '3.0')
const textsOf = (row: Row, index: number) =>
  pairOf(row, versionOf(row, index)).map((document) => JSON.stringify(document))

/** By the text of the document; each client is generated once, all of them with one run of the formatter. */
let releases: ReadonlyMap<string, Release>

beforeAll(async () => {
  const texts = [...new Set(Object.values(tables).flatMap((rows) => rows.flatMap(textsOf)))]
  const documents = texts.map((text) => buildDocument({ text, file: 'work.json' }).document)
  const made = await releasesOf(documents, config, '1.0.0')
  releases = new Map(texts.map((text, index) => [text, made[index] as Release]))
})

for (const [name, rows] of Object.entries(tables)) {
  describe.concurrent(name, () => {
    for (const [index, row] of rows.entries()) {
      test(`${row.bump}: ${row.change} (${versionOf(row, index)})`, async () => {
        const [old, next] = textsOf(row, index).map((text) => releases.get(text))
        if (old === undefined || next === undefined) throw new Error('A pair has two documents.')
        const { bump, wire, surface, changes } = await compareReleases(old, next, [])
        const said = changes.map(
          (change) => `${change.bump} ${change.side} ${change.code} ${change.subject}: ${change.message}`,
        )
        // Shown whole where the bump is another one.
        const all = [`wire ${wire}, surface ${surface}`, ...said].join('\n')
        expect(`${bump}\n${all}`).toBe(`${row.bump}\n${all}`)
        if (row.says !== undefined) expect(all).toMatch(row.says)
      })
    }
  })
}
