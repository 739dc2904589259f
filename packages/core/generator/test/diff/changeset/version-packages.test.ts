import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { checkCommand } from '../../../src/cli/check-command.ts'
import { changesetCommand, versionPackagesCommand } from '../../../src/cli/release-commands.ts'
import type { Workshop } from '../../../src/project/workshop.ts'
import { generated } from '../../project/support/check.ts'
import { fingerprints } from '../../project/support/snapshot.ts'
import { write } from '../../project/support/workshop.ts'
import { testContext } from './support/context.ts'
import { change, type FakeComparison, fakeComparison } from './support/releases.ts'

const root = join(import.meta.dirname, '../../../../../..')
const config = readFileSync(join(root, '.changeset/config.json'), 'utf8')
const breaks = 'schemas/accepted-breaks.txt'

function packageFiles(name: string, uses: readonly string[], index: string): Record<string, string> {
  const manifest = {
    name,
    version: '4.5.6',
    exports: { '.': { '@driftless/source': './src/index.ts', default: './dist/index.js' } },
    dependencies: Object.fromEntries(uses.map((used) => [used, 'workspace:^'])),
  }
  return {
    [`packages/sdks/${name}/package.json`]: `${JSON.stringify(manifest, null, 2)}\n`,
    [`packages/sdks/${name}/src/index.ts`]: index,
  }
}

let workshop: Workshop

/** A repository with a client, an SDK that shows it, and one that only calls it. */
beforeEach(async () => {
  workshop = await generated()
  write(workshop.root, {
    'pnpm-workspace.yaml': 'packages:\n  - packages/*/*\n',
    'package.json': '{ "name": "workshop", "version": "0.0.0", "private": true }\n',
    '.gitignore': 'node_modules/\n',
    '.changeset/config.json': config,
    '.changeset/README.md': '# Changesets\n',
    ...packageFiles('shows', ['pets-api'], `export { PetsApi } from 'pets-api'\n`),
    ...packageFiles('calls', ['pets-api'], `import { PetsApi } from 'pets-api'\nPetsApi()\n`),
  })
  mkdirSync(join(workshop.root, 'node_modules/@changesets'), { recursive: true })
  symlinkSync(join(root, 'node_modules/@changesets/cli'), join(workshop.root, 'node_modules/@changesets/cli'))
  git('init', '--quiet', '--initial-branch=main')
  commit()
})

function git(...args: string[]): string {
  const identity = ['-c', 'user.name=Test', '-c', 'user.email=test@example.com']
  return execFileSync('git', [...identity, ...args], { cwd: workshop.root, encoding: 'utf8' })
}

function commit(): void {
  git('add', '--all')
  git('commit', '--quiet', '--message=Change')
}

function read(path: string): string {
  return readFileSync(join(workshop.root, path), 'utf8')
}

function changelog(folder: string): string {
  return read(`packages/${folder}/CHANGELOG.md`).replace(/ +$/gm, '')
}

function version(folder: string): string {
  return JSON.parse(read(`packages/${folder}/package.json`)).version
}

function neverReleased(): void {
  const path = 'packages/clients/pets-api/package.json'
  write(workshop.root, { [path]: read(path).replace('"1.2.3"', '"0.0.0"') })
}

async function versionPackages(comparison: FakeComparison): Promise<string> {
  const context = testContext()
  expect(await versionPackagesCommand(workshop, context, comparison)).toBe(0)
  return context.lines.join('\n')
}

async function release(comparison: FakeComparison): Promise<string> {
  await changesetCommand(workshop, [], testContext(), comparison)
  commit()
  return versionPackages(comparison)
}

async function isInStep(comparison: FakeComparison): Promise<boolean> {
  const flags = { changesets: true, full: true }
  return (await checkCommand(workshop, [], flags, testContext(), comparison)) === 0
}

describe('pnpm version-packages', () => {
  it('moves versions, writes what changed, and keeps what is released', async () => {
    const comparison = fakeComparison([change('major', 'pets.claim', 'takes the owner')])
    const said = await release(comparison)
    expect(said).toMatch(/pets-api +1\.2\.3 +2\.0\.0/)
    expect(said).toContain('schemas/pets/released/ is what is released now.')
    expect(version('clients/pets-api')).toBe('2.0.0')
    expect(version('sdks/shows')).toBe('5.0.0')
    expect(version('sdks/calls')).toBe('4.5.7')
    expect(comparison.kept.get('pets')).toMatchObject({ version: '2.0.0' })
    expect(changelog('clients/pets-api')).toMatch(
      /## 2\.0\.0\n\n### Major Changes\n\n- [0-9a-f]{7}: `pets-api`: 1 breaking change\.\n\n {2}\*\*Breaking\*\*\n\n {2}- `pets\.claim`: takes the owner\n\n {4}Before:\n\n {4}```ts\n {4}await client\.pets\.claim\('id', \{/,
    )
    expect(changelog('sdks/shows')).toContain('`pets-api`: 1 breaking change.')
    expect(await isInStep(comparison)).toBe(true)
  })

  it('makes a first release', async () => {
    neverReleased()
    const comparison = fakeComparison([], false)
    expect(await isInStep(comparison)).toBe(false)
    await release(comparison)
    expect(version('clients/pets-api')).toBe('0.1.0')
    expect(comparison.kept.get('pets')).toMatchObject({ version: '0.1.0' })
    expect(read('packages/clients/pets-api/CHANGELOG.md')).toMatch(
      /### Minor Changes\n\n- \w+: `pets-api`: First/,
    )
    expect(await isInStep(comparison)).toBe(true)
  })

  it('leaves alone what is kept of a client that does not move', async () => {
    const comparison = fakeComparison()
    const before = comparison.kept.get('pets')
    write(workshop.root, { '.changeset/brave-cats.md': '---\n"calls": minor\n---\n\nBy hand.\n' })
    expect(await versionPackages(comparison)).not.toContain('released/')
    expect(version('sdks/calls')).toBe('4.6.0')
    expect(version('clients/pets-api')).toBe('1.2.3')
    expect(comparison.kept.get('pets')).toBe(before)
  })

  it('takes out the accepted breaks that are released with it, and no others', async () => {
    write(workshop.root, { [breaks]: '# reasons\npets one\nbirds two\npets three\n' })
    const comparison = fakeComparison([change('minor', 'type Pet', 'is smaller', 'one')])
    const at = (api: string, line: number) => ({
      api,
      what: 'x y: z',
      reason: 'z',
      position: { file: breaks, line },
    })
    comparison.breaks = [at('pets', 2), at('birds', 3), at('pets', 4)]
    await release(comparison)
    expect(version('clients/pets-api')).toBe('1.3.0')
    expect(read(breaks)).toBe('# reasons\nbirds two\n')
  })

  it('says so where there is nothing to release, and touches nothing', async () => {
    const before = fingerprints(workshop.root)
    expect(await versionPackages(fakeComparison())).toBe(
      'Nothing to release: .changeset/ holds no changeset.',
    )
    expect(fingerprints(workshop.root)).toEqual(before)
  })

  it.each([
    [
      'a changeset is missing',
      {},
      /Run `pnpm gen changeset pets` first: \.changeset\/spec-pets\.md is missing/,
    ],
    [
      'a client is out of step',
      { 'packages/clients/pets-api/README.md': 'by hand\n' },
      /run `pnpm gen generate pets`/,
    ],
  ])('refuses where %s, and touches nothing', async (_case, files, message) => {
    write(workshop.root, files)
    const before = git('status', '--porcelain')
    const comparison = fakeComparison([change('minor', 'pets.list', 'more')])
    await expect(versionPackagesCommand(workshop, testContext(), comparison)).rejects.toThrow(message)
    expect(git('status', '--porcelain')).toBe(before)
  })

  it('says how to go back where it cannot finish', async () => {
    neverReleased()
    const comparison = fakeComparison([], false)
    await changesetCommand(workshop, [], testContext(), comparison)
    const broken = { ...comparison, keep: () => Promise.reject(new Error('the disk is full')) }
    await expect(versionPackagesCommand(workshop, testContext(), broken)).rejects.toThrow(
      /the disk is full\nVersions have moved.*Go back with git/,
    )
  })
})
