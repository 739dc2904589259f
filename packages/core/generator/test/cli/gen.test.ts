import { type SpawnSyncReturns, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { generateProject } from '../../src/project/generate-project.ts'
import type { Workshop } from '../../src/project/workshop.ts'
import { fakePipeline } from '../project/support/pipeline.ts'
import { contents, fingerprints } from '../project/support/snapshot.ts'
import { apiFiles, makeWorkshop, spec, temporaryFolder, write } from '../project/support/workshop.ts'

const file = (path: string) => fileURLToPath(new URL(path, import.meta.url))
const gen = file('../../../../../scripts/gen.ts')
const loadedModules = file('./support/loaded-modules.ts')
const server = file('../project/support/server.ts')

/** Runs `pnpm gen` as a person would, in a repository of its own. */
function run(workshop: Workshop, ...args: string[]): SpawnSyncReturns<string> {
  return runNode(workshop, [gen, ...args])
}

function runNode(workshop: Workshop, args: readonly string[]): SpawnSyncReturns<string> {
  const options = ['--conditions=@driftless/source', ...args]
  return spawnSync(process.execPath, options, { cwd: workshop.root, encoding: 'utf8', env: environment() })
}

function environment(): NodeJS.ProcessEnv {
  const { INIT_CWD: _, ...rest } = process.env
  return { ...rest, CI: 'true' }
}

async function inStep(): Promise<Workshop> {
  const workshop = makeWorkshop()
  await generateProject(workshop, { apis: ['pets'], pipeline: fakePipeline() })
  return workshop
}

describe('wrong usage', () => {
  it.each([
    [['nonsense'], /unknown command 'nonsense'/],
    [['changeset', 'dogs'], /Unknown API "dogs" \(known: birds, pets\)/],
    [['generate', 'dogs'], /Unknown API "dogs" \(known: birds, pets\)/],
    [['check', 'pets', '../pets'], /Unknown API "\.\.\/pets"/],
    [['generate', '--from', 'x.json'], /--from needs exactly one API \(known: birds, pets\); 0 were named/],
    [['generate', 'pets', '--from', ''], /--from needs a file/],
    [['generate', 'pets', '--from', 'x.json', '--out', ''], /--out needs a folder/],
    [['generate', 'pets', '--from', 'x.json', '--out', '.'], /--out names the folder that you are in/],
    [['generate', 'pets', '--from', 'x.json', '--out', '..'], /--out names the folder that you are in/],
    [['update-spec', 'pets', '--url', ''], /--url needs a URL/],
    [['generate', 'pets', 'birds', '--from', 'x.json'], /--from needs exactly one API/],
    [['generate', 'pets', '--out', 'there'], /--out needs --from/],
    [['update-spec', '--url', 'http://localhost'], /--url needs exactly one API/],
    [['update-spec', 'pets', '--check', '--generate'], /--check writes nothing/],
    [['update-spec', 'pets', '--url', 'http://localhost', '--local'], /--local asks no other server/],
    [['status', '--full'], /unknown option '--full'/],
  ])('%j exits 2', (args, message) => {
    const workshop = makeWorkshop(['birds', 'pets'])
    const before = contents(workshop.root)
    const { status, stderr } = run(workshop, ...args)
    expect(stderr).toMatch(message)
    expect(status).toBe(2)
    expect(contents(workshop.root)).toEqual(before)
  })

  it('is not --help', () => {
    const { status, stdout } = run(makeWorkshop(), 'generate', '--help')
    expect(stdout).toMatch(/^Usage: pnpm gen generate \[options\] \[api\.\.\.\]/)
    expect(status).toBe(0)
  })
})

describe('bad input', () => {
  const operation = (operationId: string) => ({
    get: { operationId, responses: { 200: { description: 'Fine.' } } },
  })
  const document = (rest: object) =>
    JSON.stringify({ openapi: '3.1.0', info: { title: 'T', version: '1' }, ...rest })
  const nested = `{"openapi":"3.1.0","info":{"title":"T","version":"1"},"x-deep":${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}}`

  it.each([
    ['a missing file', 'missing.json', undefined, /missing\.json does not exist\./],
    ['a folder', 'schemas', undefined, /schemas is a folder/],
    ['an empty file', 'input.json', '', /input\.json.*empty/],
    ['a page', 'input.json', '<!doctype html><html></html>', /input\.json.*HTML page/],
    ['broken JSON', 'input.json', '{"openapi": }', /input\.json:1/],
    ['broken YAML', 'input.yaml', 'openapi: 3.1.0\ninfo: [unclosed\n', /input\.yaml:\d/],
    ['another version', 'input.json', '{"openapi":"4.0.0","info":{}}', /input\.json.*4\.0\.0/],
    ['no OpenAPI document', 'input.json', '{"name":"x"}', /input\.json/],
    [
      'a dangling $ref',
      'input.json',
      document({ paths: {}, components: { schemas: { A: { $ref: '#/components/schemas/Gone' } } } }),
      /input\.json.*\/components\/schemas\/A.*Gone/,
    ],
    [
      'duplicate operationIds',
      'input.json',
      document({ paths: { '/a': operation('same'), '/b': operation('same') } }),
      /input\.json.*\/paths\/~1b\/get.*same/,
    ],
    ['too deep a document', 'input.json', nested, /input\.json.*nested more than/],
  ])('%s: one clear sentence, exit 1, nothing written', (_what, name, text, message) => {
    const workshop = makeWorkshop()
    if (text !== undefined) write(workshop.root, { [name]: text })
    const before = contents(workshop.root)
    const { status, stdout, stderr } = run(workshop, 'generate', 'pets', '--from', name)
    expect(stderr).toMatch(message)
    expect(stderr).not.toMatch(/\n {4}at /)
    expect(stderr.trim().split('\n')).toHaveLength(1)
    expect([stdout, status]).toEqual(['', 1])
    expect(contents(workshop.root)).toEqual(before)
  })

  it('50 MB of nested references: the same', () => {
    const workshop = makeWorkshop()
    const schemas: string[] = []
    for (let size = 0, index = 0; size < 50_000_000; index += 1) {
      const schema = `"S${index}":{"anyOf":[${'{"$ref":"#/components/schemas/S0"},'.repeat(200)}{"$ref":"#/components/schemas/S${index + 1}"}]}`
      schemas.push(schema)
      size += schema.length
    }
    const text = `{"openapi":"3.1.0","info":{"title":"T","version":"1"},"paths":{},"components":{"schemas":{${schemas.join(',')}}}}`
    write(workshop.root, { 'input.json': text })
    const { status, stderr } = run(workshop, 'generate', 'pets', '--from', 'input.json')
    expect(stderr).toMatch(/input\.json.*\/components\/schemas\/S\d+.*S\d+/)
    expect(status).toBe(1)
    expect(stderr.length).toBeLessThan(20_000)
    expect(existsSync(join(workshop.root, 'schemas/pets/lock.json'))).toBe(false)
  })
})

describe('check', () => {
  it('exits 0 in step and 1 when drifted, in every format', async () => {
    const workshop = await inStep()
    expect(run(workshop, 'check')).toMatchObject({
      status: 0,
      stdout: 'pets: in step (2 operations, 8 files)\n',
    })
    write(workshop.root, { 'packages/clients/pets-api/package.json': '{"name":"pets-api"}' })
    const drifted = run(workshop, 'check', '--json')
    expect(drifted.status).toBe(1)
    expect(JSON.parse(drifted.stdout)).toMatchObject({ inStep: false, apis: [{ api: 'pets' }] })
    const both = run(workshop, 'check', '--json', '--github')
    expect(both.stdout).toBe(drifted.stdout)
    expect(both.stderr).toMatch(/^::error title=pnpm gen check::pets: /)
    const annotated = run(workshop, 'check', '--github')
    expect(annotated.stdout).toMatch(/^::error title=pnpm gen check::pets: .*"exports" lacks/m)
    expect(annotated.status).toBe(1)
  })

  it('loads neither hey-api nor TypeScript nor the linter where nothing changed', async () => {
    const workshop = await inStep()
    const { stdout, stderr } = runNode(workshop, ['--import', loadedModules, gen, 'check'])
    expect(stdout).toBe('pets: in step (2 operations, 8 files)\n')
    const modules = stderr.trim().split('\n')
    expect(modules.length).toBeGreaterThan(10)
    const heavy = /openapi-ts|\/typescript\/|@redocly|\/yaml\/|listr2|src\/generate\.ts|document\/build\.ts/
    expect(modules.filter((url: string) => heavy.test(url))).toEqual([])
  })

  it('works where nothing may be written', async () => {
    const workshop = await inStep()
    const before = fingerprints(workshop.root)
    const options = ['--permission', '--allow-fs-read=*', gen, 'check']
    expect(runNode(workshop, options)).toMatchObject({ status: 0, stdout: expect.stringMatching(/in step/) })
    write(workshop.root, {
      '.driftless/journal.json':
        '{"entries":[{"path":"packages/clients/pets-api/src","action":"replace","existed":true}]}',
    })
    const half = runNode(workshop, options)
    expect(half.stdout).toMatch(/^Fix: pnpm gen generate\n\nA run was interrupted/)
    expect(half.status).toBe(1)
    expect(Object.entries(fingerprints(workshop.root))).toEqual(
      expect.arrayContaining(Object.entries(before).slice(1)),
    )
  })
})

it('says in one line what the file system refuses', async () => {
  const workshop = await inStep()
  write(workshop.root, { '.driftless': 'a file where the folder should be' })
  const { status, stderr } = run(workshop, 'generate')
  expect(stderr).toMatch(/^error: E\w+: .*\.driftless.*\n$/)
  expect(status).toBe(1)
})

describe('update-spec', () => {
  it('leaves out what has no server, unless it is named', () => {
    const workshop = makeWorkshop()
    const all = run(workshop, 'update-spec')
    expect(all.stderr).toBe('note: pets is left out: has no server.\n')
    expect([all.status, all.stdout]).toEqual([0, 'in step: no API\n'])
    const named = run(workshop, 'update-spec', 'pets')
    expect([named.status, named.stderr]).toEqual([1, expect.stringMatching(/names no server; use --url/)])
  })

  it('--local leaves out servers that run elsewhere', () => {
    const workshop = makeWorkshop()
    write(
      workshop.root,
      apiFiles('pets', spec(['/cats']), "server: { url: 'http://127.0.0.1:1/openapi.json' }"),
    )
    const local = run(workshop, 'update-spec', '--check', '--local')
    expect(local.stderr).toBe('note: pets is left out: its server is not started here.\n')
    expect(local.status).toBe(0)
    const asked = run(workshop, 'update-spec', '--check')
    expect([asked.status, asked.stderr]).toEqual([
      1,
      expect.stringContaining('http://127.0.0.1:1/openapi.json'),
    ])
  })
})

describe('status', () => {
  it('is a table', async () => {
    const workshop = await inStep()
    write(workshop.root, {
      ...apiFiles('birds', spec(['/owls'], '3.0.0')),
      '.changeset/spec-pets.md': '---\n"pets-api": patch\n---\n\nText.\n',
      '.changeset/by-hand.md': '---\n"pets-api": minor\n---\n\nText.\n',
      '.changeset/broken.md': 'Text.\n',
    })
    const { stdout, status } = run(workshop, 'status')
    expect(status).toBe(0)
    expect(stdout.split('\n').slice(0, 3)).toEqual([
      expect.stringMatching(/^api {4}spec {3}hash {10}operations {2}next release {2}state$/),
      expect.stringMatching(/^birds {2}3\.0\.0 {2}[0-9a-f]{12} {2}\d+ +- +out of step: /),
      expect.stringMatching(/^pets {3}1\.0\.0 {2}[0-9a-f]{12} {2}2 +minor +in step$/),
    ])
  })
})

describe('Ctrl-C', () => {
  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    '(%s) exits 130, stops the server, leaves no file',
    async (signal) => {
      const workshop = makeWorkshop()
      const temporary = join(workshop.root, 'tmp')
      mkdirSync(temporary)
      const served = join(workshop.root, 'served')
      const config = `server: { command: ${JSON.stringify([server, 'unhealthy', served])}, specPath: '/openapi.json', healthPath: '/health' }`
      write(workshop.root, { ...apiFiles('pets', spec(['/cats']), config), served: spec(['/dogs']) })
      const before = contents(workshop.root)
      const child = spawn(
        process.execPath,
        ['--conditions=@driftless/source', gen, 'update-spec', '--generate'],
        {
          cwd: workshop.root,
          env: { ...environment(), TMPDIR: temporary },
          stdio: ['ignore', 'pipe', 'pipe'],
        },
      )
      let output = ''
      child.stderr.on('data', (chunk) => {
        output += chunk
      })
      // Later than its exit: all that it wrote is here.
      const exit = once(child, 'close')
      while (!existsSync(`${served}.started`)) await new Promise((resolve) => setTimeout(resolve, 20))
      // A terminal and the tools between it and us each send one for the same key. They come together, as after a pause
      // the second could be another key, and differ, as systems make one of two that are the same.
      child.kill(signal)
      child.kill(signal === 'SIGINT' ? 'SIGTERM' : 'SIGINT')
      expect(await exit).toEqual([130, null])
      expect(output).toMatch(/pets: starting the server\n[\s\S]*Interrupted; cleaning up\.\n/)
      const { pid } = JSON.parse(readFileSync(`${served}.started`, 'utf8'))
      expect(() => process.kill(pid, 0)).toThrow()
      const { 'served.started': _, ...after } = contents(workshop.root)
      expect(after).toEqual(before)
      expect(readdirSync(temporary)).toEqual([])
    },
  )
})

it('needs a repository', () => {
  const root = temporaryFolder()
  const { status, stderr } = runNode({ root, stateFolder: '', cacheFolder: '' }, [gen, 'check'])
  expect(stderr).toMatch(/^error: No pnpm-workspace\.yaml in /)
  expect(status).toBe(1)
})
