import { describe, expect, test } from 'vitest'
import { surfaceChanges } from '../../src/diff/surface/surface-changes.ts'
import type { Release } from '../../src/diff/types.ts'
import { base, changesAfter, type Edit, edited, line, releaseOfText } from './support/pairs.ts'
import { enums } from './surface/enums.ts'
import { names } from './surface/names.ts'
import { operations } from './surface/operations.ts'
import { requests } from './surface/requests.ts'
import { responses } from './surface/responses.ts'
import type { Row } from './surface/row.ts'

const table: readonly Row[] = [...responses, ...requests, ...enums, ...operations, ...names]

describe('what changes for those who compile against a client', () => {
  for (const [what, edits, lines, options] of table) {
    test(what, async () => {
      expect((await changesAfter(edits, options)).map(line).sort()).toEqual([...lines].sort())
    })
  }
})

describe('what is no change', () => {
  test('the same release', async () => {
    expect(await changesAfter([])).toEqual([])
  })

  test('another order of keys', async () => {
    const moved = edited([
      [
        '        id: { type: string }\n        title: { type: string }\n        status',
        '        title: { type: string }\n        id: { type: string }\n        status',
      ],
    ])
    const [paths, components] = [base.indexOf('paths:'), base.indexOf('components:')]
    const swapped = base.slice(0, components) + base.slice(paths) + base.slice(components, paths)
    for (const text of [moved, swapped]) {
      expect(await surfaceChanges(await releaseOfText(base), await releaseOfText(text))).toEqual([])
    }
  })

  test('another order of the values of an enum', async () => {
    expect(await changesAfter([['enum: [todo, done, dead]', 'enum: [dead, todo, done]']])).toEqual([])
  })

  test('other words in the documentation', async () => {
    expect(await changesAfter([['description: Claimed.', 'description: It is claimed.']])).toEqual([])
  })
})

describe('a change', () => {
  const narrowed: Edit[] = [['since: { type: string }', 'since: { type: number }']]

  test('says where it is declared on both sides', async () => {
    const [change] = await changesAfter(narrowed)
    const old = await releaseOfText(base)
    const lines = (old.declarations.get('types.d.ts') ?? '').split('\n')
    expect(change?.old?.file).toBe('src/types.d.ts')
    expect(lines[(change?.old?.line ?? 0) - 1]).toBe('    since: string;')
    expect(change?.new?.line).toBe(change?.old?.line)
  })

  test('points into the sources where they stand somewhere', async () => {
    const old = await releaseOfText(base)
    const next = await releaseOfText(edited(narrowed))
    const folder = 'packages/clients/work-api/src'
    const sourceLines = new Map([['types.d.ts', Array.from({ length: 500 }, (_, index) => index + 1001)]])
    const [change] = await surfaceChanges(old, { ...next, declarationsFolder: folder, sourceLines })
    expect(change?.new).toEqual({ file: `${folder}/types.ts`, line: 1000 + (change?.old?.line ?? 0) })
  })
})

describe('the usage file of the last release', () => {
  const folder = 'schemas/work/released/declarations'

  /** The base with a usage file in which a part relies on more than declarations say. */
  async function releasedWith(part: string): Promise<Release> {
    const release = await releaseOfText(base)
    return { ...release, declarationsFolder: folder, usage: `${release.usage}\n${part}` }
  }

  test('finds what the declarations do not explain', async () => {
    const old = await releasedWith('// WorkApi\nexport const version: 1 = main.apiVersion\n')
    const declarations = new Map(old.declarations)
    declarations.set('index.d.ts', `${declarations.get('index.d.ts')}export declare const apiVersion: 1;\n`)
    const next = await releaseOfText(
      edited([['by: { type: string } }', 'by: { type: string }, note: { type: string } }']]),
    )
    const index = `${next.declarations.get('index.d.ts')}export declare const apiVersion: 2;\n`
    const changes = await surfaceChanges(
      { ...old, declarations },
      { ...next, declarations: new Map([...next.declarations, ['index.d.ts', index]]) },
    )
    const [broken] = changes.filter(({ code }) => code === 'usage-broken')
    expect(broken).toMatchObject({
      bump: 'major',
      subject: 'WorkApi',
      old: { file: 'schemas/work/released/usage.ts' },
    })
    expect(broken?.message).toBe(
      "code that used it no longer compiles: Type '2' is not assignable to type '1'.",
    )
    expect(old.usage.split('\n')[(broken?.old?.line ?? 0) - 1]).toContain('main.apiVersion')
  })

  test('is not held against what it did not compile with before', async () => {
    const old = await releasedWith('// WorkApi\nexport const version: 1 = main.apiVersion\n')
    const next = await releaseOfText(
      edited([['by: { type: string } }', 'by: { type: string }, note: { type: string } }']]),
    )
    expect((await surfaceChanges(old, next)).map(({ bump }) => bump)).toEqual(['minor'])
  })
})
