import {
  AbortError,
  APIError,
  apiErrorClass,
  ConnectionError,
  DriftlessError,
  OutcomeUnknownError,
  TimeoutError,
  UsageError,
} from './errors.ts'
import type {
  AnyCallOptions,
  Attempt,
  AttemptContext,
  AuthProvider,
  CallArguments,
  CallResult,
  HttpRequest,
  Next,
  Operation,
} from './operation.ts'
import { bodyText, contact, discard, readJson, readNothing } from './readers.ts'
import { backOffMs, errorCodes, parseRetryAfter, sleep, surelyNotSent } from './retry.ts'
import { chooseProviders } from './security.ts'
import { changeLimits, type Limits, type Settings } from './settings.ts'
import { checkHeaders, writeRequest } from './write-request.ts'

/** Timers of the platform hold no more. */
const longestTimerMs = 2_147_483_647

/** Key under which an error keeps its operation, for `isError`. */
export const operationKey: unique symbol = /* @__PURE__ */ Symbol.for('driftless.operation')

type AttemptRecord = { -readonly [K in keyof Attempt]: Attempt[K] }

/**
 * One call from its arguments to its result.
 *
 * - It is sent again only where that is safe, or where it surely was not carried out.
 * - One clock runs over all attempts and waits; nothing waits beyond the deadline.
 * - The caller's signal and the client's `close()` end it at any point.
 * - Whatever goes wrong becomes one `DriftlessError` with all facts.
 */
export class Call {
  readonly #settings: Settings
  readonly #operation: Operation
  readonly #options: AnyCallOptions
  #limits: Limits
  readonly #startedAt = performance.now()
  readonly #attempts: AttemptRecord[] = []
  #providers: readonly AuthProvider[] = []
  /** Without its query. */
  #url: string | undefined
  /** Whether the current attempt reached `fetch`. */
  #sent = false
  /** What the current attempt was answered with. */
  #response: Response | undefined
  /** Whether any attempt so far may have been carried out. */
  #mayHaveHappened = false
  #stopped: DriftlessError | undefined
  #interrupt: ((error: DriftlessError) => void) | undefined
  /** Whether the call outlives its result: a stream. */
  #keptOpen = false
  readonly #onAbort = () => this.stop('aborted')

  constructor(settings: Settings, operation: Operation, options: AnyCallOptions) {
    this.#settings = settings
    this.#operation = operation
    this.#options = options
    this.#limits = settings.limits
  }

  /** Runs it. Rejects with `DriftlessError` only. */
  async run<T>(args: CallArguments): Promise<CallResult<T>> {
    try {
      this.#begin()
      const request = writeRequest(this.#settings, this.#operation, args, this.#options)
      this.#url = request.url.split('?')[0]
      this.#providers = chooseProviders(this.#settings, this.#operation, request.headers)
      for (;;) {
        try {
          return await this.#attempt<T>(request)
        } catch (error) {
          await this.#recover(error as DriftlessError, request.body)
        }
      }
    } catch (error) {
      throw this.#describe(error)
    } finally {
      if (!this.#keptOpen) this.#end()
    }
  }

  /** Ends it, whatever it is doing. */
  stop(message: string): void {
    this.#stopped ??= new AbortError(message, { cause: this.#options.signal?.reason })
    this.#interrupt?.(this.#stopped)
  }

  #begin(): void {
    const { signal } = this.#options
    this.#limits = changeLimits(this.#limits, this.#options)
    for (const lifetime of this.#settings.lifetimes) {
      if (lifetime.closed) throw new UsageError('the client is closed')
      lifetime.open.add(this)
    }
    signal?.addEventListener('abort', this.#onAbort)
    if (signal?.aborted) this.#onAbort()
    if (this.#stopped) throw this.#stopped
  }

  /** Leaves nothing behind that could hold or stop this call. */
  #end(): void {
    this.#options.signal?.removeEventListener('abort', this.#onAbort)
    for (const lifetime of this.#settings.lifetimes) lifetime.open.delete(this)
  }

  #elapsedMs(): number {
    return performance.now() - this.#startedAt
  }

  #remainingMs(): number {
    return this.#limits.deadlineMs - this.#elapsedMs()
  }

  /**
   * Does work until it ends, `ms` or the deadline have passed, or the call is stopped.
   * The work is told through its signal; whether it listens or not, the returned promise settles.
   */
  #within<T>(ms: number, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (this.#stopped) throw this.#stopped
      const controller = new AbortController()
      const limitMs = Math.min(ms, this.#remainingMs(), longestTimerMs)
      const interrupt = (error: DriftlessError) => {
        clearTimeout(timer)
        reject(error)
        controller.abort(error)
      }
      const timer = setTimeout(() => {
        const limit = limitMs < ms ? `deadlineMs ${this.#limits.deadlineMs}` : `attemptTimeoutMs ${ms}`
        interrupt(new TimeoutError(`took longer than ${limit}`))
      }, limitMs)
      this.#interrupt = interrupt
      work(controller.signal)
        .finally(() => clearTimeout(timer))
        .then(resolve, reject)
    })
  }

  /** Sends a request once, through all middleware, and reads the answer. */
  async #attempt<T>(request: Omit<HttpRequest, 'signal'>): Promise<CallResult<T>> {
    const attempts = this.#attempts
    const context = { operation: this.#operation, attempt: attempts.push({ startedMs: this.#elapsedMs() }) }
    this.#sent = false
    this.#response = undefined
    const send = this.#settings.middleware.reduceRight<Next>(
      (next, middleware) => (outgoing) => middleware(outgoing, next, context),
      (outgoing) => this.#transmit(outgoing, context),
    )
    const data = await this.#within(this.#limits.attemptTimeoutMs, async (signal) =>
      this.#read(await send({ ...request, signal })),
    )
    const { status, headers } = this.#response as unknown as Response
    return {
      data: data as T,
      response: { status, headers, url: this.#url as string },
      attempts,
      requestId: attempts.at(-1)?.requestId,
      elapsedMs: this.#elapsedMs(),
    }
  }

  /** Authorizes and sends; follows redirects inside the origin. */
  async #transmit(request: HttpRequest, context: AttemptContext): Promise<Response> {
    const { options, origin } = this.#settings
    const fetch = options.fetch ?? globalThis.fetch
    for (let hops = 5; ; hops--) {
      let outgoing = request
      for (const provider of request.url.startsWith(origin) ? this.#providers : []) {
        outgoing = await provider.authorize(outgoing, context)
      }
      checkHeaders(outgoing.headers)
      this.#sent = true
      // A streamed body needs `duplex`, which the DOM's types do not know yet.
      const init = { ...outgoing, redirect: 'manual', duplex: 'half' } as RequestInit
      const response = await contact(() => fetch(outgoing.url, init))
      const { status } = response
      // Browsers hide redirects behind status 0.
      if (![0, 301, 302, 303, 307, 308].includes(status)) return response
      this.#answered(response)
      discard(response)
      const { href } = new URL(response.headers.get('location') ?? 'hidden:', request.url)
      const repeatable =
        status > 303 ? !(request.body instanceof ReadableStream) : /^(GET|HEAD)$/.test(request.method)
      if (!hops || !repeatable || !href.startsWith(origin)) {
        throw new APIError(`the server redirects to ${href.split('?')[0]}, which is not followed`)
      }
      request = { ...request, url: href }
    }
  }

  /** Notes what the current attempt was answered with. */
  #answered(response: Response): void {
    const { status, headers } = response
    const requestId = headers.get('x-request-id') ?? headers.get('request-id')
    Object.assign(this.#attempts.at(-1) ?? {}, { status }, requestId && { requestId })
    this.#response = response
  }

  async #read(response: Response): Promise<unknown> {
    this.#answered(response)
    const { method, read = readJson, decode, decodeError } = this.#operation
    const { status } = response
    const source = {
      response,
      maxBytes: this.#limits.maxResponseBytes,
      keepOpen: () => {
        this.#keptOpen = true
        return () => this.#end()
      },
    }
    if (status >= 200 && status < 300) {
      const body = await read(source)
      return decode ? decode(body) : body
    }
    // An earlier attempt has deleted it, as far as anybody can tell.
    if (
      method + status === `DELETE${status === 410 ? 410 : 404}` &&
      this.#mayHaveHappened &&
      read === readNothing
    ) {
      return readNothing(source)
    }
    // An unreadable body is no reason to hide the status.
    const text = await bodyText(source).catch(() => '')
    let body: unknown = text || undefined
    try {
      body = JSON.parse(text)
    } catch {}
    if (decodeError) body = decodeError(body, status)
    throw new (apiErrorClass(status))(`the server answered ${status}`, { body })
  }

  /** Waits until the call may be sent again. @throws the failure, where it may not. */
  async #recover(failure: DriftlessError | undefined, body: BodyInit | undefined): Promise<void> {
    const { onRetry, random, sleep: wait = sleep } = this.#settings.options
    const attempt = this.#attempts.length
    const record = this.#attempts[attempt - 1] as AttemptRecord
    const response = this.#response
    const status = response?.status ?? 0
    const answered = failure instanceof APIError
    const lost = failure instanceof ConnectionError || failure instanceof TimeoutError
    const refused = status >= 300 && status < 500 && status !== 408
    const uncertain = this.#sent && !refused && !surelyNotSent(failure?.cause)
    this.#mayHaveHappened ||= uncertain
    if (!answered) record.cause = errorCodes(failure).join() || `${failure?.name}`

    if (!lost && !(answered && [408, 429, 500, 502, 503, 504].includes(status))) throw failure
    const streamed = body instanceof ReadableStream
    const { retry, method } = this.#operation
    if (uncertain && (streamed || !/^(safe|GET|HEAD|OPTIONS|PUT|DELETE)$/.test(retry ?? method))) {
      throw lost
        ? new OutcomeUnknownError(`outcome unknown: ${failure.message}`, { cause: failure })
        : failure
    }
    const delayMs =
      (response && parseRetryAfter(response.headers)) ?? backOffMs(attempt, this.#limits, random)
    if (streamed || attempt > this.#limits.maxRetries || delayMs >= this.#remainingMs()) {
      throw Object.assign(failure, { retryable: true })
    }
    record.delayMs = delayMs
    onRetry?.({ ...record, operation: this.#operation, attempt, delayMs })
    await this.#within(Number.POSITIVE_INFINITY, async (signal) => wait(delayMs, signal))
  }

  /** The error that the caller gets: what went wrong, with the facts of this call. */
  #describe(error: unknown): DriftlessError {
    const attempts = this.#attempts
    const { id, method } = this.#operation
    // One that belongs to an operation comes from another call, which a middleware or an auth provider made.
    const ours = error instanceof DriftlessError && !error.operation ? error : undefined
    const Class = (ours?.constructor ?? DriftlessError) as typeof DriftlessError
    const described = new Class(
      `${id}: ${(error as Error | null)?.message ?? error} (attempt ${attempts.length})`,
      {
        cause: ours ? ours.cause : error,
        api: this.#settings.defaults.api,
        operation: id,
        method,
        url: this.#url,
        status: this.#response?.status,
        body: ours?.body,
        headers: this.#response?.headers,
        requestId: attempts.at(-1)?.requestId,
        elapsedMs: this.#elapsedMs(),
        attempts,
        retryAfterMs: this.#response && parseRetryAfter(this.#response.headers),
        mayHaveHappened: this.#mayHaveHappened,
        retryable: ours?.retryable,
      },
    )
    return Object.defineProperty(described, operationKey, { value: this.#operation })
  }
}
