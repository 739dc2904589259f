import { appendFile, cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { parse } from 'yaml'
import { checkBudget } from '../../scripts/release/budgets.ts'
import { installPublished } from '../../scripts/release/install.ts'
import { supportedNodes } from '../../scripts/release/nodes.ts'
import { readPackFolder } from '../../scripts/release/pack-folder.ts'
import { type LocalRegistry, startRegistry } from '../../scripts/release/registry.ts'
import { changeset, repository, run } from '../../scripts/release/tools.ts'
import { tryRelease } from '../../scripts/release/try.ts'
import { temporaryFolder, writeFiles } from './support.ts'

function manifest(name: string, rest: object = {}): string {
  return JSON.stringify({
    name,
    version: '0.0.0',
    type: 'module',
    exports: { '.': './index.js' },
    files: ['index.js'],
    engines: { node: '>=20' },
    publishConfig: { access: 'public', provenance: true },
    ...rest,
  })
}

/** By these a workflow gets an identity token. */
const tokenVariables = ['ACTIONS_ID_TOKEN_REQUEST_URL', 'ACTIONS_ID_TOKEN_REQUEST_TOKEN']

let root: string

/** A repository of two packages, one of which needs the other and one that is not of this repository; packed. */
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'driftless-release-test-'))
  await writeFiles(root, {
    'package.json': '{ "name": "root", "version": "0.0.0", "private": true }',
    'pnpm-workspace.yaml': 'packages:\n  - packages/*/*\n',
    'pnpm-lock.yaml': '',
    '.gitignore': 'release/\n*.npmrc\n',
    '.changeset/config.json': await readFile(join(repository, '.changeset/config.json'), 'utf8'),
    '.changeset/first.md': '---\n"@pets/base": minor\n"pets": minor\n---\n\nFirst release.\n',
    'packages/a/base/package.json': manifest('@pets/base'),
    'packages/a/base/index.js': 'export const base = 1\n',
    'packages/b/pets/package.json': manifest('pets', {
      dependencies: { '@pets/base': 'workspace:^', yaml: '^2.0.0' },
    }),
    'packages/b/pets/index.js':
      "import { base } from '@pets/base'\nimport { stringify } from 'yaml'\nexport const text = stringify({ base })\n",
  })
  await run('git', ['init', '--quiet', '--initial-branch=main'], { cwd: root })
  await commit()
  await changeset(['version'], root)
  await commit()
  await using registry = await startRegistry()
  await pack(join(root, 'release'), await npmrcOf(registry))
})

afterEach(() => {
  vi.unstubAllEnvs()
})

afterAll(() => rm(root, { recursive: true, force: true }))

async function commit(): Promise<void> {
  await run('git', ['add', '--all'], { cwd: root })
  const identity = ['-c', 'user.name=Test', '-c', 'user.email=test@example.com']
  await run('git', [...identity, 'commit', '--quiet', '--message=Change'], { cwd: root })
}

/** Path of an .npmrc that names a registry. */
async function npmrcOf(registry: LocalRegistry): Promise<string> {
  const path = join(root, `${new URL(registry.url).port}.npmrc`)
  await writeFile(path, registry.npmrc)
  return path
}

async function pack(folder: string, npmrc: string): Promise<void> {
  await changeset(['pack', '--out-dir', folder], root, npmrc)
}

/** A folder with what was packed, for one test alone. */
async function packFolderOfItsOwn(): Promise<string> {
  const folder = await temporaryFolder()
  await cp(join(root, 'release'), folder, { recursive: true })
  return folder
}

describe('publishing', () => {
  it('takes the packed bytes to a registry, from which they install and run', async () => {
    await using registry = await startRegistry(repository)
    const npmrc = await npmrcOf(registry)
    const packFolder = await packFolderOfItsOwn()
    const packed = await readPackFolder(packFolder)
    expect(packed.map(({ name, version }) => `${name}@${version}`)).toEqual([
      '@pets/base@0.1.0',
      'pets@0.1.0',
    ])
    await changeset(['publish', '--from-pack-dir', packFolder], root, npmrc)
    expect([...registry.published].sort()).toEqual(['@pets/base@0.1.0', 'pets@0.1.0'])
    expect((await run('git', ['tag'], { cwd: root })).trim().split('\n')).toEqual([
      '@pets/base@0.1.0',
      'pets@0.1.0',
    ])

    const folder = join(root, 'consumer')
    const { manifest: installed } = await installPublished(folder, { name: 'pets', version: '0.1.0' }, npmrc)
    expect(installed).toMatchObject({ version: '0.1.0', dependencies: { '@pets/base': '^0.1.0' } })
    const program = "import { text } from 'pets'; console.log(text.trim())"
    const said = await run(process.execPath, ['--input-type=module', '--eval', program], { cwd: folder })
    expect(said).toBe('base: 1\n')

    // What is there already is neither packed nor published again.
    await pack(packFolder, npmrc)
    expect(JSON.parse(await readFile(join(packFolder, 'publish-plan.json'), 'utf8')).plan).toEqual([])
  })

  it('is refused without the right, for what is no package, and for a version that is there', async () => {
    await using registry = await startRegistry()
    const packFolder = await packFolderOfItsOwn()
    await changeset(['publish', '--from-pack-dir', packFolder, '--no-git-tag'], root, await npmrcOf(registry))
    const put = (authorization: string, body: string) =>
      fetch(`${registry.url}pets`, { method: 'PUT', headers: { authorization }, body })
    expect((await put('Bearer guess', '{}')).status).toBe(401)
    expect((await put('Bearer rehearsal', '{}')).status).toBe(400)
    const again = {
      versions: { '0.1.0': { name: 'pets', version: '0.1.0' } },
      _attachments: { 'x.tgz': { data: 'eA==' } },
    }
    expect((await put('Bearer rehearsal', JSON.stringify(again))).status).toBe(403)
    expect((await fetch(`${registry.url}pets/-/9.9.9.tgz`)).status).toBe(404)
    expect((await fetch(`${registry.url}yaml`)).status).toBe(404)
    expect(registry.published).toHaveLength(2)
  })

  it('is refused where provenance is asked for, as release.yml does, and cannot be proven', async () => {
    await using registry = await startRegistry()
    const packFolder = await packFolderOfItsOwn()
    const { jobs } = parse(await readFile(join(repository, '.github/workflows/release.yml'), 'utf8')) as {
      jobs: { publish: { env: Record<string, string> } }
    }
    const inWorkflow = { ...jobs.publish.env, GITHUB_ACTIONS: 'true', CI: 'true' }
    const environment = { ...inWorkflow, NPM_CONFIG_USERCONFIG: await npmrcOf(registry) }
    for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value)
    for (const name of tokenVariables) vi.stubEnv(name, undefined)
    const publishing = changeset(['publish', '--from-pack-dir', packFolder, '--no-git-tag'], root)
    await expect(publishing).rejects.toThrow(/ID_TOKEN/)
    expect(registry.published).toEqual([])
  })

  it('refuses a tarball that is not the one that was packed and tried', async () => {
    const packFolder = await packFolderOfItsOwn()
    await appendFile(join(packFolder, 'packages/pets-0.1.0.tgz'), 'more')
    await expect(readPackFolder(packFolder)).rejects.toThrow(
      /packages\/pets-0\.1\.0\.tgz is not the tarball that was packed/,
    )
    await expect(readPackFolder(root)).rejects.toThrow(/holds no publish-plan\.json; `pnpm release pack/)
  })
})

describe('a trial', () => {
  it('names what does not run, and what does not fit the Node', async () => {
    await writeFiles(root, {
      'packages/a/base/package.json': manifest('@pets/base', {
        version: '0.1.0',
        engines: { node: '>=22.18' },
      }),
      'packages/b/pets/index.js': "import './forgotten.js'\n",
    })
    await using registry = await startRegistry()
    const packFolder = await temporaryFolder()
    await pack(packFolder, await npmrcOf(registry))
    const packed = await readPackFolder(packFolder)
    const nodes = supportedNodes().filter(({ major }) => major !== 22)
    const lines: string[] = []
    const failures = await tryRelease({ packFolder, packed, root, nodes, print: (line) => lines.push(line) })
    expect(failures.map((failure) => failure.split('\n')[0])).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^pets on Node 20: /),
        expect.stringMatching(/^pets on Node 24: /),
      ]),
    )
    expect(failures).toHaveLength(2)
    expect(failures.join()).toContain('forgotten.js')
    expect(lines).toContain('-       @pets/base needs Node >=22.18: not tried on Node 20')
    expect(lines).toContain(`ok      @pets/base 0.1.0 on Node ${process.versions.node}`)
    // Nobody had to give it a budget; what is over one that it has is told.
    expect(lines).toContainEqual(expect.stringMatching(/^sizes {3}@pets\/base: tarball \d+ bytes$/))
    const [base] = packed
    if (base === undefined) throw new Error('nothing was packed')
    const installed = { name: base.name, folder: root, manifest: { version: base.version, exports: {} } }
    expect(await checkBudget(installed, base.tarball, { tarball: 10 }, () => {})).toEqual([
      expect.stringMatching(/^@pets\/base: tarball weighs \d+ bytes; its budget is 10\. If that is meant, /),
    ])
  })
})
