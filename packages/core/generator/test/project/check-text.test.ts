import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { checkAnnotations, checkJson, checkText } from '../../src/cli/check-text.ts'
import { check, client, edit, generated, halfSwap } from './support/check.ts'
import { apiFiles, spec, write } from './support/workshop.ts'

describe('what check prints', () => {
  it('is the fix first, then the files, then a diff', async () => {
    const workshop = await generated()
    edit(workshop, `${client}/src/index.ts`, (text) => text.replace('PetsApi', 'PetsApj'))
    rmSync(join(workshop.root, client, 'src/resources/cats.ts'))
    expect(checkText(await check(workshop))).toBe(
      [
        'Fix: pnpm gen generate pets',
        '',
        'pets: out of step',
        `  changed  ${client}/src/index.ts  (edited by hand)`,
        `  missing  ${client}/src/resources/cats.ts  (edited by hand)`,
        '',
        `--- a/${client}/src/index.ts`,
        `+++ b/${client}/src/index.ts`,
        '@@ -1,3 +1,3 @@',
        ' // made from schemas/pets/openapi.json',
        ' export const mark = 1',
        "-export const client = 'PetsApj'",
        "+export const client = 'PetsApi'",
        '--- /dev/null',
        `+++ b/${client}/src/resources/cats.ts`,
        '@@ -0,0 +1,3 @@',
        '+// made from schemas/pets/openapi.json',
        '+export const mark = 1',
        "+export const path = '/cats'",
      ].join('\n'),
    )
  })

  it('is cut to size', async () => {
    const workshop = await generated()
    write(workshop.root, {
      'schemas/pets/openapi.json': spec(Array.from({ length: 300 }, (_, index) => `/p${index}`)),
    })
    const lines = checkText(await check(workshop)).split('\n')
    const diff = lines.slice(lines.findIndex((line) => line.startsWith('--- ')))
    expect(diff.length).toBeLessThanOrEqual(201)
    expect(diff.join('\n')).toMatch(/\.\.\. \d+ more lines[\s\S]*\.\.\. and \d+ more files$/)
  })

  it('names a half state in plain words', async () => {
    const workshop = await generated()
    write(workshop.root, halfSwap)
    const text = checkText(await check(workshop))
    expect(text.split('\n')[0]).toBe('Fix: pnpm gen generate')
    expect(text).toContain(
      'A run was interrupted while it replaced files: 0 of 2 are new, the others still old.',
    )
    expect(text).toContain('packages/clients/pets-api/src')
  })

  it('is one line per API where all is well', async () => {
    expect(checkText(await check(await generated()))).toBe('pets: in step (2 operations, 8 files)')
  })

  it('can be JSON, without the texts of files', async () => {
    const workshop = await generated()
    edit(workshop, `${client}/src/index.ts`, (text) => text.replace('PetsApi', 'PetsApj'))
    expect(JSON.parse(checkJson(await check(workshop)))).toEqual({
      inStep: false,
      fix: 'pnpm gen generate pets',
      apis: [
        {
          api: 'pets',
          inStep: false,
          operations: 2,
          files: 8,
          drifts: [{ path: `${client}/src/index.ts`, kind: 'changed', cause: 'edited by hand' }],
          reasons: [],
          problems: [],
        },
      ],
    })
  })

  it('can be annotations for GitHub, escaped', async () => {
    const workshop = await generated()
    edit(workshop, `${client}/src/index.ts`, (text) => text.replace('PetsApi', 'PetsApj'))
    write(workshop.root, { [`${client}/src/a,b%c.ts`]: '' })
    expect(checkAnnotations(await check(workshop))).toEqual([
      `::error file=${client}/src/a%2Cb%25c.ts,title=pnpm gen check::extra, edited by hand; fix: pnpm gen generate pets`,
      `::error file=${client}/src/index.ts,title=pnpm gen check::changed, edited by hand; fix: pnpm gen generate pets`,
    ])
  })

  it('does not compare huge files line by line', async () => {
    const workshop = await generated()
    const big = spec(['/x'], `${'y'.repeat(1_200_000)}`)
    write(workshop.root, apiFiles('pets', big))
    expect(checkText(await check(workshop))).toContain('too large to compare; first difference in line')
  })
})
