import { execFile } from 'node:child_process'
import { mkdtemp, readFile, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { packOnce } from '../../scripts/pack-once.ts'
import { readJson, writeFiles } from '../release/support.ts'
import { node20 } from '../support/packed.ts'
import type { Finished } from '../upgrade/support/repository.ts'
import { ownProjects } from './own-projects.ts'
import { type PetsServer, startPetsServer } from './pets-server.ts'

const root = join(import.meta.dirname, '../..')
const node24 = process.execPath
const { files = {} } = ownProjects['a Node service'] ?? {}
const out = 'src/clients/pets'

let folder: string
let server: PetsServer
let installed: Finished

/** A project whose dependencies npm brings, from the registry that it is set up with: nothing is linked. */
beforeAll(async () => {
  server = await startPetsServer()
  folder = await realpath(await mkdtemp(join(tmpdir(), 'driftless-registry-install-')))
  await writeFiles(folder, {
    ...files,
    'pets.json': await (await fetch(`${server.origin}/api/openapi.json`)).text(),
  })
  const packed = new Map((await packOnce()).map(({ name, tarball }) => [name, tarball]))
  const own = ['@driftless/generator', '@driftless/runtime'].map((name) => packed.get(name) ?? '')
  const others = await Promise.all(['typescript', '@types/node'].map(asInstalledHere))
  installed = await onNode(node20, 'npm', 'install', '--no-audit', '--no-fund', ...own, ...others)
  // Building all packages takes minutes where much else runs.
}, 600_000)

afterAll(async () => {
  await server?.[Symbol.asyncDispose]()
  await rm(folder, { recursive: true, force: true })
})

async function asInstalledHere(name: string): Promise<string> {
  const { version } = await readJson(join(root, 'node_modules', name, 'package.json'))
  return `${name}@${version}`
}

/** Runs a program in the project, as a shell does whose PATH begins with a certain Node. */
function onNode(node: string, program: string, ...args: string[]): Promise<Finished> {
  const { INIT_CWD: _, NODE_OPTIONS: __, ...env } = process.env
  const PATH = `${dirname(node)}${delimiter}${process.env.PATH}`
  return new Promise((resolve) => {
    execFile(program, args, { cwd: folder, env: { ...env, PATH, CI: 'true' } }, (error, stdout, stderr) => {
      // Some settings of npm it grumbles about in every run.
      const said = stderr.replace(/^npm warn Unknown .*\n/gm, '')
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr: said })
    })
  })
}

const npx = (node: string, ...args: string[]) => onNode(node, 'npx', '--no', '--', ...args)

describe('the generator, installed by npm', () => {
  it('comes with all that it needs, and npm says which Node it is for', async () => {
    expect(installed.code, installed.stderr).toBe(0)
    expect(installed.stderr).toMatch(
      /package: '@driftless\/generator@.*\n.*required: \{ node: '>=22\.18' \},\n.*current: \{ node: 'v20\./,
    )
    const again = await onNode(node24, 'npm', 'install', '--no-audit', '--no-fund')
    expect([again.code, again.stderr]).toEqual([0, ''])
    const problems = await onNode(node24, 'npm', 'ls', '--all')
    expect(problems.code, problems.stderr).toBe(0)
  })

  it.each([['generate', 'pets.json', '--out', out], ['check'], ['--help']])(
    'says on Node 20, asked to %s, which Node it needs',
    async (...args) => {
      expect(await npx(node20, 'driftless', ...args)).toEqual({
        code: 1,
        stdout: '',
        stderr: expect.stringMatching(
          /^error: driftless needs Node 22\.18 or newer, and this is Node 20\.\S+\. Clients that it generates run on Node 20 too\.\n$/,
        ),
      })
    },
  )

  it('generates a client from a file that compiles, is in step, and runs on Node 20', async () => {
    const made = await npx(node24, 'driftless', 'generate', 'pets.json', '--out', out)
    expect([made.code, made.stdout], made.stderr).toEqual([
      0,
      expect.stringMatching(/^src\/clients\/pets: \d+ files written \(2 operations, class PetsApi\)\n$/),
    ])
    expect(await npx(node24, 'tsc', '-p', '.', '--pretty', 'false')).toMatchObject({ code: 0, stdout: '' })
    for (const node of [node20, node24]) {
      expect(await onNode(node, node, 'dist/index.js', `${server.origin}/api`)).toEqual({
        code: 0,
        stdout: 'nickname 1 1\n',
        stderr: '',
      })
    }
    const checked = await npx(node24, 'driftless', 'check')
    expect(checked).toEqual({
      code: 0,
      stdout: expect.stringMatching(
        /^src\/clients\/pets: in step \(2 operations, \d+ files\)\nsrc\/clients\/pets: in step with \S*pets\.json\n$/,
      ),
      stderr: '',
    })
  })

  it('finds what was edited, and which calls a changed file touches', async () => {
    await writeFiles(folder, { [`${out}/index.ts`]: '' })
    const edited = await npx(node24, 'driftless', 'check')
    expect([edited.code, edited.stdout]).toEqual([1, expect.stringContaining('(edited by hand)')])
    await npx(node24, 'driftless', 'generate', '--out', out)

    const text = await readFile(join(folder, 'pets.json'), 'utf8')
    await writeFiles(folder, { 'pets.json': text.replaceAll('nickname', 'callName') })
    const drifted = await npx(node24, 'driftless', 'check')
    expect(drifted.code).toBe(1)
    const calls = [...drifted.stdout.matchAll(/^ {2}(\S+:\d+:\d+) {2}pets\.get /gm)].map(([, place]) => place)
    expect(calls).toEqual(ownProjects['a Node service']?.calls)
  })
})
