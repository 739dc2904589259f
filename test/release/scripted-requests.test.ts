import { rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { specDrift } from '../../scripts/release/spec-drift.ts'
import { run } from '../../scripts/release/tools.ts'
import { versionPullRequest } from '../../scripts/release/version-pull-request.ts'
import { type FakeGh, installFakeGh } from './fake-gh.ts'
import { makeFolder, writeFiles } from './support.ts'

let root: string
let gh: FakeGh

const git = (...args: string[]) => run('git', args, { cwd: root })
const branches = async () =>
  (await git('ls-remote', '--heads', 'origin'))
    .split('\n')
    .flatMap((line) => line.split('refs/heads/')[1] ?? [])

/** Stands for `gen`: a server's document is what ../servers says, and one without is silent. */
const gen = `
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
const [command, ...words] = process.argv.slice(2)
const api = words.at(-1)
if (command === 'update-spec') {
  const server = '../servers/' + api
  if (!existsSync(server)) { console.error('error: ' + api + ': connection refused.'); process.exit(1) }
  writeFileSync('schemas/' + api + '/openapi.json', readFileSync(server))
}
if (command === 'changeset') writeFileSync('.changeset/spec-' + words[0] + '.md', 'changed')
if (command === 'diff') console.log('What changed: ' + words[0])
`
const moveVersions = `
import { rmSync, writeFileSync } from 'node:fs'
rmSync('.changeset/first.md')
writeFileSync('packages/pets/CHANGELOG.md', '# pets\\n\\n## 2.0.0\\n\\n### Major Changes\\n\\n- Names are gone.\\n')
`

/** A repository of two APIs with an origin, whose commands are scripts that do at once what the real ones do. */
beforeEach(async () => {
  const place = await makeFolder()
  root = join(place, 'repository')
  gh = await installFakeGh(place)
  const scripts = { gen: 'node gen.mjs', 'version-packages': 'node move.mjs' }
  await writeFiles(root, {
    'package.json': JSON.stringify({ name: 'root', private: true, scripts }),
    'gen.mjs': gen,
    'move.mjs': moveVersions,
    '.changeset/README.md': 'Changesets.\n',
    'packages/pets/CHANGELOG.md': '# pets\n',
    'schemas/pets/api.config.ts': '',
    'schemas/pets/openapi.json': 'one',
    'schemas/zoo/api.config.ts': '',
    'schemas/zoo/openapi.json': 'one',
  })
  await writeFiles(place, { 'servers/pets': 'one', 'servers/zoo': 'one' })
  await git('init', '--quiet', '--initial-branch=main')
  await git('config', 'user.name', 'Test')
  await git('config', 'user.email', 'test@example.com')
  await commit()
  await run('git', ['init', '--quiet', '--bare', join(place, 'origin')])
  await git('remote', 'add', 'origin', join(place, 'origin'))
})

afterEach(async () => {
  vi.unstubAllEnvs()
  await rm(dirname(root), { recursive: true, force: true })
})

async function commit(): Promise<void> {
  await git('add', '--all')
  await git('commit', '--quiet', '--message=Change')
}

const serve = (documents: Readonly<Record<string, string>>) => writeFiles(join(root, '../servers'), documents)

describe('the pull request of spec-drift', () => {
  it('is closed, and its branch gone, once the servers are as they were', async () => {
    await serve({ pets: 'two' })
    expect(await specDrift(root)).toBe('pets: a pull request says what changed.')
    expect(await branches()).toEqual(['spec-drift'])
    await git('switch', '--quiet', 'main')
    await serve({ pets: 'one' })
    const said = 'Every server offers what its client was made from.'
    expect(await specDrift(root)).toBe(`${said} The pull request is closed.`)
    expect(await gh.done()).toEqual(['pr create', 'pr close 7'])
    expect((await gh.asked()).at(-1)?.words).toEqual(['pr', 'close', '7', '--comment', said])
    expect(await branches()).toEqual([])
    expect(await specDrift(root)).toBe(said)
    expect(await gh.done()).toEqual(['pr create', 'pr close 7'])
  })

  it('follows the other servers while one is silent, and says which is', async () => {
    await rm(join(root, '../servers/pets'))
    await serve({ zoo: 'two' })
    const refusal = await specDrift(root).catch(String)
    expect(refusal).toContain('error: pets: connection refused.')
    expect(refusal).toMatch(/\nzoo: a pull request says what changed\.$/)
    expect(await branches()).toEqual(['spec-drift'])
    expect(await git('show', 'origin/spec-drift:schemas/zoo/openapi.json')).toBe('two')
    const input = (await gh.asked()).at(-1)?.input
    expect(input).toContain('Not in here, as the run could not ask its server: pets.')
    expect(input).toContain('## zoo\n\nWhat changed: zoo')
  })

  it('stays open while a server is silent that may have moved', async () => {
    await serve({ pets: 'two' })
    await specDrift(root)
    await git('switch', '--quiet', 'main')
    await rm(join(root, '../servers/pets'))
    await expect(specDrift(root)).rejects.toThrow(/error: pets: connection refused\./)
    expect(await gh.done()).toEqual(['pr create'])
    expect(await branches()).toEqual(['spec-drift'])
  })
})

describe('the pull request of a release', () => {
  it('moves versions as the changesets say, and shows what the changelogs tell', async () => {
    await writeFiles(root, { '.changeset/first.md': '---\n"pets": major\n---\n\nNames are gone.\n' })
    await commit()
    expect(await versionPullRequest(root)).toBe('The pull request `Release` says what comes next.')
    expect(await git('diff', '--name-status', 'main', 'origin/release')).toBe(
      'D\t.changeset/first.md\nM\tpackages/pets/CHANGELOG.md\n',
    )
    const { words, input } = (await gh.asked()).at(-1) ?? { words: [], input: '' }
    expect(words.slice(0, 8)).toEqual([
      'pr',
      'create',
      '--head',
      'release',
      '--base',
      'main',
      '--title',
      'Release',
    ])
    expect(input).toContain('\n\n## pets 2.0.0\n\n### Major Changes\n\n- Names are gone.')
  })

  it('is not opened where no changeset is pending', async () => {
    expect(await versionPullRequest(root)).toBe('Nothing to release: .changeset/ holds no changeset.')
    expect(await gh.asked()).toEqual([])
    expect(await branches()).toEqual([])
  })
})
