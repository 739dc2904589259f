import { gzipSync } from 'node:zlib'
import type { Answer } from './fault-server.ts'

type HeaderValues = Readonly<Record<string, string>>

/** Answers with JSON. */
export function json(body: unknown, status = 200, headers: HeaderValues = {}): Answer {
  return text(status, JSON.stringify(body), { 'content-type': 'application/json', ...headers })
}

/** Answers with text. */
export function text(status: number, body: string, headers: HeaderValues = {}): Answer {
  return (response) => {
    response.writeHead(status, headers).end(body)
  }
}

/** Answers with an error as most APIs write one. */
export function failure(status: number, headers: HeaderValues = {}): Answer {
  return json({ error: { message: `refused with ${status}` } }, status, headers)
}

/** Resets the connection without an answer. */
export const reset: Answer = (_response, request) => {
  request.socket.resetAndDestroy()
}

/** Never answers. */
export const silence: Answer = () => {}

/** Sends headers and the beginning of a JSON body, and goes on with neither. */
export function stall(beginning = ''): Answer {
  return (response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' })
    response.flushHeaders()
    if (beginning) response.write(beginning)
  }
}

/** Sends headers and the beginning of a JSON body, and closes the connection. */
export function cut(beginning: string): Answer {
  return (response, request) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' })
    response.write(beginning, () => setImmediate(() => request.socket.destroy()))
  }
}

/** Sends one byte of a body after the other, and never all of them. */
export function drip(everyMs: number): Answer {
  return (response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000000' })
    const timer = setInterval(() => response.write(' '), everyMs)
    response.on('close', () => clearInterval(timer))
  }
}

const mebibyte = 1024 * 1024

/** Answers with JSON that is small on the wire: an empty array behind that many mebibytes of white space. */
export function bomb(mebibytes: number): Answer {
  return (response) => {
    const part = gzipSync(Buffer.alloc(8 * mebibyte, ' '))
    const parts = Array.from({ length: Math.ceil(mebibytes / 8) }, () => part)
    response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' })
    response.end(Buffer.concat([...parts, gzipSync('[]')]))
  }
}

/** Sends the client elsewhere. */
export function redirect(location: string, status = 302): Answer {
  return text(status, '', { location })
}

/** What a stream does behind its last chunk. */
export type StreamEnd = 'end' | 'cut' | 'silence'

/** Answers with server-sent events, each chunk by itself. */
export function events(chunks: readonly string[], end: StreamEnd = 'end'): Answer {
  return async (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' })
    response.flushHeaders()
    for (const chunk of chunks) {
      await new Promise((resolve) => response.write(chunk, resolve))
      // A turn of the loop makes a chunk of its own likely.
      await new Promise((resolve) => setTimeout(resolve, 2))
    }
    if (end === 'end') response.end()
    if (end === 'cut') response.destroy()
  }
}
