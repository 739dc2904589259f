import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { RequestSettings, SubjectEvent } from '@driftless/testing'
import { build } from 'esbuild'
import { given, type Peer, rare } from './peer.ts'
import { dataOf, ReturnedError } from './results.ts'

const run = promisify(execFile)
const generator = join(
  import.meta.dirname,
  '../../packages/core/generator/node_modules/@hey-api/openapi-ts/bin/run.js',
)
const bundle = 'hey-api.mjs'

const answer = { 200: { description: 'OK', content: { 'application/json': { schema: { type: 'object' } } } } }
const id = { name: 'id', in: 'path', required: true, schema: { type: 'string' } }
const stream = {
  200: { description: 'OK', content: { 'text/event-stream': { schema: { type: 'object' } } } },
}
const body = { content: { 'application/json': { schema: { type: 'object' } } } }

/** What the scenarios ask for, as an API would declare it. */
const document = {
  openapi: '3.1.0',
  info: { title: 'Things', version: '1.0.0' },
  security: [{ token: [] }],
  components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
  paths: {
    '/things': {
      get: { operationId: 'getThing', responses: answer },
      post: { operationId: 'createThing', requestBody: body, responses: answer },
      delete: { operationId: 'deleteThing', responses: { 204: { description: 'Deleted' } } },
    },
    '/items/{id}': { get: { operationId: 'getItem', parameters: [id], responses: answer } },
    '/events': { get: { operationId: 'streamEvents', responses: stream } },
  },
}

/** Generates the client with hey-api's own command and default plugins, and bundles it into the folder. */
export async function generateHeyApi(folder: string): Promise<void> {
  const input = join(folder, 'things.json')
  const output = join(folder, 'hey-api')
  await writeFile(input, JSON.stringify(document))
  const plugins = ['@hey-api/client-fetch', '@hey-api/typescript', '@hey-api/sdk']
  const args = [generator, '--input', input, '--output', output, '--plugins', ...plugins, '--silent']
  await run(process.execPath, args, { cwd: folder })
  const contents = "export * from './hey-api/sdk.gen'; export { client } from './hey-api/client.gen'"
  await build({
    stdin: { contents, resolveDir: folder, loader: 'ts' },
    bundle: true,
    format: 'esm',
    platform: 'node',
    outfile: join(folder, bundle),
    logLevel: 'error',
  })
}

type Send = (options?: object) => Promise<object>

interface HeyApiModule {
  readonly client: { setConfig(config: object): unknown }
  readonly createClient?: unknown
  readonly getThing: Send
  readonly createThing: Send
  readonly deleteThing: Send
  readonly getItem: Send
  readonly streamEvents: (options?: object) => Promise<{ readonly stream: AsyncIterable<unknown> }>
}

async function* eventsOf(
  module: HeyApiModule,
  settings: RequestSettings & object,
): AsyncGenerator<SubjectEvent> {
  const names: (string | undefined)[] = []
  // It is told of comments too, which have no data.
  const onSseEvent = ({ event, data }: { readonly event?: string; readonly data?: unknown }) => {
    if (data !== undefined) names.push(event)
  }
  const { stream } = await module.streamEvents({ onSseEvent, ...settings })
  for await (const data of stream) yield { data, event: names.shift() }
}

/** The client that hey-api generates; errors are results. */
export const heyApi: Peer = {
  id: 'hey-api',
  packages: ['@hey-api/openapi-ts'],
  async subject(load) {
    const module = await load<HeyApiModule>(`./${bundle}`)
    return {
      name: 'hey-api client-fetch',
      lacks: [...rare, 'idempotency', 'list', 'log', 'terminal'],
      events: { name: 'step', named: true, last: () => 'event: end\ndata: {}\n\n' },
      isOwnError: (error) => error instanceof ReturnedError,
      connect({ baseUrl, secret = 'sk-test', token }) {
        const to = { baseUrl, auth: token ?? secret }
        return {
          get: (_path, settings) => dataOf(module.getThing({ ...to, ...given(settings) })),
          post: (_path, value, settings) => dataOf(module.createThing({ ...to, body: value, ...settings })),
          delete: (_path, settings) => dataOf(module.deleteThing({ ...to, ...given(settings) })),
          getItem: (value) => dataOf(module.getItem({ ...to, path: { id: value } })),
          stream: (settings) => eventsOf(module, { ...to, ...settings }),
        }
      },
    }
  },
}
