import { inspect } from 'node:util'

/** One invalid place in a request. */
export interface FieldError {
  /** Part of the request that is invalid. */
  readonly in: 'body' | 'query' | 'path' | 'header'
  /** Dotted path of the field, such as `steps.0.input`; empty for the part as a whole. */
  readonly field: string
  /** What is wrong and what is expected. */
  readonly message: string
}

export interface HttpErrorOptions {
  readonly fields?: readonly FieldError[]
  readonly headers?: Readonly<Record<string, string>>
  readonly cause?: unknown
}

/** An answer outside 2xx: a status, a message for the caller, and the fields at fault. */
export class HttpError extends Error {
  readonly status: number
  readonly fields: readonly FieldError[]
  readonly headers: Readonly<Record<string, string>>

  constructor(status: number, message: string, options: HttpErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'HttpError'
    this.status = status
    this.fields = options.fields ?? []
    this.headers = options.headers ?? {}
  }
}

/** A 422 that names every field at fault in its message and in `fields`. */
export function invalidFields(fields: readonly FieldError[]): HttpError {
  const list = fields.map(({ in: part, field, message }) => `${part}${field && ` ${field}`}: ${message}`)
  return new HttpError(422, `Invalid request: ${list.join('; ')}`, { fields })
}

/** A message that is safe to log for anything that was thrown: with what caused it, without the values of queries. */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return typeof error === 'string' ? error : inspect(error)
  const text = error.stack ?? `${error.name}: ${error.message}`
  const own = isFailedQuery(error) ? withoutValues(error, text) : text
  return error.cause === undefined ? own : `${own}\nCaused by: ${describeError(error.cause)}`
}

/** drizzle's error: its message ends with the values of the query, which are what callers sent. */
function isFailedQuery(error: Error): boolean {
  return 'query' in error && 'params' in error
}

function withoutValues({ message }: Error, text: string): string {
  const start = message.indexOf(VALUES)
  return start < 0 ? text : text.replace(message, () => message.slice(0, start))
}

const VALUES = '\nparams: '
