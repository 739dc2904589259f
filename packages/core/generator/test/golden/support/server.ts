import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'

/** One request as it arrived. */
export interface Arrived {
  readonly method: string
  /** Path and query exactly as sent. */
  readonly url: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
  readonly bytes: Buffer
}

/** What the server answers next. */
export interface Answer {
  readonly status?: number
  readonly headers?: Record<string, string>
  readonly body?: string | Buffer
}

/** A server on loopback that keeps what it was sent and answers what the test says. */
export interface LoopbackServer extends AsyncDisposable {
  readonly url: string
  /** Requests since the last call of `answer`. */
  readonly arrived: Arrived[]
  /** The one request that arrived. */
  only(): Arrived
  /** Sets the answer to every following request. */
  answer(answer: Answer): void
  /** Sets a JSON answer. */
  json(value: unknown, status?: number): void
}

/** Starts such a server; it answers 204 until told otherwise. */
export async function startServer(): Promise<LoopbackServer> {
  const arrived: Arrived[] = []
  let next: Answer = { status: 204 }
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const bytes = Buffer.concat(chunks)
    const { method = '', url = '', headers } = request
    arrived.push({ method, url, headers, bytes, body: bytes.toString() })
    response.writeHead(next.status ?? 200, next.headers).end(next.body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const answer = (given: Answer) => {
    arrived.length = 0
    next = given
  }
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    arrived,
    answer,
    only() {
      const [request, ...others] = arrived
      if (request === undefined || others.length > 0)
        throw new Error(`${arrived.length} requests arrived, not one`)
      return request
    },
    json: (value, status = 200) =>
      answer({ status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) }),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
