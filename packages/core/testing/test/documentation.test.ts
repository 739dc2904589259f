/** The report is written by hand of `pnpm torture`: it must know every row. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { scenarios } from '../src/index.ts'

const report = await readFile(join(import.meta.dirname, '../../../../docs/torture.md'), 'utf8')

test('ids name one scenario each', () => {
  expect(new Set(scenarios.map(({ id }) => id)).size).toBe(scenarios.length)
})

test.for(scenarios)('the report has a row for $id, which our client passes', ({ id, server, expected }) => {
  expect(report).toContain(`\n| \`${id}\` | ✓ |`)
  expect(report).toContain(`| \`${id}\` | ${server} | ${expected} |`)
})
