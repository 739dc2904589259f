import { describe, expect, test } from 'vitest'
import { formatFiles } from '../../src/format.ts'

describe('formatFiles', () => {
  test('formats and sorts imports, and keeps the order of the files', async () => {
    const files = new Map([
      ['b/same.ts', 'import { b, a } from "./x.js";\nexport const list = [a, b];'],
      ['a/same.ts', 'export const text = "it\'s"'],
      ['README.md', '# A\n| a | b |\n|--|--|\n| longer | c |'],
    ])
    expect([...(await formatFiles(files))]).toEqual([
      ['b/same.ts', "import { a, b } from './x.js'\nexport const list = [a, b]\n"],
      ['a/same.ts', 'export const text = "it\'s"\n'],
      ['README.md', '# A\n\n| a      | b   |\n| ------ | --- |\n| longer | c   |\n'],
    ])
  })

  test('is an error with the words of the formatter where code is broken', async () => {
    await expect(formatFiles(new Map([['a.ts', 'export const = 1']]))).rejects.toThrow(
      /could not format the generated code \(exit 1\)[\s\S]*a\.ts/,
    )
  })

  test('takes files of several megabytes', async () => {
    const line = 'export type T = { "a": string }\n'
    const text = Array.from({ length: 60_000 }, (_, index) => line.replace('T', `T${index}`)).join('')
    const formatted = (await formatFiles(new Map([['types.ts', text]]))).get('types.ts')
    expect(formatted?.slice(0, 29)).toBe('export type T0 = { a: string ')
  })

  test('paths that biome ignores are formatted all the same', async () => {
    const formatted = await formatFiles(new Map([['src/node_modules/dist/a.ts', 'export const a = "a";']]))
    expect([...formatted.values()]).toEqual(["export const a = 'a'\n"])
  })
})
