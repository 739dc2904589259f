import type { Attempt } from './client-types.ts'
import type { Operation } from './operation.ts'

/** Key under which an error of any copy of this package keeps what only the runtime reads. */
export const hidden = '~driftless'

/** What is behind `hidden`. */
export interface HiddenFacts {
  readonly kind: string
  /** For `isError`. */
  constant?: Operation
}

/** What an error carries; see the properties of `CallError`. */
export interface ErrorFacts {
  readonly cause?: unknown
  readonly api?: string | undefined
  readonly version?: string | undefined
  readonly operation?: string | undefined
  readonly method?: string | undefined
  readonly url?: string | undefined
  readonly status?: number | undefined
  readonly body?: unknown
  readonly headers?: Headers | undefined
  readonly requestId?: string | undefined
  readonly idempotencyKey?: string | undefined
  readonly elapsedMs?: number | undefined
  readonly attempts?: readonly Attempt[] | undefined
  readonly retryAfterMs?: number | undefined
  readonly mayHaveHappened?: boolean | undefined
  readonly retryable?: boolean | undefined
}

/**
 * What every error of a client is made from, together with the name of its kind; callers compare with the classes
 * in error-classes.ts. So a bundle holds only the classes that its own code mentions.
 *
 * Nothing enumerable holds a secret: body and headers of an answer are not enumerable, URLs come without query. The
 * message for a status outside 2xx ends with the first 200 characters of the body, as JSON: what the server says.
 */
export class CallError extends Error {
  declare readonly [hidden]: HiddenFacts
  /** Package name of the client, such as `stepflow-api`. */
  declare readonly api: string | undefined
  /** Version of the API that the client was made for. */
  declare readonly version: string | undefined
  /** Id of the operation, such as `createRun`. */
  declare readonly operation: string | undefined
  declare readonly method: string | undefined
  /** Without user name, password and query. */
  declare readonly url: string | undefined
  /** Status of the last answer, if there was one. */
  declare readonly status: number | undefined
  /** Parsed body of the last answer, or its text. */
  declare readonly body: unknown
  /** Headers of the last answer. */
  declare readonly headers: Headers | undefined
  declare readonly requestId: string | undefined
  /** The key that was sent, where the operation takes one: the same call with it is carried out at most once. */
  declare readonly idempotencyKey: string | undefined
  /** Milliseconds from the call's start to this error. */
  declare readonly elapsedMs: number | undefined
  declare readonly attempts: readonly Attempt[] | undefined
  /** How long the server asked to wait. */
  declare readonly retryAfterMs: number | undefined
  /** Whether the server may have carried the operation out. */
  declare readonly mayHaveHappened: boolean | undefined
  /** Whether the same call may succeed later; `instanceof RetryableError` says the same. */
  declare readonly retryable: boolean | undefined

  constructor(kind: string, message: string, facts?: ErrorFacts) {
    super(message, facts)
    Object.defineProperties(this, {
      [hidden]: { value: { kind } },
      body: { writable: true },
      headers: { writable: true },
    })
    // A plain property: classes that somebody derives may have names of their own.
    Object.assign(this, { name: `${/\w*$/.exec(kind)}Error` }, facts)
  }

  /** The same as `status`. */
  get statusCode(): number | undefined {
    return this.status
  }

  /** The same as `body`. */
  get responseData(): unknown {
    return this.body
  }

  /** Everything but stack, cause, body and headers. */
  toJSON(): ErrorFacts & { readonly name: string; readonly message: string } {
    return { ...(this as ErrorFacts & { readonly name: string }), message: this.message }
  }

  /** Text fit for a bug report: no body, no header, no query; nor what the message quotes of a body. */
  toReport(): string {
    const [message] = this.message.split(/\W*["[{]/)
    return JSON.stringify({ ...this, message, runtime: globalThis.process?.version }, null, 2)
  }
}

/** An error of a kind, without mention of its class. */
export function errorOf(kind: string, message: string, facts?: ErrorFacts): CallError {
  return new CallError(kind, message, facts)
}

/** Makes the `UsageError` for options or arguments that cannot work, without mention of its class. */
export function usageError(message: string): CallError {
  return errorOf('Usage', message)
}

/** The kind of an answer with this status. */
export function kindOfStatus(status: number): string {
  const kinds: Record<number, string> = {
    400: '.BadRequest',
    401: '.Authentication',
    403: '.PermissionDenied',
    404: '.NotFound',
    409: '.Conflict',
    422: '.UnprocessableEntity',
    429: '.RateLimit',
  }
  return `API${kinds[status] ?? (status < 500 ? '' : '.Server')}`
}
