/** A server that answers as the real BikiniBottom server does where it differs from its reference. */
import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

export const UPSTREAM_AGENT = { agentId: 'talent', secret: '0123456789abcdef'.repeat(4) }

/** A request as it arrived. */
export interface Arrived {
  readonly method: string
  /** Without query. */
  readonly path: string
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

export interface Upstream extends AsyncDisposable {
  readonly origin: string
  readonly arrived: readonly Arrived[]
}

interface Answer {
  readonly status?: number
  readonly body: unknown
}

const id = '0f4ed29b-6c55-4c2e-9d3a-0b1c2d3e4f50'
/** The row of an agent as it stands in the database: with its encrypted secret. */
const row = {
  id,
  agentId: 'talent',
  name: 'Talent Agent',
  hmacSecretEnc: { type: 'Buffer', data: [1, 2, 3] },
}
const line = { id, agentId: id, type: 'debit', amount: 10, balanceAfter: 490, agent: row }

/** What it answers, by method and path below `/api/v1`; where there is nothing, it has no such route. */
const answers: Readonly<Record<string, (request: Arrived, query: URLSearchParams) => Answer>> = {
  'POST /tasks': ({ body }) =>
    body.includes('estimatedCredits')
      ? badRequest(['property estimatedCredits should not exist', 'title must be a string'])
      : { status: 201, body: { data: { id, title: 'First' } } },
  'POST /credits/spend': () => badRequest('Insufficient balance'),
  'POST /agents/credits/transfer': () => ({
    status: 500,
    body: { error: 'Internal server error', code: 'INTERNAL_ERROR' },
  }),
  [`PATCH /agents/${id}`]: () => ({ body: { data: { ...row, capabilities: [] } } }),
  [`GET /agents/${id}/hierarchy`]: () => ({
    body: { data: { ...row, children: [{ ...row, children: [row] }] } },
  }),
  [`DELETE /agents/${id}/reject`]: ({ body }) =>
    body === ''
      ? { status: 500, body: { error: 'Internal server error', code: 'INTERNAL_ERROR' } }
      : { body: { message: 'Agent rejected' } },
  'GET /credits/history': () => ({ body: { data: [line], meta: { total: 1, limit: 50, offset: 0 } } }),
  'GET /events': (_request, query) => {
    const [page, limit] = [query.get('page') ?? '1', query.get('limit') ?? '50']
    const data = ['first', 'second'].map((which) => ({ id: `${which} of page ${page}`, severity: 'info' }))
    return { body: { data, meta: { total: '4', page, limit } } }
  },
  [`GET /events/${id}`]: () => ({ body: { data: null } }),
  'GET /messages': () => ({
    body: { data: ['oldest', 'newest'].map((body, index) => ({ id: String(index), body })) },
  }),
}

function badRequest(error: string | readonly string[]): Answer {
  return { status: 400, body: { error, code: 'Bad Request' } }
}

/** Signs as the real server computes it: full path without query, and for changes the parsed body written again. */
export function upstreamSignature({ method, path, headers, body }: Arrived): string {
  const isBodyless = method === 'GET' || method === 'DELETE'
  const signed = isBodyless ? '' : JSON.stringify(JSON.parse(body || '{}'))
  return createHmac('sha256', Buffer.from(UPSTREAM_AGENT.secret, 'hex'))
    .update(`${method}${path}${headers['x-timestamp']}${headers['x-nonce']}${signed}`)
    .digest('hex')
}

/** Starts it on a free port. */
export async function startUpstream(): Promise<Upstream> {
  const arrived: Arrived[] = []
  const nonces = new Set<unknown>()
  const server = createServer(async (incoming, response) => {
    const { method = '', headers } = incoming
    const url = new URL(incoming.url ?? '', 'http://upstream')
    const request = { method, path: url.pathname, headers, body: await text(incoming) }
    arrived.push(request)
    const isKnown =
      headers['x-agent-id'] === UPSTREAM_AGENT.agentId &&
      headers['x-signature'] === upstreamSignature(request) &&
      !nonces.has(headers['x-nonce'])
    nonces.add(headers['x-nonce'])
    const route = answers[`${method} ${url.pathname.replace('/api/v1', '')}`]
    const unknown = { status: 404, body: { error: `Cannot ${method} ${url.pathname}`, code: 'Not Found' } }
    const answer = isKnown
      ? (route?.(request, url.searchParams) ?? unknown)
      : { status: 401, body: { error: 'Unauthorized', code: 'UNAUTHORIZED' } }
    response.writeHead(answer.status ?? 200, { 'content-type': 'application/json; charset=utf-8' })
    response.end(JSON.stringify(answer.body))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    arrived,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
