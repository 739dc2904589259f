import { AbortError, DriftlessError, TimeoutError, UsageError } from './errors.ts'
import type { AnyCallOptions, Attempt, CallResult, Operation } from './operation.ts'
import { parseRetryAfter } from './retry.ts'
import { changeLimits, type Limits, type Settings } from './settings.ts'

/** Timers of the platform hold no more. */
const longestTimerMs = 2_147_483_647

/** Key under which an error keeps its operation, for `isError`. */
export const operationKey: unique symbol = /* @__PURE__ */ Symbol.for('driftless.operation')

type Changeable<T> = { -readonly [K in keyof T]: T[K] }

/** One call from its start to its end: its clock, its attempts, and what stops it. */
export class Call {
  readonly settings: Settings
  readonly operation: Operation
  readonly attempts: Changeable<Attempt>[] = []
  declare limits: Limits
  url = ''
  /** Whether the current attempt reached `fetch`. */
  sent = false
  /** Whether any attempt so far may have been carried out. */
  mayHaveHappened = false
  /** What the current attempt was answered with. */
  response: Response | undefined
  /** Whether the call outlives its result: a stream. */
  kept = false

  readonly #startedAt = performance.now()
  #signal: AbortSignal | undefined
  #stopped: DriftlessError | undefined
  #interrupt: ((error: DriftlessError) => void) | undefined
  readonly #onAbort = () => this.stop(new AbortError('the call was aborted', { cause: this.#signal?.reason }))

  constructor(settings: Settings, operation: Operation) {
    this.settings = settings
    this.operation = operation
  }

  /** @throws UsageError if the client is closed. */
  start(options: AnyCallOptions): void {
    this.limits = changeLimits(this.settings.limits, options)
    for (let lifetime = this.settings.lifetime; lifetime; lifetime = lifetime.parent as typeof lifetime) {
      if (lifetime.closed) throw new UsageError('the client is closed')
      lifetime.open.add(this)
    }
    this.#signal = options.signal
    this.#signal?.addEventListener('abort', this.#onAbort)
    if (this.#signal?.aborted) this.#onAbort()
    if (this.#stopped) throw this.#stopped
  }

  /** Keeps the call abortable beyond its result; returns what ends that. */
  keep(): () => void {
    this.kept = true
    return () => this.finish()
  }

  /** Leaves nothing behind that could hold or stop this call. */
  finish(): void {
    this.#signal?.removeEventListener('abort', this.#onAbort)
    for (let lifetime = this.settings.lifetime; lifetime; lifetime = lifetime.parent as typeof lifetime) {
      lifetime.open.delete(this)
    }
  }

  stop(error: DriftlessError): void {
    this.#stopped ??= error
    this.#interrupt?.(error)
  }

  elapsedMs(): number {
    return performance.now() - this.#startedAt
  }

  remainingMs(): number {
    return this.limits.deadlineMs - this.elapsedMs()
  }

  /**
   * Runs work until it ends, `ms` or the deadline have passed, or the call is stopped.
   * The work is told through its signal; whether it listens or not, the returned promise settles.
   */
  within<T>(ms: number, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      if (this.#stopped) throw this.#stopped
      const controller = new AbortController()
      const remainingMs = this.remainingMs()
      const interrupt = (error: DriftlessError) => {
        clearTimeout(timer)
        reject(error)
        controller.abort(error)
      }
      const timer = setTimeout(
        () => {
          const limit = ms < remainingMs ? `attemptTimeoutMs ${ms}` : `deadlineMs ${this.limits.deadlineMs}`
          interrupt(new TimeoutError(`took too long (${limit})`))
        },
        Math.min(ms, remainingMs, longestTimerMs),
      )
      this.#interrupt = interrupt
      work(controller.signal).then(
        (value) => {
          clearTimeout(timer)
          resolve(value)
        },
        (error: unknown) => {
          clearTimeout(timer)
          reject(error)
        },
      )
    })
  }

  begin(): Changeable<Attempt> {
    const attempt: Changeable<Attempt> = { startedMs: this.elapsedMs() }
    this.attempts.push(attempt)
    this.sent = false
    this.response = undefined
    return attempt
  }

  /** Notes what the current attempt was answered with. */
  answered(response: Response): void {
    const attempt = this.attempts.at(-1) as Changeable<Attempt>
    const requestId = response.headers.get('x-request-id') ?? response.headers.get('request-id')
    attempt.status = response.status
    if (requestId !== null) attempt.requestId = requestId
    this.response = response
  }

  result<T>(data: T): CallResult<T> {
    const { status, headers } = this.response as Response
    return {
      data,
      response: { status, headers, url: this.url },
      attempts: this.attempts,
      requestId: this.attempts.at(-1)?.requestId,
      elapsedMs: this.elapsedMs(),
    }
  }

  /** The error that the caller gets: what went wrong, with the facts of this call. */
  describe(error: unknown): DriftlessError {
    const { operation, attempts, response, settings } = this
    // One that belongs to an operation comes from another call, which a middleware or an auth provider made.
    const ours = error instanceof DriftlessError && error.operation === undefined ? error : undefined
    const Class = (ours?.constructor ?? DriftlessError) as typeof DriftlessError
    const message = error instanceof Error ? error.message : String(error)
    const times = attempts.length > 1 ? ` (${attempts.length} attempts)` : ''
    const described = new Class(`${operation.id}: ${message}${times}`, {
      cause: ours ? ours.cause : error,
      api: settings.defaults.api,
      operation: operation.id,
      method: operation.method,
      url: this.url || undefined,
      status: response?.status,
      body: ours?.body,
      headers: response?.headers,
      requestId: attempts.at(-1)?.requestId,
      elapsedMs: this.elapsedMs(),
      attempts,
      retryAfterMs: response && parseRetryAfter(response.headers),
      mayHaveHappened: this.mayHaveHappened,
      retryable: ours?.retryable,
    })
    Object.defineProperty(described, operationKey, { value: operation })
    return described
  }
}
