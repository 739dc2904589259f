import { execFile, spawn } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { copyRepository } from '../../scripts/release/copy.ts'
import { freePort } from '../support/free-port.ts'
import { type AddCase, addCases } from './cases.ts'
import { startMockApi } from './mock-api.ts'

/** The one in the manner of FastAPI is what docs/your-own-api.md tells of, and its test follows. */
const cases = addCases.filter(({ name }) => name !== 'library')

/** Where its client is put: a scope is no part of the path. */
function folderOf({ name, package: given = `${name}-api` }: AddCase): string {
  return `packages/clients/${given.slice(given.indexOf('/') + 1)}`
}

interface Finished {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

describe('pnpm gen add', () => {
  let root: string
  const run = (command: string, ...args: string[]) =>
    new Promise<Finished>((resolve) => {
      const environment = { ...process.env, CI: 'true', INIT_CWD: root }
      execFile(command, args, { cwd: root, env: environment, maxBuffer: 1 << 26 }, (error, stdout, stderr) =>
        resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr }),
      )
    })
  const node = (...args: string[]) => run(process.execPath, '--conditions=@driftless/source', ...args)
  const gen = (...args: string[]) => node('scripts/gen.ts', ...args)
  const git = (...args: string[]) => run('git', ...args)

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'driftless-add-'))
    await copyRepository(root)
    await git('init', '--quiet')
    await git('add', '--all')
    await git('-c', 'user.name=t', '-c', 'user.email=t@example.com', 'commit', '--quiet', '-m', 'start')
  })

  afterAll(() => rm(root, { recursive: true, force: true }))

  it.each(cases)('goes from a server in the manner of $framework to a client that works', async (api) => {
    await using server = await serve(api)
    const name = api.package === undefined ? [] : ['--package', api.package]
    const added = await gen('add', api.name, '--url', server.origin, ...name)
    expect(added.stderr + added.stdout).toContain(`added ${api.name}: ${folderOf(api)} (`)
    expect(added.code).toBe(0)
    expect(await gen('check', api.name, '--full', '--changesets')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining(api.name),
    })
    const again = await gen('update-spec', api.name, '--check')
    expect([again.code, again.stdout]).toEqual([0, `in step: ${api.name}\n`])
    const program = join(root, folderOf(api), 'test/use.ts')
    await mkdir(join(program, '..'), { recursive: true })
    await writeFile(program, `const baseUrl = '${server.origin}'${api.program}\n`)
    // `add` has compiled it: this is what users get.
    const used = await run(process.execPath, program)
    expect(used.stderr).toBe('')
    expect(JSON.parse(used.stdout)).toEqual(api.printed)
  })

  it('gives clients and programs that compile', async () => {
    const include = cases.map((api) => `${folderOf(api)}/test`)
    const settings = { extends: './tsconfig.json', include, exclude: [] }
    await writeFile(join(root, 'tsconfig.added.json'), JSON.stringify(settings))
    const tsc = join(root, 'node_modules/.bin/tsc')
    expect(await run(tsc, '--noEmit', '-p', 'tsconfig.added.json')).toMatchObject({ code: 0, stdout: '' })
    await rm(join(root, 'tsconfig.added.json'))
  })

  it.each([
    [
      ['cats', '--from', 'README.md'],
      /schemas\/cats exists already; take another name, or `pnpm gen remove cats`/,
    ],
    [['dogs', '--from', 'README.md', '--package', 'cats-api'], /packages\/clients\/cats-api exists already/],
    [
      ['dogs', '--from', 'x', '--package', 'stepflow-client'],
      /stepflow-client is that of packages\/sdks\/stepflow-client\/package\.json already/,
    ],
    [
      ['dogs', '--from', 'x', '--package', 'vitest'],
      /vitest is another package already, on which .*package\.json depends/,
    ],
    [['dogs', '--from', 'x', '--header', 'A: b'], /--header goes with --url alone/],
    [['dogs', '--url', 'http://a.test', '--header', 'secret'], /--header takes "Name: value"/],
    [['Dogs', '--from', 'README.md'], /name must look like my-api/],
    [['dogs', '--from', 'x', '--client', 'dogs'], /client must look like MyApi/],
    [['dogs'], /add needs --url URL or --from FILE/],
    [['dogs', '--url', ''], /--url needs a URL/],
    [['dogs', '--url', 'http://a.test', '--from', 'x'], /--url and --from exclude each other/],
    [['dogs', '--from', 'x', '--base-url', 'nowhere'], /baseUrl must look like https:/],
  ])('%j is wrong usage and changes nothing', async (args, message) => {
    const before = (await git('status', '--porcelain')).stdout
    const { code, stderr } = await gen('add', ...args)
    expect(stderr).toMatch(message)
    expect(code).toBe(2)
    expect((await git('status', '--porcelain')).stdout).toBe(before)
  })

  it.each([
    [['dogs', '--from', 'none.json'], /none\.json does not exist/],
    [['dogs', '--from', 'README.md'], /README\.md/],
    [['dogs', '--from', 'package.json'], /package\.json/],
  ])('%j fails and changes nothing', async (args, message) => {
    const before = (await git('status', '--porcelain')).stdout
    const { code, stderr } = await gen('add', ...args)
    expect(stderr).toMatch(message)
    expect(code).toBe(1)
    expect((await git('status', '--porcelain')).stdout).toBe(before)
  })

  it('asks a server that is not there once', async () => {
    const { code, stderr } = await gen('add', 'dogs', '--url', `http://127.0.0.1:${await freePort()}`)
    expect(stderr).toMatch(/error: http:\/\/127\.0\.0\.1:\d+\/ cannot be fetched: connection refused\.\n$/)
    expect(code).toBe(1)
  })

  it('says where it looked on a server that offers no document', async () => {
    await using server = await startMockApi({ 'GET /': () => ({ type: 'text/html', body: '<p>hello</p>' }) })
    const { code, stderr } = await gen('add', 'dogs', '--url', server.origin)
    expect(stderr).toMatch(/answered an HTML page[\s\S]*offers no OpenAPI document at \/openapi\.json, /)
    expect(code).toBe(1)
  })

  it('stops where a server wants credentials, and says how to send them', async () => {
    const asked: string[] = []
    const refuse = () => {
      asked.push('once')
      return { status: 401, body: {} }
    }
    await using server = await startMockApi({ 'GET /': refuse, 'GET /openapi.json': refuse })
    const { code, stderr } = await gen('add', 'dogs', '--url', server.origin)
    expect(stderr).toMatch(/answered 401; set the headers it wants with --header 'Name: \$\{VARIABLE\}'/)
    expect([code, asked]).toEqual([1, ['once']])
  })

  it('sends the headers that it is given, and keeps them for the next time', async () => {
    const document = await readFile(join(import.meta.dirname, 'documents/nestjs.json'), 'utf8')
    await using server = await startMockApi({
      'GET /openapi.json': (_body, { headers }) =>
        headers['x-key'] === 'abc' ? { body: document } : { status: 403, body: {} },
    })
    const url = `${server.origin}/openapi.json`
    process.env.DOGS_KEY = 'abc'
    const added = await gen('add', 'dogs', '--url', url, '--header', `X-Key: \${DOGS_KEY}`)
    const config = await readFile(join(root, 'schemas/dogs/api.config.ts'), 'utf8').catch(() => '')
    const again = await gen('update-spec', 'dogs', '--check')
    delete process.env.DOGS_KEY
    expect(added.stderr + added.stdout).toContain('added dogs: ')
    expect(config).toContain(`'x-key': '\${DOGS_KEY}'`)
    expect([again.code, again.stdout]).toEqual([0, 'in step: dogs\n'])
    expect((await gen('remove', 'dogs', '--yes')).code).toBe(0)
  })

  it('interrupted while it compiles, leaves nothing behind', async () => {
    const before = await everything()
    const from = join(import.meta.dirname, 'documents/nestjs.json')
    const args = ['--conditions=@driftless/source', 'scripts/gen.ts', 'add', 'dogs', '--from', from]
    const environment = { ...process.env, CI: 'true', INIT_CWD: root }
    const child = spawn(process.execPath, args, { cwd: root, env: environment })
    let stderr = ''
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text
      if (text.includes('compiling')) child.kill('SIGINT')
    })
    const code = await new Promise((resolve) => child.on('close', resolve))
    expect(stderr).toContain('Interrupted; cleaning up.')
    expect(code).toBe(130)
    expect(await everything()).toEqual(before)
  })

  it('that does not compile keeps nothing; one whose tests fail is kept, and says so', async () => {
    const before = await everything()
    const from = join(import.meta.dirname, 'documents/nestjs.json')
    const broken = join(root, 'packages/core/runtime/src/broken.ts')
    await writeFile(broken, 'export const text: string = 1\n')
    const uncompiled = await gen('add', 'dogs', '--from', from)
    await rm(broken)
    expect(uncompiled.stderr).toMatch(/dogs-api does not compile[\s\S]*\nNothing of it was kept\.\n/)
    expect(uncompiled.code).toBe(1)
    expect(await everything()).toEqual(before)

    const config = join(root, 'vitest.config.ts')
    const text = await readFile(config, 'utf8')
    await writeFile(config, "throw new Error('no tests today')\n")
    const untested = await gen('add', 'dogs', '--from', from)
    await writeFile(config, text)
    expect(untested.stderr).toMatch(/The tests of dogs-api fail[\s\S]*no tests today/)
    expect(untested.stderr).toContain(
      'dogs is added all the same: schemas/dogs, packages/clients/dogs-api and its changeset are there. ' +
        'Mend it and run `pnpm test packages/clients/dogs-api`, or take it out by `pnpm gen remove dogs`.',
    )
    expect(untested.code).toBe(1)
    expect(await gen('remove', 'dogs', '--yes')).toMatchObject({
      code: 0,
      stdout: 'removed dogs: schemas/dogs, packages/clients/dogs-api, .changeset/spec-dogs.md\n',
    })
    expect(await everything()).toEqual(before)
  })

  it('remove asks for a confirmation, and keeps what was written by hand', async () => {
    expect(await gen('remove', 'cats')).toMatchObject({ code: 2, stderr: expect.stringMatching(/--yes/) })
    expect(await gen('remove', 'dogs', '--yes')).toMatchObject({ code: 2 })
    const refused = await gen('remove', 'cats', '--yes')
    expect(refused.stderr).toMatch(
      /not committed: packages\/clients\/cats-api\/test\/use\.ts\. Commit them, or/,
    )
    expect(refused.code).toBe(1)
    const needed = await gen('remove', 'stepflow', '--yes')
    expect(needed.stderr).toMatch(
      /stepflow-api is a dependency in bench\/package\.json, package\.json, .*packages\/sdks\/stepflow-client\//,
    )
    expect(needed.code).toBe(1)
  })

  it('remove leaves nothing behind', async () => {
    const added = cases.map(({ name }) => name)
    const before = await mentions(added)
    await rm(join(root, 'packages/clients/cats-api/test/use.ts'))
    const { code, stdout } = await gen('remove', 'cats', '--yes')
    expect(stdout).toBe('removed cats: schemas/cats, packages/clients/cats-api, .changeset/spec-cats.md\n')
    expect(code).toBe(0)
    const after = await mentions(added)
    expect(after).toEqual(before.filter((line) => !line.includes('cats')))
    expect(after.length).toBeLessThan(before.length)
  })

  /** What git sees, and the lockfile. */
  async function everything(): Promise<string[]> {
    return [(await git('status', '--porcelain')).stdout, await readFile(join(root, 'pnpm-lock.yaml'), 'utf8')]
  }

  /** What git sees of added APIs: their folders and files, and lines of the lockfile. */
  async function mentions(names: readonly string[]): Promise<string[]> {
    const { stdout } = await git('status', '--porcelain')
    const lockfile = await readFile(join(root, 'pnpm-lock.yaml'), 'utf8')
    const lines = [...stdout.split('\n'), ...lockfile.split('\n')]
    return lines.filter((line) => names.some((name) => line.includes(name)))
  }

  async function serve({ file, specPath, specType, routes }: AddCase) {
    const document = await readFile(join(import.meta.dirname, 'documents', file), 'utf8')
    const answer = { type: specType ?? 'application/json', body: document }
    return startMockApi({ ...routes, [`GET ${specPath}`]: () => answer })
  }
})
