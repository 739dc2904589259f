import { execFileSync, type SpawnSyncReturns, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeEach, describe, expect, test } from 'vitest'
import { currentRelease, writeRelease } from '../../src/diff/release/index.ts'
import { defaultPipeline } from '../../src/project/default-pipeline.ts'
import { generateProject } from '../../src/project/generate-project.ts'
import type { Workshop } from '../../src/project/workshop.ts'
import { makeWorkshop, spec, write } from '../project/support/workshop.ts'

const scripts = fileURLToPath(new URL('../../../../../scripts', import.meta.url))
const manifest = 'packages/clients/pets-api/package.json'
const changeset = '.changeset/spec-pets.md'

/** `changeset version`, interrupted by Ctrl-C once it has moved what it moves. */
const interrupted = `
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
const manifest = JSON.parse(readFileSync('${manifest}', 'utf8'))
writeFileSync('${manifest}', JSON.stringify({ ...manifest, version: '1.3.0' }))
rmSync('${changeset}')
process.kill(process.ppid, 'SIGINT')
`

let workshop: Workshop

/** A repository with a released client whose document has one more operation since. */
beforeEach(async () => {
  workshop = makeWorkshop(['pets'], spec(['/cats']))
  write(workshop.root, {
    '.gitignore': 'node_modules/\n',
    'node_modules/@changesets/cli/package.json': '{ "type": "module" }',
    'node_modules/@changesets/cli/bin.js': interrupted,
  })
  await writeRelease(workshop, 'pets', await currentRelease(workshop, 'pets'))
  write(workshop.root, { 'schemas/pets/openapi.json': spec(['/cats', '/dogs']) })
  await generateProject(workshop, { apis: ['pets'], pipeline: defaultPipeline })
  expect(run('gen.ts', 'changeset').status).toBe(0)
  git('init', '--quiet')
  git('add', '--all')
  git('commit', '--quiet', '--message=Dogs')
})

function run(script: string, ...args: string[]): SpawnSyncReturns<string> {
  const { INIT_CWD: _, ...env } = process.env
  return spawnSync(process.execPath, ['--conditions=@driftless/source', join(scripts, script), ...args], {
    cwd: workshop.root,
    encoding: 'utf8',
    env: { ...env, CI: 'true' },
  })
}

function git(...args: string[]): string {
  const identity = ['-c', 'user.name=Test', '-c', 'user.email=test@example.com']
  return execFileSync('git', [...identity, ...args], { cwd: workshop.root, encoding: 'utf8' })
}

describe('pnpm version-packages, interrupted', () => {
  test('says how to go back, and nothing moves twice until that is done', () => {
    const first = run('version-packages.ts')
    expect(first.status).toBe(130)
    expect(first.stderr).toMatch(
      /error: This run was interrupted\.\nVersions have moved, but not what is kept of the releases\. Go back with git: `git restore \.`/,
    )
    const half = readFileSync(join(workshop.root, manifest), 'utf8')
    for (const again of [
      run('version-packages.ts'),
      run('gen.ts', 'changeset'),
      run('gen.ts', 'check', '--changesets'),
    ]) {
      expect(again.stderr).toMatch(/is at 1\.3\.0, but schemas\/pets\/released\/ is version 1\.2\.3/)
      expect(again.stderr).not.toMatch(/^ {4}at /m)
      expect(again.status).toBe(1)
    }
    expect(readFileSync(join(workshop.root, manifest), 'utf8')).toBe(half)
    git('restore', '.')
    expect(run('gen.ts', 'check', '--changesets')).toMatchObject({ status: 0 })
  })
})
