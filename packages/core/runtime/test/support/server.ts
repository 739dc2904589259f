import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import { type Client, type ClientOptions, chooseProviders, createClient } from '../../src/index.ts'

export interface Received {
  readonly method: string
  readonly url: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** Answers one request. */
export type Answer = (request: IncomingMessage, response: ServerResponse) => void

export interface TestServer {
  readonly url: string
  readonly received: Received[]
}

async function readAll(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('latin1')
}

/** Starts a server that gives its answers in turn, the last one for ever; it ends with the test. */
export async function serve(...answers: Answer[]): Promise<TestServer> {
  const received: Received[] = []
  const server = createServer(async (request, response) => {
    const body = await readAll(request).catch(() => '')
    const answer = answers[Math.min(received.length, answers.length - 1)]
    received.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers, body })
    answer?.(request, response)
  })
  const port = await listen(server)
  onTestFinished(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  return { url: `http://127.0.0.1:${port}`, received }
}

const usedPorts = new Set<number>()

/** Listens on a port that no earlier test has had: its retries would count against the budget of the same origin. */
async function listen(server: Server): Promise<number> {
  for (;;) {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    if (!usedPorts.has(port)) {
      usedPorts.add(port)
      return port
    }
    await new Promise((resolve) => server.close(resolve))
  }
}

export function json(body: unknown, status = 200, headers: Record<string, string> = {}): Answer {
  return (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))
  }
}

export function plain(status: number, body = '', headers: Record<string, string> = {}): Answer {
  return (_request, response) => {
    response.writeHead(status, headers).end(body)
  }
}

/** Closes the connection without an answer. */
export const reset: Answer = (request) => {
  request.socket.destroy()
}

/** Sends headers and half a body, and then nothing more. */
export const stall: Answer = (_request, response) => {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' })
  response.write('{"half":')
}

/** Sends headers and half a body, and closes the connection. */
export const cut: Answer = (request, response) => {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' })
  response.write('{"half":', () => setImmediate(() => request.socket.destroy()))
}

/** Never answers. */
export const silence: Answer = () => {}

/** A client with short waits. */
export function clientFor(server: { readonly url: string }, options: Partial<ClientOptions> = {}): Client {
  return createClient(
    { baseUrl: server.url, retryBaseMs: 1, ...options },
    { api: 'test-api', version: '1.2.3', pathPrefix: '/api/v1', security: chooseProviders() },
  )
}

/** What a promise is rejected with. */
export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise
  } catch (error) {
    return error
  }
  throw new Error('It was fulfilled.')
}
