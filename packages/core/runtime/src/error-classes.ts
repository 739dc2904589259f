/** Classes to compare with by `instanceof`; the runtime itself makes errors from `CallError` and a kind. */
import { CallError, type ErrorFacts, hidden } from './errors.ts'

/** A class that someone derives without a kind of its own compares prototypes, as usual. */
function hasKind(this: typeof DriftlessError, value: unknown): boolean {
  return Object.hasOwn(this, 'kind')
    ? Boolean((value as Partial<CallError> | null)?.[hidden]?.kind.startsWith(this.kind))
    : Error[Symbol.hasInstance].call(this, value)
}

/**
 * Root of every error that a client throws.
 *
 * `instanceof` compares kinds instead of prototypes, so that it works across copies of this package.
 */
export class DriftlessError extends CallError {
  /** What `instanceof` compares: the class's name without `Error`, behind those of its ancestors below the root. */
  static readonly kind: string = ''

  static override readonly [Symbol.hasInstance]: (value: unknown) => boolean = hasKind

  constructor(message: string, facts?: ErrorFacts) {
    super(new.target.kind || 'Driftless', message, facts)
  }
}

/** Whether a client of the API threw this value. */
export function isErrorOf(value: unknown, api: string): value is DriftlessError {
  return value instanceof DriftlessError && value.api === api
}

/** Options or arguments that cannot work; nothing was sent. */
export class UsageError extends DriftlessError {
  static override readonly kind: string = 'Usage'
}

/** No answer came: the connection could not be made, or was lost. */
export class ConnectionError extends DriftlessError {
  static override readonly kind: string = 'Connection'
}

/** An attempt or the whole call took too long. */
export class TimeoutError extends DriftlessError {
  static override readonly kind: string = 'Timeout'
}

/** The caller's signal or the client's `close()` ended the call. */
export class AbortError extends DriftlessError {
  static override readonly kind: string = 'Abort'
}

/** Contact was lost after sending something that must not be done twice; `cause` says how. */
export class OutcomeUnknownError extends DriftlessError {
  static override readonly kind: string = 'OutcomeUnknown'
}

/** A success whose body is not what the API declares. */
export class ResponseFormatError extends DriftlessError {
  static override readonly kind: string = 'ResponseFormat'
}

/** A body larger than `maxResponseBytes`. */
export class ResponseTooLargeError extends DriftlessError {
  static override readonly kind: string = 'ResponseTooLarge'
}

/** Never thrown itself: any error is an instance of it where sending the same call again later may succeed. */
export class RetryableError extends DriftlessError {
  static override [Symbol.hasInstance](value: unknown): boolean {
    return value instanceof DriftlessError && value.retryable === true
  }
}

/** Any answer outside 2xx. */
export class APIError extends DriftlessError {
  static override readonly kind: string = 'API'
  declare readonly status: number
}

export class BadRequestError extends APIError {
  static override readonly kind: string = 'API.BadRequest'
}
export class AuthenticationError extends APIError {
  static override readonly kind: string = 'API.Authentication'
}
export class PermissionDeniedError extends APIError {
  static override readonly kind: string = 'API.PermissionDenied'
}
export class NotFoundError extends APIError {
  static override readonly kind: string = 'API.NotFound'
}
export class ConflictError extends APIError {
  static override readonly kind: string = 'API.Conflict'
}
export class UnprocessableEntityError extends APIError {
  static override readonly kind: string = 'API.UnprocessableEntity'
}
export class RateLimitError extends APIError {
  static override readonly kind: string = 'API.RateLimit'
}
export class ServerError extends APIError {
  static override readonly kind: string = 'API.Server'
}
