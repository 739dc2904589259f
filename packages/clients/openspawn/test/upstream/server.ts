import { createServer, type IncomingHttpHeaders, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Answer, failure, findRoute } from './answers.ts'
import { isSignedWith } from './signature.ts'
import type { Agent, State } from './state.ts'

/** A request that reached the mock. */
export interface Received {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: IncomingHttpHeaders
  /** As it was sent. */
  readonly text: string
}

/** Answers as the real BikiniBottom server does, as far as clients see it. */
export interface Upstream {
  /** With the API's prefix. */
  readonly url: string
  readonly received: readonly Received[]
  /** Carries the next request out, and resets its connection instead of answering. */
  loseNextAnswer(): void
  /** Refuses the next request before it looks who sent it. */
  throttleNext(): void
  stop(): Promise<void>
}

const UUID = /^[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}$/i
const unauthorized: Answer = [401, { error: 'Unauthorized', code: 'UNAUTHORIZED' }]

async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString()
}

/** Starts the mock on a free port of the loopback interface. */
export async function startUpstream(state: State): Promise<Upstream> {
  const received: Received[] = []
  const nonces = new Set<string>()
  const replies = new Map<string, Answer>()
  let isLosing = false
  let isThrottling = false

  const authenticate = (request: Received, body: unknown): Agent | undefined => {
    const { method, path, headers } = request
    if (headers.authorization === `Bearer ${state.apiKey}`) return state.user
    const [id, timestamp, nonce, signature] = ['x-agent-id', 'x-timestamp', 'x-nonce', 'x-signature'].map(
      (name) => headers[name]?.toString() ?? '',
    ) as [string, string, string, string]
    const agent = state.agents.find(({ agentId, status }) => agentId === id && status === 'active')
    const parts = { method, path, timestamp, nonce, body }
    if (agent === undefined || !isSignedWith(agent.secret, parts, signature)) return undefined
    // One space for all agents, used up before anything is done.
    if (nonce === '' || nonces.has(nonce)) return undefined
    nonces.add(nonce)
    return agent
  }

  const respond = (request: Received): Answer => {
    const { method, path, headers, text } = request
    const carryOut = findRoute(request)
    if (carryOut === undefined) return failure(404, `Cannot ${method} ${path}`)
    if (isThrottling) {
      isThrottling = false
      return [429, { error: 'ThrottlerException: Too Many Requests', code: 'TOO_MANY_REQUESTS' }]
    }
    const body: unknown = text === '' ? undefined : JSON.parse(text)
    const agent = authenticate(request, body)
    if (agent === undefined) return unauthorized
    const key = headers['x-idempotency-key']?.toString()
    if (method === 'GET' || key === undefined) return carryOut(agent, state, body)
    if (!UUID.test(key)) return failure(500)
    // Any agent, any path, any body.
    const earlier = replies.get(key)
    if (earlier !== undefined) return earlier
    const reply = carryOut(agent, state, body)
    if (reply[0] < 300 && agent !== state.user) replies.set(key, reply)
    return reply
  }

  const server = createServer(async (incoming, response) => {
    const { method = '', url = '', headers } = incoming
    const { pathname: path, searchParams: query } = new URL(url, 'http://upstream')
    const request = { method, path, query, headers, text: await readText(incoming) }
    received.push(request)
    const [status, body] = respond(request)
    if (isLosing) {
      isLosing = false
      incoming.socket.resetAndDestroy()
      return
    }
    const retryAfter = status === 429 ? { 'retry-after': '0' } : {}
    response.writeHead(status, { 'content-type': 'application/json', ...retryAfter })
    response.end(JSON.stringify(body))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v1`,
    received,
    loseNextAnswer: () => {
      isLosing = true
    },
    throttleNext: () => {
      isThrottling = true
    },
    stop: async () => {
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeAllConnections()
      await closed
    },
  }
}
