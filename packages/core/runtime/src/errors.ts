import type { Attempt } from './client-types.ts'

/** Key under which an error of any copy of this package names what it is. */
const kindsKey: unique symbol = /* @__PURE__ */ Symbol.for('driftless.kinds')

/** A class that someone derives without a kind of its own compares prototypes, as usual. */
function hasKind(this: typeof DriftlessError, value: unknown): boolean {
  return Object.hasOwn(this, 'kind')
    ? Boolean((value as { [kindsKey]?: readonly string[] } | null)?.[kindsKey]?.includes(this.kind))
    : Function.prototype[Symbol.hasInstance].call(this, value)
}

/** What an error carries; see the properties of `DriftlessError`. */
export interface ErrorFacts {
  readonly cause?: unknown
  readonly api?: string | undefined
  readonly operation?: string | undefined
  readonly method?: string | undefined
  readonly url?: string | undefined
  readonly status?: number | undefined
  readonly body?: unknown
  readonly headers?: Headers | undefined
  readonly requestId?: string | undefined
  readonly elapsedMs?: number | undefined
  readonly attempts?: readonly Attempt[] | undefined
  readonly retryAfterMs?: number | undefined
  readonly mayHaveHappened?: boolean | undefined
  readonly retryable?: boolean | undefined
}

/**
 * Root of every error that a client throws.
 * `instanceof` compares kinds instead of prototypes, so that it works across copies of this package.
 * Nothing enumerable holds a secret: body and headers of an answer are not enumerable, URLs come without query.
 */
export class DriftlessError extends Error {
  /** What `instanceof` compares, and the error's `name`. */
  static readonly kind: string = 'DriftlessError'

  /** Package name of the client, such as `stepflow-api`. */
  declare readonly api: string | undefined
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
  /** Milliseconds from the call's start to this error. */
  declare readonly elapsedMs: number | undefined
  declare readonly attempts: readonly Attempt[] | undefined
  /** How long the server asked to wait. */
  declare readonly retryAfterMs: number | undefined
  /** Whether the server may have carried the operation out. */
  declare readonly mayHaveHappened: boolean | undefined
  /** Whether the same call may succeed later; `instanceof RetryableError` says the same. */
  declare readonly retryable: boolean | undefined

  constructor(message: string, { cause, body, headers, ...facts }: ErrorFacts = {}) {
    super(message, { cause })
    const kinds = facts.retryable ? ['RetryableError'] : []
    for (let type = new.target; type.kind; type = Object.getPrototypeOf(type)) kinds.push(type.kind)
    Object.defineProperties(this, {
      body: { value: body },
      headers: { value: headers },
      [kindsKey]: { value: kinds },
    })
    Object.assign(this, facts)
  }

  override get name(): string {
    return (this.constructor as typeof DriftlessError).kind
  }

  static override readonly [Symbol.hasInstance]: (value: unknown) => boolean = hasKind

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
    return { ...(this as ErrorFacts), name: this.name, message: this.message }
  }

  /** Text fit for a bug report: no body, no header, no query. */
  toReport(): string {
    return JSON.stringify(this, null, 2)
  }
}

/** Whether a client of the API threw this value. */
export function isErrorOf(value: unknown, api: string): value is DriftlessError {
  return value instanceof DriftlessError && value.api === api
}

/** Options or arguments that cannot work; nothing was sent. */
export class UsageError extends DriftlessError {
  static override readonly kind: string = 'UsageError'
}

/** No answer came: the connection could not be made, or was lost. */
export class ConnectionError extends DriftlessError {
  static override readonly kind: string = 'ConnectionError'
}

/** An attempt or the whole call took too long. */
export class TimeoutError extends DriftlessError {
  static override readonly kind: string = 'TimeoutError'
}

/** The caller's signal or the client's `close()` ended the call. */
export class AbortError extends DriftlessError {
  static override readonly kind: string = 'AbortError'
}

/** Contact was lost after sending something that must not be done twice; `cause` says how. */
export class OutcomeUnknownError extends DriftlessError {
  static override readonly kind: string = 'OutcomeUnknownError'
}

/** A success whose body is not what the API declares. */
export class ResponseFormatError extends DriftlessError {
  static override readonly kind: string = 'ResponseFormatError'
}

/** A body larger than `maxResponseBytes`. */
export class ResponseTooLargeError extends DriftlessError {
  static override readonly kind: string = 'ResponseTooLargeError'
}

/** Never thrown itself: any error is an instance of it where sending the same call again later may succeed. */
export class RetryableError extends DriftlessError {
  static override readonly kind: string = 'RetryableError'
}

/** Any answer outside 2xx. */
export class APIError extends DriftlessError {
  static override readonly kind: string = 'APIError'
  declare readonly status: number
}

export class BadRequestError extends APIError {
  static override readonly kind: string = 'BadRequestError'
}
export class AuthenticationError extends APIError {
  static override readonly kind: string = 'AuthenticationError'
}
export class PermissionDeniedError extends APIError {
  static override readonly kind: string = 'PermissionDeniedError'
}
export class NotFoundError extends APIError {
  static override readonly kind: string = 'NotFoundError'
}
export class ConflictError extends APIError {
  static override readonly kind: string = 'ConflictError'
}
export class UnprocessableEntityError extends APIError {
  static override readonly kind: string = 'UnprocessableEntityError'
}
export class RateLimitError extends APIError {
  static override readonly kind: string = 'RateLimitError'
}
export class ServerError extends APIError {
  static override readonly kind: string = 'ServerError'
}

/** The class of an answer with this status. */
export function apiErrorClass(status: number): typeof APIError {
  const classes: Record<number, typeof APIError> = {
    400: BadRequestError,
    401: AuthenticationError,
    403: PermissionDeniedError,
    404: NotFoundError,
    409: ConflictError,
    422: UnprocessableEntityError,
    429: RateLimitError,
  }
  return classes[status] ?? (status < 500 ? APIError : ServerError)
}
