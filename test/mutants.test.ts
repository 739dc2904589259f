import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { mutants } from './mutants/index.ts'

const root = join(import.meta.dirname, '..')

it('records breaks of lines that are there, once, and tests that are there', () => {
  const stale = mutants.filter(({ file, find, testFile, test }) => {
    const lines = existsSync(join(root, file)) ? readFileSync(join(root, file), 'utf8').split(find) : []
    return lines.length !== 2 || !existsSync(join(root, testFile)) || test === ''
  })
  expect(stale.map(({ rule, file }) => `${rule} (${file})`)).toEqual([])
  expect(mutants.length).toBeGreaterThan(100)
})
