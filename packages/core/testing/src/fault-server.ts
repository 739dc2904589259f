import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import { type AddressInfo, createServer as createSocketServer, type Server, type Socket } from 'node:net'

/** A request that reached a fault server. */
export interface Received {
  readonly method: string
  /** Path and query as they were sent. */
  readonly url: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
  /** When it had arrived, in milliseconds of `performance.now()`. */
  readonly atMs: number
  /** Whether its connection has been closed. */
  isClosed(): boolean
}

/** Answers one request, or does worse. */
export type Answer = (
  response: ServerResponse,
  request: IncomingMessage,
  received: Received,
) => void | Promise<void>

/** A server on a free port of the loopback interface. */
export interface FaultServer {
  /** Without a slash at its end. */
  readonly url: string
  /** Every request so far. */
  readonly received: readonly Received[]
  /** Closes all connections and the port. */
  stop(): Promise<void>
}

/** Listens on a free port of the loopback interface. */
export async function listen(
  server: Server,
  sockets: Set<Socket>,
): Promise<Pick<FaultServer, 'url' | 'stop'>> {
  server.on('connection', (socket) => {
    sockets.add(socket)
    // A hostile server does not mind what becomes of its connections.
    socket.on('error', () => {})
    socket.on('close', () => sockets.delete(socket))
  })
  return {
    url: `http://127.0.0.1:${await listenOnNewPort(server)}`,
    stop: async () => {
      const closed = new Promise((resolve) => server.close(resolve))
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}

const usedPorts = new Set<number>()

/** Clients keep what they know of an origin, such as a retry budget: no two servers of a process have the same one. */
async function listenOnNewPort(server: Server): Promise<number> {
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

/** Reads a body to its end. */
export async function readAll(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

/**
 * Starts a server that gives its answers in turn, and the last one for ever.
 * @param answers at least one
 * @example
 * const server = await startFaultServer([reset, json({ ok: true })])
 */
export async function startFaultServer(answers: readonly Answer[]): Promise<FaultServer> {
  const received: Received[] = []
  const server = createServer(async (request, response) => {
    const body = await readAll(request).then(String, () => '')
    const { method = '', url = '', headers, socket } = request
    const arrival = { method, url, headers, body, atMs: performance.now(), isClosed: () => socket.destroyed }
    const answer = answers[Math.min(received.length, answers.length - 1)]
    received.push(arrival)
    await answer?.(response, request, arrival)
  })
  server.keepAliveTimeout = 60_000
  return { ...(await listen(server, new Set())), received }
}

/**
 * Starts a server that writes texts to the connection as they are, one per request, and keeps it open. It
 * understands requests without a body only.
 */
export async function startRawServer(replies: readonly string[]): Promise<FaultServer> {
  const received: Received[] = []
  const server = createSocketServer((socket) => {
    let text = ''
    socket.on('data', (chunk) => {
      text += chunk
      for (let end = text.indexOf('\r\n\r\n'); end >= 0; end = text.indexOf('\r\n\r\n')) {
        const [method = '', url = ''] = text.split(' ')
        text = text.slice(end + 4)
        const reply = replies[Math.min(received.length, replies.length - 1)]
        const atMs = performance.now()
        received.push({ method, url, headers: {}, body: '', atMs, isClosed: () => socket.destroyed })
        socket.write(reply ?? '')
      }
    })
  })
  return { ...(await listen(server, new Set())), received }
}
