import { once } from 'node:events'
import { createServer, request, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Proxy extends AsyncDisposable {
  readonly url: string
  /** Method and path of every request, in order, without ids. */
  readonly seen: string[]
  /** How many answers are under way. */
  open(): number
  /** Cuts the connections of all answers that are under way. */
  cut(): void
}

/** What a proxy does with a request instead of passing it on. */
export interface Refusal {
  readonly status: number
  readonly body?: string
  readonly type?: string
}

/** Stands before a server and refuses some requests, by method and path. */
export async function startProxy(
  target: string,
  refuse: (line: string) => Refusal | undefined = () => undefined,
): Promise<Proxy> {
  const seen: string[] = []
  const open = new Set<ServerResponse>()
  const proxy = createServer((incoming, outgoing) => {
    const line = `${incoming.method} ${incoming.url?.replace(/[0-9a-f-]{36}/, '{id}')}`
    seen.push(line)
    const refusal = refuse(line)
    if (refusal !== undefined) {
      const { status, body = '{"code":404,"message":"no such path"}', type = 'application/json' } = refusal
      incoming.resume()
      outgoing.writeHead(status, { 'content-type': type }).end(body)
      return
    }
    const { method, headers } = incoming
    const passed = request(new URL(incoming.url ?? '/', target), { method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
      outgoing.flushHeaders()
      answer.pipe(outgoing)
    })
    passed.on('error', () => outgoing.destroy())
    open.add(outgoing)
    outgoing.on('close', () => {
      open.delete(outgoing)
      passed.destroy()
    })
    incoming.pipe(passed)
  })
  proxy.listen(0, '127.0.0.1')
  await once(proxy, 'listening')
  return {
    url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    seen,
    open: () => open.size,
    cut: () => {
      for (const outgoing of open) outgoing.destroy()
    },
    async [Symbol.asyncDispose]() {
      proxy.closeAllConnections()
      proxy.close()
      await once(proxy, 'close')
    },
  }
}
