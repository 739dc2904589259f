import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
import type { Api } from '../http/api.ts'

export interface ListenOptions {
  readonly port: number
  readonly host: string
}

/** A server on a socket. */
export interface ListeningServer {
  readonly port: number
  /** Stops accepting, lets open requests finish for up to `graceMs`, then closes what is left. */
  close(graceMs?: number): Promise<void>
}

const DEFAULT_GRACE_MS = 10_000
const IDLE_SWEEP_MS = 50
/** Longer than clients and proxies keep an idle connection: who closes first must not be the one who is written to. */
const KEEP_ALIVE_MS = 65_000

/**
 * Serves an API over HTTP.
 *
 * @throws Error that says what to change where the port or the address cannot be had.
 */
export async function listen(api: Api, { port, host }: ListenOptions): Promise<ListeningServer> {
  const server = createAdaptorServer({ fetch: (request) => api.fetch(request) }) as Server
  server.keepAliveTimeout = KEEP_ALIVE_MS
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(cannotListen(error, { port, host })))
    server.listen(port, host, resolve)
  })
  const actual = (server.address() as AddressInfo).port
  api.servedOn(actual)
  return { port: actual, close: (graceMs = DEFAULT_GRACE_MS) => drain(server, graceMs) }
}

function cannotListen(error: NodeJS.ErrnoException, { port, host }: ListenOptions): Error {
  const ofPort = error.code === 'EADDRINUSE' || error.code === 'EACCES'
  const advice = ofPort ? 'Choose another with --port; 0 picks a free one.' : 'Choose another with --host.'
  return new Error(`Cannot listen on port ${port} of ${host}: ${error.message}. ${advice}`, { cause: error })
}

async function drain(server: Server, graceMs: number): Promise<void> {
  // A kept-alive connection is idle only after its last answer: without the sweep it would hold the process.
  const sweep = setInterval(() => server.closeIdleConnections(), IDLE_SWEEP_MS)
  const force = setTimeout(() => server.closeAllConnections(), graceMs)
  await new Promise<void>((resolve) => server.close(() => resolve()))
  clearInterval(sweep)
  clearTimeout(force)
}
