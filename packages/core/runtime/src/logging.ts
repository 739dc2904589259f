import type { Middleware } from './client-types.ts'
import { errorCodes } from './retry.ts'

export type LogLevel = 'debug' | 'info' | 'warn' | 'error'

/** What lines are written to, such as `console`. */
export type LogSink = Pick<Console, LogLevel>

export interface LogOptions {
  /** `info` (default): one line per attempt. `warn`: attempts that failed. `error`: those without an answer, and 5xx. `debug`: headers too. */
  readonly level?: LogLevel | undefined
  /** Names of further headers whose values may be written at `debug`. */
  readonly headers?: readonly string[] | undefined
  /** Names of query parameters whose values may be written. */
  readonly query?: readonly string[] | undefined
}

const levels: readonly LogLevel[] = ['debug', 'info', 'warn', 'error']

const standardHeaders =
  'accept content-length content-type date retry-after request-id user-agent x-request-id'.split(' ')

/** Without user name and password; values of the query only where their names are allowed. */
function safeUrl(url: string, allowed: readonly string[]): string {
  const { origin, pathname, searchParams } = new URL(url)
  const query = [...searchParams].map(
    ([name, value]) => `${name}=${allowed.includes(name) ? encodeURIComponent(value) : '…'}`,
  )
  return origin + pathname + (query[0] ? `?${query.join('&')}` : '')
}

/**
 * Makes a middleware that writes one line per attempt. What it may write stands in lists; bodies and
 * credentials never: it stands before the auth providers and does not see what they add.
 * @example
 * createClient({ baseUrl, middleware: [logTo(console, { level: 'warn' })] }, defaults)
 */
export function logTo(sink: LogSink, options: LogOptions = {}): Middleware {
  const { level = 'info', query = [] } = options
  const allowed = standardHeaders.concat((options.headers ?? []).map((name) => name.toLowerCase()))
  const safe = (headers: Iterable<readonly [string, string]>) =>
    [...headers].map(([name, value]) => `${name}: ${allowed.includes(name) ? value : '…'}`).join(', ')
  const write = (lineLevel: LogLevel, line: string) => {
    if (levels.indexOf(lineLevel) >= levels.indexOf(level)) sink[lineLevel](line)
  }
  return async (request, next, { operation, attempt }) => {
    const startedAt = performance.now()
    const line = (outcome: string | number) =>
      `${operation.id}: ${request.method} ${safeUrl(request.url, query)} → ${outcome} (attempt ${attempt}, ${Math.round(performance.now() - startedAt)} ms)`
    write('debug', `${operation.id}: sends ${safe(Object.entries(request.headers))}`)
    try {
      const response = await next(request)
      const { status } = response
      write(status >= 500 ? 'error' : status >= 400 ? 'warn' : 'info', line(status))
      write('debug', `${operation.id}: got ${safe(response.headers)}`)
      return response
    } catch (error) {
      write('error', line(errorCodes(error).join() || (error as Error | undefined)?.name || 'failed'))
      throw error
    }
  }
}
