import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { installGenerator, packageOf } from './install-generator.ts'
import { type OwnProject, ownProjects } from './own-projects.ts'
import { type PetsServer, startPetsServer } from './pets-server.ts'

const run = promisify(execFile)
const root = join(import.meta.dirname, '../..')

let base: string
let server: PetsServer

beforeAll(async () => {
  base = await realpath(await mkdtemp(join(tmpdir(), 'driftless-own-tree-')))
  await installGenerator(base, {
    typescript: packageOf(root, 'typescript'),
    '@types/node': packageOf(root, '@types/node'),
    vite: packageOf(await realpath(packageOf(root, 'vitest')), 'vite'),
  })
  server = await startPetsServer()
})

afterAll(async () => {
  await server?.[Symbol.asyncDispose]()
  await rm(base, { recursive: true, force: true })
})

beforeEach(() => {
  server.extra = ['nickname']
  server.isDown = false
})

/** Lays a project out in a clean folder. */
async function layOut({ files }: OwnProject): Promise<string> {
  const folder = await mkdtemp(join(base, 'project-'))
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), text)
  }
  if (files['libs/api/package.json'] !== undefined) {
    await mkdir(join(folder, 'node_modules/@acme'), { recursive: true })
    await symlink(join(folder, 'libs/api'), join(folder, 'node_modules/@acme/api'), 'junction')
  }
  return folder
}

async function driftless(folder: string, ...args: string[]) {
  const program = join(base, 'node_modules/.bin/driftless')
  const env = { ...process.env, INIT_CWD: undefined, CI: '1' }
  const { code = 0, stdout, stderr } = await run(program, args, { cwd: folder, env }).catch((error) => error)
  return { code, stdout, stderr }
}

/** Errors of the compiler in all settings of a project. */
async function compile(folder: string, { compiled }: OwnProject): Promise<string> {
  const outputs: string[] = []
  for (const settings of compiled) {
    const tsc = join(base, 'node_modules/typescript/bin/tsc')
    const result = await run(process.execPath, [tsc, '-p', settings, '--pretty', 'false'], {
      cwd: folder,
    }).catch((error) => error)
    outputs.push(result.stdout)
  }
  return outputs.join('')
}

const url = () => `${server.origin}/api/openapi.json`

describe.each(Object.entries(ownProjects))('driftless in %s', (_name, project) => {
  it('generates a client that compiles, and follows its server from then on', async () => {
    const folder = await layOut(project)
    const { out } = project
    const made = await driftless(folder, 'generate', url(), '--out', out)
    expect([made.code, made.stdout]).toEqual([
      0,
      expect.stringMatching(/^\S+: \d+ files written \(2 operations, class PetsApi\)\n$/),
    ])
    expect(await compile(folder, project)).toBe('')
    const kept = JSON.parse(await readFile(join(folder, out, 'driftless.json'), 'utf8'))
    expect(kept).toMatchObject({ source: url(), options: { name: 'pets', client: 'PetsApi' } })
    expect(await readdir(join(folder, out))).not.toContain('bin.ts')

    const inStep = await driftless(folder, 'check')
    expect(inStep).toEqual({
      code: 0,
      stdout: expect.stringMatching(
        new RegExp(`^${out}: in step \\(2 operations, \\d+ files\\)\n${out}: in step with ${url()}\n$`),
      ),
      stderr: '',
    })

    server.extra = []
    const drifted = await driftless(folder, 'check')
    const calls = project.calls.map((call) => [call, expect.stringContaining('')])
    expect(drifted.code).toBe(1)
    expect(drifted.stdout).toMatch(
      new RegExp(`^Fix: npx driftless generate --out ${out}\n\n${out}: in step `),
    )
    expect(drifted.stdout).toContain(
      `${url()} does not offer what it was made from:\n  changed  GET /pets/{id}  pets.get\n`,
    )
    const shown = [...drifted.stdout.matchAll(/^ {2}(\S+:\d+:\d+) {2}pets\.get {2}(.*)$/gm)]
    expect(shown.map(([, place, text]) => [place, text])).toEqual(calls)
    expect(drifted.stdout).not.toContain('owners')

    const again = await driftless(folder, 'generate', '--out', out)
    expect([again.code, again.stdout]).toEqual([0, expect.stringMatching(/ files written \(2 operations/)])
    expect(await compile(folder, project)).toContain(`${project.broken}: error TS2339`)
  })
})

interface Place {
  readonly file: string
  readonly line: number
  readonly column: number
}

describe('the client in one’s own tree', () => {
  it('is bundled by Vite', async () => {
    const project = ownProjects['a Vite app'] as OwnProject
    const folder = await layOut(project)
    await driftless(folder, 'generate', url(), '--out', project.out)
    const vite = join(base, 'node_modules/vite/bin/vite.js')
    await run(process.execPath, [vite, 'build', '--logLevel', 'error', '--target', 'es2022'], { cwd: folder })
    const [asset = ''] = (await readdir(join(folder, 'dist/assets'))).filter((name) => name.endsWith('.js'))
    const bundle = await readFile(join(folder, 'dist/assets', asset), 'utf8')
    expect(bundle).toContain('/pets/{id}')
    // What compares documents is in no bundle.
    expect(bundle).not.toContain('SHA-256')
  })

  it('is compiled by tsc and run by Node', async () => {
    const project = ownProjects['a Node service'] as OwnProject
    const folder = await layOut(project)
    await driftless(folder, 'generate', url(), '--out', project.out)
    expect(await compile(folder, project)).toBe('')
    const { stdout } = await run(process.execPath, ['dist/index.js', `${server.origin}/api`], { cwd: folder })
    expect(stdout).toBe('nickname 1 1\n')
  })

  it('is compared with the server that is named, or with none, and for programs too', async () => {
    const project = ownProjects['a Node service'] as OwnProject
    const { out } = project
    const folder = await layOut(project)
    await driftless(folder, 'generate', url(), '--out', out)
    server.extra = []
    const forPrograms = JSON.parse((await driftless(folder, 'check', out, '--json')).stdout)
    expect(forPrograms).toMatchObject([
      {
        folder: out,
        inStep: false,
        drifts: [],
        sources: [
          {
            source: url(),
            state: 'differs',
            report: { operations: 2, differences: [{ path: '/pets/{id}' }] },
          },
        ],
      },
    ])
    expect(forPrograms[0].calls.map(({ file, line, column }: Place) => `${file}:${line}:${column}`)).toEqual(
      project.calls,
    )

    // Without the server only the code is looked at; another one may be asked instead.
    expect((await driftless(folder, 'check', '--no-server')).code).toBe(0)
    await using old = await startPetsServer()
    expect((await driftless(folder, 'check', '--server', old.origin)).code).toBe(0)
    expect((await driftless(folder, 'check', '--server', `${server.origin}/api`)).code).toBe(1)
  })

  it('is found out where it is edited, its server is down, or its file has changed', async () => {
    const project = ownProjects['a Node service'] as OwnProject
    const folder = await layOut(project)
    await driftless(folder, 'generate', url(), '--out', project.out)
    await writeFile(join(folder, project.out, 'index.ts'), '')
    server.isDown = true
    const both = await driftless(folder, 'check')
    expect(both.code).toBe(1)
    expect(both.stdout).toMatch(/^ {2}changed {2}pets\/index\.ts {2}\(edited by hand\)$/m)
    expect(both.stdout).toMatch(/cannot be compared with .*: .* answered 503/)

    server.isDown = false
    const text = await (await fetch(url())).text()
    await writeFile(join(folder, 'pets.json'), text)
    await driftless(folder, 'generate', 'pets.json', '--out', project.out)
    expect(await driftless(folder, 'check')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/in step with .*pets\.json/),
    })
    await writeFile(join(folder, 'pets.json'), text.replace('"OK."', '"Fine."'))
    const otherWords = await driftless(folder, 'check')
    expect([otherWords.code, otherWords.stdout]).toEqual([
      1,
      expect.stringMatching(/offers all of it, and has changed since/),
    ])
    await rm(join(folder, 'pets.json'))
    expect(await driftless(folder, 'check')).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(
        /pets\.json, which it was made from, is not here\. Bring it back, or name/,
      ),
    })
    expect((await driftless(folder, 'check', '--no-server')).code).toBe(0)
  })

  it('that was made from a file is compared with the document of a server that is named by its base URL', async () => {
    const project = ownProjects['a Node service'] as OwnProject
    const folder = await layOut(project)
    await writeFile(join(folder, 'pets.json'), await (await fetch(url())).text())
    await driftless(folder, 'generate', 'pets.json', '--out', project.out)
    const base = new URL('.', url()).href
    expect(await driftless(folder, 'check', '--server', base)).toMatchObject({ code: 0, stderr: '' })
    server.extra = []
    await writeFile(join(folder, 'src/Pets.vue'), '<script setup lang="ts"></script>')
    const { code, stdout } = await driftless(folder, 'check', '--server', base)
    expect(code).toBe(1)
    expect(stdout).toContain('note: 1 file in .vue, .svelte or .astro: calls in there are not looked at.')
  })
})
