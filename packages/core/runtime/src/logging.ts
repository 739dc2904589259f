import type { Middleware } from './client-types.ts'
import { errorCodes } from './retry.ts'

export type LogLevel = 'info' | 'warn' | 'error'

/** Where log lines go; `console` is one. */
export type LogSink = Readonly<Record<LogLevel, (line: string) => void>>

export interface LogOptions {
  /** Lowest level that is written: `info`, the default, for all; `warn` from 400 on, `error` from 500 on. */
  readonly level?: LogLevel | undefined
  /** Names of headers that are written, both sent and received; default none. */
  readonly headers?: readonly string[] | undefined
  /** Names of query parameters whose values are written; default none. */
  readonly query?: readonly string[] | undefined
}

/**
 * Makes a middleware that writes one line per attempt. Only headers and values of the query that are listed are
 * written; bodies never.
 * @example
 * createClient({ baseUrl, middleware: [logTo(console, { level: 'warn', headers: ['x-request-id'] })] }, defaults)
 */
export function logTo(
  sink: LogSink,
  { level = 'info', headers = [], query = [] }: LogOptions = {},
): Middleware {
  const allowedHeaders = headers.map((name) => name.toLowerCase())
  const allowedQuery = query.map(encodeURIComponent)
  return async (request, next, { operation, attempt }) => {
    const startedAt = Date.now()
    /** Writes a line, where its level is high enough. */
    const write = (status: number, outcome: unknown, received: Iterable<readonly [string, string]> = []) => {
      const lineLevel = status < 400 ? 'info' : status < 500 ? 'warn' : 'error'
      if (lineLevel !== 'error' && level !== 'info' && lineLevel !== level) return
      const url = request.url.replace(/(?<=[?&])([^=&]*)=[^&]*/g, (pair, name: string) =>
        allowedQuery.includes(name) ? pair : `${name}=***`,
      )
      const shown = headers[0]
        ? ` ${JSON.stringify([request.headers, Object.fromEntries(received)], allowedHeaders)}`
        : ''
      sink[lineLevel](
        `${operation.id}: ${request.method} ${url}: ${outcome} (attempt ${attempt}, ${Date.now() - startedAt} ms)${shown}`,
      )
    }
    try {
      const response = await next(request)
      write(response.status, response.status, response.headers)
      return response
    } catch (error) {
      write(500, errorCodes(error).join() || (error as Error | undefined)?.name || 'failed')
      throw error
    }
  }
}
