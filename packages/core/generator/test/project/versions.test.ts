import { renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { fingerprintOf, generatorFingerprint, readToolVersions } from '../../src/project/versions.ts'
import { temporaryFolder, write } from './support/workshop.ts'

it('reads exact versions of what decides the output', () => {
  for (const version of Object.values(readToolVersions())) expect(version).toMatch(/^\d+\.\d+\.\d+/)
})

it('knows the generator by its sources', () => {
  expect(generatorFingerprint()).toMatch(/^[0-9a-f]{64}$/)
  const root = temporaryFolder()
  write(root, { 'a.ts': 'one', 'deep/b.js': 'two', 'notes.md': 'three' })
  const before = fingerprintOf([root], '5.9.3')
  expect(fingerprintOf([root], '5.9.3')).toBe(before)
  expect(fingerprintOf([root], '5.9.4')).not.toBe(before)
  writeFileSync(join(root, 'notes.md'), 'other')
  expect(fingerprintOf([root], '5.9.3')).toBe(before)
  writeFileSync(join(root, 'deep/b.js'), 'twO')
  expect(fingerprintOf([root], '5.9.3')).not.toBe(before)
  writeFileSync(join(root, 'deep/b.js'), 'two')
  renameSync(join(root, 'a.ts'), join(root, 'c.ts'))
  expect(fingerprintOf([root], '5.9.3')).not.toBe(before)
})
