/** How a release tries clients of APIs that it knows nothing of. */
import { readdir, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { buildDocument, generatePackage } from '@driftless/generator'
import { build } from 'esbuild'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { makeFolder } from '../../packages/core/generator/test/golden/support/compile.ts'
import { repository } from '../../scripts/release/tools.ts'

interface Client {
  readonly operations: object
  readonly manifest: { readonly operations: readonly { readonly name: string }[] }
  readonly spec: object
}

type Call = (
  operations: object,
  manifest: object,
  spec: object,
  baseUrl: string,
) => Promise<string | undefined>

const specs = join(repository, 'packages/core/generator/test/specs')
const seen: string[] = []
const server = createServer((request, response) => {
  seen.push(`${request.method} ${request.url}`)
  response.writeHead(418, { 'content-type': 'application/json' }).end('{}')
})
const folders: string[] = []
let baseUrl: string
let callOperation: Call

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const program = pathToFileURL(join(repository, 'scripts/release/smoke-call.mjs')).href
  callOperation = ((await import(/* @vite-ignore */ program)) as { callOperation: Call }).callOperation
})

afterAll(async () => {
  server.closeAllConnections()
  server.close()
  for (const folder of folders) await rm(folder, { recursive: true, force: true })
})

async function clientOf(text: string): Promise<Client> {
  const { document } = buildDocument({ text, file: 'api.yaml' })
  const { files } = await generatePackage(document, { name: 'any', package: 'any-api', client: 'AnyApi' })
  const folder = await makeFolder(new Map([...files, ['package.json', '{ "type": "module" }']]))
  folders.push(folder)
  const outfile = join(folder, 'bundle.js')
  await build({
    entryPoints: [join(folder, 'src/operations.ts')],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'neutral',
    tsconfigRaw: {},
    conditions: ['@driftless/source'],
    logLevel: 'error',
  })
  const manifest = JSON.parse(await readFile(join(folder, 'operations.json'), 'utf8'))
  const operations = (await import(/* @vite-ignore */ pathToFileURL(outfile).href)) as object
  return { operations, manifest, spec: document.json }
}

it.each(await readdir(specs))('a client can be tried by any one operation that it has: %s', async (file) => {
  const { operations, manifest, spec } = await clientOf(await readFile(join(specs, file), 'utf8'))
  const failures: string[] = []
  for (const operation of manifest.operations) {
    seen.length = 0
    await callOperation(operations, { ...manifest, operations: [operation] }, spec, baseUrl).catch(
      (error: unknown) => failures.push(String(error)),
    )
    if (seen.length !== 1) failures.push(`${operation.name}: ${seen.length} requests`)
  }
  expect(failures).toEqual([])
})

it('a client of an API without operations is made, and nothing is called', async () => {
  const operations = { createClient: () => ({}) }
  seen.length = 0
  expect(await callOperation(operations, { operations: [] }, {}, baseUrl)).toBeUndefined()
  expect(seen).toEqual([])
})

it('says which operation sent nothing, and which got another answer', async () => {
  const refused = () => Promise.reject(new TypeError('no such thing'))
  const manifest = { operations: [{ name: 'refused', httpMethod: 'GET', path: '/a' }] }
  const operations = { createClient: () => ({}), refused, done: () => Promise.resolve(1) }
  await expect(callOperation(operations, manifest, {}, baseUrl)).rejects.toThrow(
    'refused ended in TypeError: no such thing',
  )
  const done = { operations: [{ name: 'done', httpMethod: 'GET', path: '/a' }] }
  await expect(callOperation(operations, done, {}, baseUrl)).rejects.toThrow('done ended in undefined')
})
