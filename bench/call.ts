import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  type AuthProvider,
  bearer,
  type Client,
  createClient,
  expandPath,
  fromWire,
  type HmacScheme,
  hmac,
  jsonBody,
  type Names,
  type Operation,
} from '@driftless/runtime'
import { alternate, type Ratio } from './measure.ts'

const getThing: Operation = { id: 'getThing', method: 'GET', path: '/things/{id}', expand: expandPath }
const itemNames: Names = { fields: ['created_at', 'created_by', 'parent_id', 'is_public'] }
const listNames: Names = { children: { items: () => itemNames } }
const listThings: Operation = { ...getThing, id: 'listThings', decode: (body) => fromWire(body, listNames) }

const postThing: Operation = { ...getThing, id: 'postThing', method: 'POST', body: jsonBody }
const injectedBase = 'http://127.0.0.1:9/api'
const secret = '0123456789abcdef'.repeat(4)

/** One comparison: the operation and its arguments, and the same by hand. */
interface Comparison {
  readonly name: string
  readonly operation: Operation
  readonly client: Client
  readonly body?: unknown
  readonly byHand: () => Promise<unknown>
  /** So few that other load falls on both sides alike. */
  readonly calls: number
  readonly rounds: number
  readonly limit: number
  readonly goal: number
}

/** What one call costs over fetching and parsing by hand. */
export async function callRatios(): Promise<Ratio[]> {
  const small = answering(bodyOf(2_000))
  const large = answering(bodyOf(40_000))
  const plain = { operation: getThing, client: newClient(injectedBase, small), calls: 10, rounds: 3_000 }
  const big = { ...plain, client: newClient(injectedBase, large), calls: 3, rounds: 500 }
  const authorization = { authorization: 'Bearer token' }
  const sign = await signer('agent', secret)
  const body = { amount: 5, to: 'somebody' }
  return [
    await compare({
      ...plain,
      name: 'call, 2 kB body, injected fetch',
      byHand: () => get(small, injectedBase),
      limit: 1.4,
      goal: 1.2,
    }),
    await compare({
      ...plain,
      name: 'call, 2 kB body, injected fetch, bearer',
      client: newClient(injectedBase, small, bearer('token')),
      byHand: () => get(small, injectedBase, authorization),
      limit: 1.4,
      goal: 1.25,
    }),
    await compare({
      ...plain,
      name: 'call, 2 kB body, injected fetch, HMAC',
      operation: postThing,
      client: newClient(injectedBase, small, hmac('agent', secret, scheme)),
      body,
      byHand: () => sign(small, `${injectedBase}/things/a`, JSON.stringify(body)),
      limit: 1.3,
      goal: 1.3,
    }),
    await compare({
      ...big,
      name: 'call, 40 kB body, injected fetch',
      byHand: () => get(large, injectedBase),
      limit: 1.1,
      goal: 1.1,
    }),
    await compare({
      ...big,
      name: 'call, 40 kB body with renaming, injected fetch',
      operation: listThings,
      byHand: () => get(large, injectedBase),
      limit: 1.4,
      goal: 1.4,
    }),
    ...(await loopback(bodyOf(2_000))),
  ]
}

/** A fetch that needs no network. */
function answering(body: string): typeof globalThis.fetch {
  const headers = { 'content-type': 'application/json', 'content-length': String(body.length) }
  return async () => new Response(body, { headers })
}

/** Fetches and parses by hand. */
async function get(fetch: typeof globalThis.fetch, base: string, headers?: Record<string, string>) {
  const response = await fetch(`${base}/things/a`, {
    method: 'GET',
    headers: { accept: 'application/json', ...headers },
  })
  return JSON.parse(await response.text())
}

/** The same with a time limit and a look at the status. */
async function getWithCare(base: string) {
  const controller = new AbortController()
  const timer = setTimeout(() => controller.abort(), 30_000)
  try {
    const response = await fetch(`${base}/things/a`, {
      method: 'GET',
      headers: { accept: 'application/json' },
      signal: controller.signal,
    })
    if (!response.ok) throw new Error(`${response.status}`)
    return JSON.parse(await response.text())
  } finally {
    clearTimeout(timer)
  }
}

const hexOf = (bytes: ArrayBuffer | Uint8Array) => Buffer.from(bytes as Uint8Array).toString('hex')

/** Signs, fetches and parses by hand, as `scheme` says. */
async function signer(id: string, secret: string) {
  const scheme = { name: 'HMAC', hash: 'SHA-256' }
  const key = await crypto.subtle.importKey('raw', Buffer.from(secret, 'hex'), scheme, false, ['sign'])
  const encoder = new TextEncoder()
  return async (fetch: typeof globalThis.fetch, url: string, body: string) => {
    const timestamp = `${Math.floor(Date.now() / 1000)}`
    const nonce = hexOf(crypto.getRandomValues(new Uint8Array(32)))
    const text = `POST${new URL(url).pathname}${timestamp}${nonce}${body}`
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        accept: 'application/json',
        'content-type': 'application/json',
        'x-agent-id': id,
        'x-timestamp': timestamp,
        'x-nonce': nonce,
        'x-signature': hexOf(await crypto.subtle.sign('HMAC', key, encoder.encode(text))),
      },
      body,
    })
    return JSON.parse(await response.text())
  }
}

const scheme: HmacScheme = {
  secretDigits: 64,
  nonceDigits: 64,
  headers: async ({ id, method, path, body, timestamp, nonce }, sign) => ({
    'x-agent-id': id,
    'x-timestamp': timestamp,
    'x-nonce': nonce,
    'x-signature': await sign(
      method + path + timestamp + nonce + (/^(GET|HEAD|DELETE)$/.test(method) ? '' : (body ?? '{}')),
    ),
  }),
}

async function loopback(body: string): Promise<Ratio[]> {
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) })
    response.end(body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api`
  const client = newClient(base, globalThis.fetch)
  const call = { operation: getThing, client, calls: 5, rounds: 600 }
  try {
    return [
      await compare({
        ...call,
        name: 'call, 2 kB body, loopback',
        byHand: () => get(fetch, base),
        limit: 1.0,
        goal: 1.0,
      }),
      await compare({
        ...call,
        name: 'call, 2 kB body, loopback, against raw fetch with signal, timer and status check',
        byHand: () => getWithCare(base),
        limit: 1.4,
        goal: 1.0,
      }),
    ]
  } finally {
    server.closeAllConnections()
    server.close()
  }
}

async function compare(comparison: Comparison): Promise<Ratio> {
  const { name, operation, client, body, byHand, calls, rounds, limit, goal } = comparison
  const args = body === undefined ? { path: { id: 'a' } } : { path: { id: 'a' }, body }
  const ours = async () => {
    for (let call = 0; call < calls; call++) await client.call(operation, args)
  }
  const theirs = async () => {
    for (let call = 0; call < calls; call++) await byHand()
  }
  // Until the engine has compiled both.
  await alternate(Math.ceil(3_000 / calls), ours, theirs)
  const result = await alternate(rounds, ours, theirs)
  const perCall = (total: number) => `${((total / calls) * 1000).toFixed(1)} µs`
  const detail = `${perCall(result.ours)} against ${perCall(result.theirs)} by hand`
  return { name, value: result.ratio, unit: '×', limit, goal, detail }
}

function newClient(baseUrl: string, fetch: typeof globalThis.fetch, auth?: AuthProvider): Client {
  return createClient({ baseUrl, fetch, auth }, { api: 'bench', version: '0.0.0' })
}

function bodyOf(bytes: number): string {
  const items: unknown[] = []
  const text = () => JSON.stringify({ items })
  while (text().length < bytes) {
    const id = items.length
    items.push({
      id,
      name: `thing ${id}`,
      created_at: '2026-01-01T00:00:00Z',
      created_by: 'someone',
      parent_id: null,
      is_public: id % 2 === 0,
      tags: ['one', 'two'],
      score: id / 7,
    })
  }
  return text()
}
