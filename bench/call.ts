import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  type Client,
  createClient,
  expandPath,
  fromWire,
  type Names,
  type Operation,
} from '@driftless/runtime'
import { alternate, type Ratio } from './measure.ts'

const getThing: Operation = { id: 'getThing', method: 'GET', path: '/things/{id}', expand: expandPath }
const itemNames: Names = { fields: ['created_at', 'created_by', 'parent_id', 'is_public'] }
const listNames: Names = { children: { items: () => itemNames } }
const listThings: Operation = { ...getThing, id: 'listThings', decode: (body) => fromWire(body, listNames) }

/** What one call costs over fetching and parsing by hand. */
export async function callRatios(): Promise<Ratio[]> {
  const small = bodyOf(2_000)
  const large = bodyOf(40_000)
  return [
    await injected('call, 2 kB body, injected fetch', getThing, small, 4_000, 1.4, 1.2),
    await injected('call, 40 kB body, injected fetch', getThing, large, 400, 1.1, 1.1),
    await injected('call, 40 kB body with renaming, injected fetch', listThings, large, 400, 1.4, 1.4),
    await loopback('call, 2 kB body, loopback', getThing, small, 300, 1.0, 1.0),
  ]
}

async function injected(
  name: string,
  operation: Operation,
  body: string,
  calls: number,
  limit: number,
  goal: number,
): Promise<Ratio> {
  const headers = { 'content-type': 'application/json', 'content-length': String(body.length) }
  const fetch: typeof globalThis.fetch = async () => new Response(body, { headers })
  const client = newClient('http://127.0.0.1:9/api', fetch)
  return compare(name, operation, client, fetch, 'http://127.0.0.1:9/api', calls, limit, goal)
}

async function loopback(
  name: string,
  operation: Operation,
  body: string,
  calls: number,
  limit: number,
  goal: number,
): Promise<Ratio> {
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) })
    response.end(body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api`
  try {
    return await compare(
      name,
      operation,
      newClient(base, globalThis.fetch),
      globalThis.fetch,
      base,
      calls,
      limit,
      goal,
    )
  } finally {
    server.closeAllConnections()
    server.close()
  }
}

async function compare(
  name: string,
  operation: Operation,
  client: Client,
  fetch: typeof globalThis.fetch,
  base: string,
  calls: number,
  limit: number,
  goal: number,
): Promise<Ratio> {
  const ours = async () => {
    for (let call = 0; call < calls; call++) await client.call(operation, { path: { id: 'a' } })
  }
  const theirs = async () => {
    for (let call = 0; call < calls; call++) {
      const response = await fetch(`${base}/things/a`, {
        method: 'GET',
        headers: { accept: 'application/json' },
      })
      JSON.parse(await response.text())
    }
  }
  await ours()
  await theirs()
  const result = await alternate(11, ours, theirs)
  const perCall = (total: number) => `${((total / calls) * 1000).toFixed(1)} µs`
  const detail = `${perCall(result.ours)} against ${perCall(result.theirs)} for raw fetch and JSON.parse`
  return { name, value: result.ratio, unit: '×', limit, goal, detail }
}

function newClient(baseUrl: string, fetch: typeof globalThis.fetch): Client {
  return createClient({ baseUrl, fetch }, { api: 'bench', version: '0.0.0' })
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
