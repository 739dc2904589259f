import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { installPacked, node20 } from '../support/packed.ts'
import { type RunningServer, startServer } from '../support/server.ts'
import { type Document, startEditingProxy } from './editing-proxy.ts'

const run = promisify(execFile)
const nodes: [string, string][] = [
  ['Node 20', node20],
  ['Node 24', process.execPath],
]

describe.each([
  ['stepflow-api', 'packages/servers/stepflow/src/main.ts', 22],
  ['openspawn', 'packages/servers/openspawn/src/main.ts', 43],
])('npx %s check, of the packed client in a clean folder', (name, main, operations) => {
  let folder: string
  let server: RunningServer

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'driftless-check-'))
    await installPacked(folder, name)
    server = await startServer(main)
  })

  afterAll(async () => {
    await server?.[Symbol.asyncDispose]()
    await rm(folder, { recursive: true, force: true })
  })

  /** Runs the program that npm linked, by its first line, on a certain Node. */
  async function check(node: string, ...args: string[]) {
    const path = `${dirname(node)}${delimiter}${process.env.PATH}`
    const program = join(folder, 'node_modules/.bin', name)
    const options = { cwd: folder, env: { ...process.env, PATH: path } }
    const {
      code = 0,
      stdout,
      stderr,
    } = await run(program, ['check', ...args], options).catch((error) => error)
    return { code, stdout, stderr }
  }

  it.each(nodes)('says that the running server offers everything, on %s', async (_name, node) => {
    for (const base of ['', '/api/v1', '/api/v1/openapi.json']) {
      expect(await check(node, '--server', server.origin + base)).toEqual({
        code: 0,
        stdout: `${server.origin}/api/v1/openapi.json offers all that ${name} was made from (${operations} operations).\n`,
        stderr: '',
      })
    }
  })

  it.each(nodes)(
    'lists only what a server with a changed route no longer offers, on %s',
    async (_name, node) => {
      const manifest = join(folder, 'node_modules', name, 'operations.json')
      const [first, last] = await routesOf(manifest)
      await using proxy = await startEditingProxy(server.origin, (document) => {
        const changed = operationAt(document, first.route)
        changed.parameters = [
          ...(changed.parameters ?? []),
          { name: 'trace', in: 'query', required: true, schema: {} },
        ]
        operationAt(document, last.route).summary = 'In other words.'
        document.paths['/brand-new'] = { get: {} }
      })
      const found = await check(node, '--server', proxy.origin, '--json')
      expect([found.code, found.stderr]).toEqual([1, ''])
      expect(JSON.parse(found.stdout)).toMatchObject({
        package: name,
        inStep: false,
        operations,
        differences: [
          { change: 'changed', httpMethod: first.route[0], path: first.route[1], calls: first.calls },
        ],
        added: ['GET /brand-new'],
      })
    },
  )

  it.each(nodes)('lists what is gone, on %s', async (_name, node) => {
    const [first] = await routesOf(join(folder, 'node_modules', name, 'operations.json'))
    const [method, path] = first.route
    await using proxy = await startEditingProxy(server.origin, (document) => {
      delete document.paths[path]?.[method.toLowerCase()]
    })
    const found = await check(node, '--server', proxy.origin)
    expect(found).toEqual({
      code: 1,
      stdout: `${proxy.origin}/api/v1/openapi.json does not offer all that ${name} was made from:
  gone     ${method} ${path}  ${first.calls.join(', ')}
1 of ${operations} operations differs. Use a version of ${name} that was made from this server's document.
`,
      stderr: '',
    })
  })

  it.each(nodes)('says what to do where the document is YAML, or nowhere, on %s', async (_name, node) => {
    expect(await check(node, '--server', `${server.origin}/api/v1/openapi.yaml`)).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/answered YAML, and only JSON is read here; name the URL/),
    })
    expect(await check(node, '--server', `${server.origin}/nowhere`)).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/nowhere\/api\/v1\/openapi\.json answered 404.* Name the URL/),
    })
    expect((await check(node)).code).toBe(2)
  })
})

interface Route {
  readonly route: readonly [method: string, path: string]
  readonly calls: readonly string[]
}

/** The first and the last route that a client knows. */
async function routesOf(file: string): Promise<[Route, Route]> {
  const { operations } = JSON.parse(await readFile(file, 'utf8')) as {
    operations: { httpMethod: string; path: string; resource: string; method: string }[]
  }
  const routeOf = (index: number): Route => {
    const { httpMethod, path } = operations.at(index) ?? { httpMethod: '', path: '' }
    const same = operations.filter((other) => other.httpMethod === httpMethod && other.path === path)
    return { route: [httpMethod, path], calls: same.map(({ resource, method }) => `${resource}.${method}`) }
  }
  return [routeOf(0), routeOf(-1)]
}

function operationAt(document: Document, [method, path]: Route['route']) {
  const operation = document.paths[path]?.[method.toLowerCase()]
  if (operation === undefined) throw new Error(`${method} ${path} is not in the document`)
  return operation
}
