import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What a mock answers to one request; a body that is no text is sent as JSON. */
export interface Answer {
  readonly status?: number
  readonly type?: string
  readonly body?: unknown
}

/** Answers by `GET /path?query`, given the parsed body. */
export type Routes = Readonly<Record<string, (body: unknown, request: IncomingMessage) => Answer>>

export interface MockApi extends AsyncDisposable {
  readonly origin: string
  /** Every request, as routes are written. */
  readonly requests: readonly string[]
}

/** A server on loopback that knows some routes and answers 404 to everything else. */
export async function startMockApi(routes: Routes): Promise<MockApi> {
  const requests: string[] = []
  const server = createServer(async (request, response) => {
    const key = `${request.method} ${request.url}`
    requests.push(key)
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const text = Buffer.concat(chunks).toString()
    const answer = routes[key]?.(text === '' ? undefined : JSON.parse(text), request)
    const { status = 200, type = 'application/json', body } = answer ?? { status: 404, body: {} }
    response.writeHead(status, body === undefined ? {} : { 'content-type': type })
    response.end(typeof body === 'string' || body === undefined ? body : JSON.stringify(body))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
