import { describe, expect, test } from 'vitest'
import { formatFiles } from '../../src/format.ts'

describe('formatFiles', () => {
  test('formats, and keeps the order of the files', async () => {
    const files = new Map([
      ['b/same.ts', 'import { a, b } from "./x.js";\nexport const list = [a, b];'],
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

  test('takes files of several megabytes, and formats their parts as the whole would be', async () => {
    const type = '/**\n * Text with\n *\n * export const fake = 1\n */\nexport type T = { "a": string };\n\n'
    const unit = `${type}export const V = {\n  "one":   1 };\n\n`
    const text = Array.from({ length: 10_000 }, (_, index) =>
      unit.replace('T =', `T${index} =`).replace('V', `V${index}`),
    )
    const formatted = (await formatFiles(new Map([['types.ts', text.join('')]]))).get('types.ts') ?? ''
    const first = (await formatFiles(new Map([['types.ts', text[0] ?? '']]))).get('types.ts')
    expect(first).toContain('export type T0 = { a: string }\n\nexport const V0 = {')
    expect(formatted.startsWith(first ?? '')).toBe(true)
    expect(formatted.match(/\n\nexport const V\d+ = \{\n {2}one: 1,\n\}\n/g)).toHaveLength(10_000)
    expect(formatted).not.toMatch(/\n\n\n|[^\n]\n$^/)
  })

  test('paths that biome ignores are formatted all the same', async () => {
    const formatted = await formatFiles(new Map([['src/node_modules/dist/a.ts', 'export const a = "a";']]))
    expect([...formatted.values()]).toEqual(["export const a = 'a'\n"])
  })
})
