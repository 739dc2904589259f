import { Agent, createServer, type IncomingHttpHeaders, request, type ServerResponse } from 'node:http'
import { type FaultServer, listen, readAll } from './fault-server.ts'

/** Whether the server has carried the request out by then. */
type Moment = 'before' | 'after'

/** What a proxy does to one exchange. */
export type Fault =
  /** Nothing comes back; the connection stays open. `before`: the server gets nothing either. */
  | { readonly kind: 'drop'; readonly moment: Moment }
  /** The connection is reset without an answer. */
  | { readonly kind: 'reset'; readonly moment: Moment }
  /** The connection is reset in the middle of the server's answer. */
  | { readonly kind: 'cut' }
  /** The proxy itself answers 503. */
  | { readonly kind: 'unavailable'; readonly moment: Moment }
  /** The request, or the answer, takes so much longer. A late request is carried out even if nobody waits. */
  | { readonly kind: 'delay'; readonly moment: Moment; readonly ms: number }
  /**
   * The server gets the request twice. `later`: once more when the first answer is there; `together`: both at once.
   * The answer that came first is delivered.
   */
  | { readonly kind: 'duplicate'; readonly order: 'later' | 'together' }

/** A request on its way through a proxy. */
export interface ProxiedRequest {
  readonly method: string
  /** Path and query as they were sent. */
  readonly url: string
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

/** What passed a proxy. */
export interface Exchange {
  readonly request: ProxiedRequest
  readonly fault: Fault | undefined
}

/** A proxy on a free port of the loopback interface. */
export interface FaultProxy extends Pick<FaultServer, 'url' | 'stop'> {
  /** Every exchange so far. */
  readonly exchanges: readonly Exchange[]
  /** Waits until everything that was to reach a server has been answered by it. */
  idle(): Promise<void>
}

interface Reply {
  readonly status: number
  readonly headers: Record<string, string | string[] | undefined>
  readonly body: Buffer
}

/** Headers that belong to one connection. */
const HOP_HEADERS = ['connection', 'keep-alive', 'transfer-encoding']

function withoutHops(headers: IncomingHttpHeaders, length: number): Reply['headers'] {
  const passed = Object.entries(headers).filter(([name]) => !HOP_HEADERS.includes(name))
  return { ...Object.fromEntries(passed), 'content-length': String(length) }
}

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/**
 * Starts a proxy in front of servers, which get the requests in turn, that does to each exchange what it is told.
 *
 * @param targets URLs of the servers, without path
 * @param choose what to do to an exchange; nothing, where it returns nothing
 * @example
 * const proxy = await startFaultProxy([server.url], () => ({ kind: 'duplicate', order: 'later' }))
 */
export async function startFaultProxy(
  targets: readonly string[],
  choose: (request: ProxiedRequest) => Fault | undefined,
): Promise<FaultProxy> {
  const agent = new Agent({ keepAlive: true })
  const exchanges: Exchange[] = []
  const running = new Set<Promise<void>>()
  let turn = 0

  const forward = async ({ method, url, headers, body }: ProxiedRequest): Promise<Reply> => {
    const target = new URL(targets[turn++ % targets.length] ?? '')
    const { hostname, port } = target
    const passed = { ...withoutHops(headers, body.length), host: target.host }
    return new Promise((resolve, reject) => {
      const outgoing = request({ agent, hostname, port, method, path: url, headers: passed }, (answer) => {
        readAll(answer).then((content) => {
          const { statusCode: status = 502 } = answer
          resolve({ status, headers: withoutHops(answer.headers, content.length), body: content })
        }, reject)
      })
      outgoing.on('error', reject)
      outgoing.end(body)
    })
  }

  const exchange = async (incoming: ProxiedRequest, response: ServerResponse) => {
    const fault = choose(incoming)
    exchanges.push({ request: incoming, fault })
    const isEarly = fault !== undefined && 'moment' in fault && fault.moment === 'before'
    if (isEarly && fault.kind !== 'delay') return spoil(response, fault)
    if (isEarly && fault.kind === 'delay') await wait(fault.ms)
    const replies = [forward(incoming)]
    if (fault?.kind === 'duplicate') {
      if (fault.order === 'later') await replies[0]
      replies.push(forward(incoming))
    }
    const reply = await Promise.race(replies)
    if (!isEarly && fault?.kind === 'delay') await wait(fault.ms)
    if (fault === undefined || fault.kind === 'delay' || fault.kind === 'duplicate') deliver(response, reply)
    else spoil(response, fault, reply)
    await Promise.all(replies)
  }

  const server = createServer(async (incoming, response) => {
    const { method = '', url = '', headers } = incoming
    const body = await readAll(incoming).catch(() => undefined)
    // Whoever hung up while sending has sent nothing.
    if (body === undefined) return
    const work = exchange({ method, url, headers, body }, response)
      .catch((error: unknown) => {
        if (!response.headersSent) response.writeHead(502, { 'content-type': 'text/plain' })
        response.end(`the server behind the proxy failed: ${error}`)
      })
      .finally(() => running.delete(work))
    running.add(work)
  })
  server.keepAliveTimeout = 60_000
  const { url, stop } = await listen(server, new Set())
  return {
    url,
    exchanges,
    idle: async () => {
      while (running.size > 0) await Promise.all(running)
    },
    stop: async () => {
      await stop()
      agent.destroy()
    },
  }
}

function deliver(response: ServerResponse, { status, headers, body }: Reply): void {
  response.writeHead(status, headers).end(body)
}

/** Whatever keeps the server's answer from the client. */
function spoil(response: ServerResponse, { kind }: Fault, reply?: Reply): void {
  if (kind === 'reset') response.socket?.resetAndDestroy()
  if (kind === 'unavailable') {
    response.writeHead(503, { 'content-type': 'text/html' }).end('<h1>Service Unavailable</h1>')
  }
  if (kind === 'cut' && reply !== undefined) {
    response.writeHead(reply.status, reply.headers)
    const beginning = reply.body.subarray(0, reply.body.length / 2)
    response.write(beginning, () => response.socket?.resetAndDestroy())
  }
}
