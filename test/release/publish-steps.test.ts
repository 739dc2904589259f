import { appendFile, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { packPending, publishPacked } from '../../scripts/release/publish.ts'
import { type LocalRegistry, startRegistry } from '../../scripts/release/registry.ts'
import { repository, run } from '../../scripts/release/tools.ts'
import { makeFolder, writeFiles } from './support.ts'

let root: string
let registry: LocalRegistry
let npmrc: string
let lines: string[]

const print = (line: string) => lines.push(line)
const git = (...args: string[]) => run('git', args, { cwd: root })
const tagsOfOrigin = async () =>
  (await git('ls-remote', '--tags', '--refs', 'origin'))
    .split('\n')
    .flatMap((line) => line.split('refs/tags/')[1] ?? [])

/** A repository of one package with an origin, and a registry of its own. */
beforeEach(async () => {
  lines = []
  root = join(await makeFolder(), 'repository')
  const manifest = {
    name: 'pets',
    version: '0.1.0',
    files: ['index.js'],
    publishConfig: { access: 'public' },
  }
  await writeFiles(root, {
    'package.json':
      '{ "name": "root", "version": "0.0.0", "private": true, "scripts": { "build": "node build.mjs" } }',
    'build.mjs':
      "import { writeFileSync } from 'node:fs'\nwriteFileSync('packages/a/pets/index.js', 'export {}')\n",
    'pnpm-workspace.yaml': 'packages:\n  - packages/*/*\n',
    'pnpm-lock.yaml': '',
    '.changeset/config.json': await readFile(join(repository, '.changeset/config.json'), 'utf8'),
    'packages/a/pets/package.json': JSON.stringify(manifest),
  })
  await git('init', '--quiet', '--initial-branch=main')
  await git('config', 'user.name', 'Test')
  await git('config', 'user.email', 'test@example.com')
  await git('add', '--all')
  await git('commit', '--quiet', '--message=Start')
  await run('git', ['init', '--quiet', '--bare', join(root, '../origin')])
  await git('remote', 'add', 'origin', join(root, '../origin'))
  registry = await startRegistry()
  npmrc = join(root, '../.npmrc')
  await writeFile(npmrc, registry.npmrc)
  vi.stubEnv('GITHUB_OUTPUT', join(root, '../output'))
})

afterEach(async () => {
  vi.unstubAllEnvs()
  await registry[Symbol.asyncDispose]()
  await rm(dirname(root), { recursive: true, force: true })
})

describe('the steps of a release', () => {
  it('build, pack and publish what the registry lacks, and push the tags of that alone', async () => {
    const folder = join(root, '../packed')
    await packPending(folder, root, print, npmrc)
    expect(lines).toEqual(['packed  pets 0.1.0'])
    expect(await readFile(join(root, '../output'), 'utf8')).toBe('packages=1\n')
    expect(await run('tar', ['-tzf', join(folder, 'packages/pets-0.1.0.tgz')])).toContain('package/index.js')

    await git('tag', 'mine')
    await publishPacked(folder, root, print, npmrc)
    expect([...registry.published]).toEqual(['pets@0.1.0'])
    expect(await tagsOfOrigin()).toEqual(['pets@0.1.0'])

    lines = []
    await packPending(folder, root, print, npmrc)
    expect(lines).toEqual(['Nothing to publish: the registry has every version.'])
    expect(await readFile(join(root, '../output'), 'utf8')).toBe('packages=1\npackages=0\n')
  })

  it('wait for versions to move while changesets are pending', async () => {
    await writeFiles(root, { '.changeset/first.md': '---\n"pets": minor\n---\n\nNames.\n' })
    await packPending(join(root, '../packed'), root, print, npmrc)
    expect(lines).toEqual(['Nothing is packed while changesets are pending: first.md.'])
    expect(await readFile(join(root, '../output'), 'utf8')).toBe('packages=0\n')
  })

  it('publish nothing where a tarball is another one than was tried', async () => {
    const folder = join(root, '../packed')
    await packPending(folder, root, print, npmrc)
    await appendFile(join(folder, 'packages/pets-0.1.0.tgz'), 'more')
    await expect(publishPacked(folder, root, print, npmrc)).rejects.toThrow(
      /is not the tarball that was packed/,
    )
    expect([...registry.published]).toEqual([])
    expect(await tagsOfOrigin()).toEqual([])
  })
})
