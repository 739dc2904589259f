import { readFile, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { exportStatements } from '../../src/emit/exports.ts'
import { compareModules, compareNames } from '../../src/emit/order.ts'
import { makeFolder, run } from '../golden/support/compile.ts'

const letters = [
  'a',
  'b',
  'A',
  'B',
  'z',
  'Z',
  '_',
  '$',
  '1',
  '2',
  '10',
  '02',
  '0',
  '9',
  'é',
  'ß',
  '日',
  'ab',
  'Ab',
]
const name = fc
  .tuple(
    fc.constantFrom(...letters.filter((each) => !/\d/.test(each))),
    fc.array(fc.constantFrom(...letters), { maxLength: 3 }),
  )
  .map(([first, rest]) => first + rest.join(''))
const folder = fc.constantFrom('../', './', './operations/', './resources/', '../operations/')
const words = fc.array(fc.constantFrom('run', 'runs', 'a', 'b1', 'b10', 'default', 'ä', '日'), {
  minLength: 1,
  maxLength: 3,
})
const module = fc
  .tuple(folder, words, fc.constantFrom('-', ''))
  .map(([start, list, dash]) => `${start}${list.join(dash)}.js`)

describe('order', () => {
  test('is what biome makes of any names and modules', async () => {
    const seed = 42
    const lists = fc.sample(fc.uniqueArray(name, { minLength: 6, maxLength: 12 }), { numRuns: 200, seed })
    const modules = fc.sample(fc.uniqueArray(module, { minLength: 20, maxLength: 40 }), { numRuns: 20, seed })
    const files = new Map<string, string>([
      ['biome.json', '{ "root": true, "linter": { "enabled": false } }'],
      ['names.ts', exportStatements(lists.map((values, index) => ({ module: `./m${index}.js`, values })))],
    ])
    for (const [index, list] of modules.entries()) {
      const exports = list.map((each, number) => ({ module: each, values: [`a${number}`] }))
      files.set(`modules${index}.ts`, exportStatements(exports))
    }
    const place = await makeFolder(files)
    try {
      const biome = createRequire(import.meta.url).resolve('@biomejs/biome/bin/biome')
      await run(biome, ['check', '--write', '--formatter-enabled=false', '.'], place)
      for (const [path, text] of files) expect(await readFile(join(place, path), 'utf8')).toBe(text)
    } finally {
      await rm(place, { recursive: true, force: true })
    }
  })

  test('is an order', () => {
    for (const [compare, values] of [
      [compareNames, name],
      [compareModules, module],
    ] as const) {
      fc.assert(
        fc.property(values, values, values, (a, b, c) => {
          expect(Math.sign(compare(a, b))).toBe(-Math.sign(compare(b, a)) || 0)
          expect(compare(a, b) === 0).toBe(a === b)
          if (compare(a, b) < 0 && compare(b, c) < 0) expect(compare(a, c)).toBeLessThan(0)
        }),
      )
    }
  })
})
