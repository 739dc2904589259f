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
  CallSettings,
  ClientOptions,
  HttpRequest,
  Next,
  Operation,
} from './operation.ts'
import { bodyText, contact, discard, readJson, readNothing } from './readers.ts'
import { errorCodes, parseRetryAfter, sleep, surelyNotSent } from './retry.ts'
import { chooseProviders } from './security.ts'
import type { Settings } from './settings.ts'
import { checkHeaders, writeRequest } from './write-request.ts'

/** Key under which an error keeps its operation, for `isError`. */
export const operationKey: unique symbol = /* @__PURE__ */ Symbol.for('driftless.operation')

type AttemptRecord = { -readonly [K in keyof Attempt]: Attempt[K] }

/**
 * Runs one call from its arguments to its result; rejects with `DriftlessError` only.
 *
 * - It is sent again only where that is safe, or where it surely was not carried out.
 * - One clock runs over all attempts and waits; nothing waits beyond the deadline.
 * - The caller's signal and the client's `close()` end it at any point.
 *
 * State is local to this function and its parts: minified it is half the size of a class.
 */
export async function runCall<T>(
  settings: Settings,
  operation: Operation,
  args: CallArguments = {},
  options: AnyCallOptions = {},
): Promise<CallResult<T>> {
  const { id, method, read = readJson, decode, decodeError, retry } = operation
  const { defaults, lifetimes, origin } = settings
  const {
    onRetry,
    random = Math.random,
    sleep: wait = sleep,
    fetch = globalThis.fetch,
    middleware = [],
    logger,
  } = settings.options
  const { signal } = options
  const startedAt = performance.now()
  const elapsedMs = () => performance.now() - startedAt
  const attempts: AttemptRecord[] = []
  let attemptTimeoutMs = 30_000
  let deadlineMs = 120_000
  let maxRetries = 3
  let maxBytes = 100 * 2 ** 20
  let retryBaseMs = 1_000
  let retryCapMs = 32_000
  let providers: readonly AuthProvider[] = []
  let url: string | undefined
  /** Whether the current attempt reached `fetch`. */
  let sent: boolean
  /** What the current attempt was answered with. */
  let response: Response | undefined
  let retryAfterMs: number | undefined
  let record: AttemptRecord | undefined
  /** Whether any attempt so far may have been carried out. */
  let mayHaveHappened = false
  /** Whether the call outlives its result: a stream. */
  let keptOpen = false
  let stopped: DriftlessError | undefined
  let interrupt: ((error: DriftlessError) => void) | undefined

  const stop = (message: string) => {
    stopped ??= new AbortError(message, { cause: signal?.reason })
    interrupt?.(stopped)
  }
  const onAbort = () => stop('aborted')

  /** Leaves nothing behind that could hold or stop this call. */
  const end = () => {
    signal?.removeEventListener('abort', onAbort)
    for (const lifetime of lifetimes) lifetime.open.delete(stop)
  }

  /**
   * Does work until it ends, `ms` or the deadline have passed, or the call is stopped.
   * The work is told through its signal; whether it listens or not, the returned promise settles.
   */
  const within = <R>(ms: number, work: (signal: AbortSignal) => Promise<R>) =>
    new Promise<R>((resolve, reject) => {
      if (stopped) throw stopped
      const controller = new AbortController()
      const remainingMs = deadlineMs - elapsedMs()
      interrupt = (error) => {
        clearTimeout(timer)
        reject(error)
        controller.abort(error)
      }
      const timer = setTimeout(
        () => {
          const name = ms < remainingMs ? 'attemptTimeoutMs' : 'deadlineMs'
          interrupt?.(new TimeoutError(`took longer than ${name}`))
        },
        // Timers of the platform hold no more.
        Math.min(ms, remainingMs, 2 ** 31 - 1),
      )
      work(controller.signal)
        .finally(() => clearTimeout(timer))
        .then(resolve, reject)
    })

  /** Notes what the current attempt was answered with. */
  const answered = (answer: Response) => {
    const { status, headers } = answer
    const requestId = headers.get('x-request-id') ?? headers.get('request-id')
    Object.assign(record as AttemptRecord, { status }, requestId && { requestId })
    response = answer
    retryAfterMs = status > 299 ? parseRetryAfter(headers) : undefined
    return status
  }

  /** Authorizes and sends; follows redirects inside the origin. */
  const transmit = async (request: HttpRequest, context: AttemptContext) => {
    for (let hops = 5; ; hops--) {
      let outgoing = request
      for (const provider of request.url.startsWith(origin) ? providers : []) {
        outgoing = await provider.authorize(outgoing, context)
      }
      checkHeaders(outgoing.headers)
      sent = true
      // A streamed body needs `duplex`, which the DOM's types do not know yet.
      const init = { ...outgoing, redirect: 'manual', duplex: 'half' } as RequestInit
      const answer = await contact(() => fetch(outgoing.url, init))
      // Browsers hide redirects behind status 0.
      if (![0, 301, 302, 303, 307, 308].includes(answer.status)) return answer
      const keepsMethod = answered(answer) > 303 ? !isStream(request.body) : /^(GET|HEAD)$/.test(method)
      discard(answer)
      const { href } = new URL(answer.headers.get('location') ?? 'hidden:', request.url)
      if (!hops || !keepsMethod || !href.startsWith(origin)) {
        throw new APIError(`redirect to ${href.split('?')[0]} not followed`)
      }
      request = { ...request, url: href }
    }
  }

  const readAnswer = async (answer: Response) => {
    const status = answered(answer)
    const source = {
      response: answer,
      maxBytes,
      keepOpen: () => {
        keptOpen = true
        return end
      },
    }
    if (status > 199 && status < 300) {
      const body = await read(source)
      return decode ? decode(body) : body
    }
    // An earlier attempt has deleted it, as far as anybody can tell.
    if (mayHaveHappened && read === readNothing && /^DELETE4(04|10)$/.test(method + status))
      return discard(answer)
    // An unreadable body is no reason to hide the status.
    const text = await bodyText(source).catch(() => '')
    let body: unknown = text || undefined
    try {
      body = JSON.parse(text)
    } catch {}
    if (decodeError) body = decodeError(body, status)
    throw new (apiErrorClass(status))(`the server answered ${status}`, { body })
  }

  /** Sends a request once, through all middleware. */
  const attempt = (request: Omit<HttpRequest, 'signal'>) => {
    sent = false
    response = retryAfterMs = undefined
    record = { startedMs: elapsedMs() }
    const context = { operation, attempt: attempts.push(record) }
    const send = [...middleware, logger].reduceRight<Next>(
      (next, around) => (around ? (outgoing) => around(outgoing, next, context) : next),
      (outgoing) => transmit(outgoing, context),
    )
    return within(attemptTimeoutMs, async (signal) => readAnswer(await send({ ...request, signal })))
  }

  /** Waits until the call may be sent again. @throws the failure, where it may not. */
  const recover = async (failure: DriftlessError | undefined, streamed: boolean) => {
    const status = response?.status ?? 0
    const lost = failure instanceof ConnectionError || failure instanceof TimeoutError
    const refused = status > 299 && status < 500 && status !== 408
    const uncertain = sent && !refused && !surelyNotSent(failure?.cause)
    mayHaveHappened ||= uncertain
    if (!(failure instanceof APIError)) {
      ;(record as AttemptRecord).cause = errorCodes(failure).join() || `${failure?.name}`
      if (!lost) throw failure
    } else if (![408, 429, 500, 502, 503, 504].includes(status)) throw failure
    if (uncertain && (streamed || !/^(safe|GET|HEAD|OPTIONS|PUT|DELETE)$/.test(retry ?? method))) {
      throw lost
        ? new OutcomeUnknownError(`outcome unknown: ${failure.message}`, { cause: failure })
        : failure
    }
    const number = attempts.length
    // Doubled each time up to the cap, three quarters of it at least.
    const backOffMs = Math.min(retryCapMs, retryBaseMs * 2 ** (number - 1)) * (0.75 + random() / 4)
    const delayMs = retryAfterMs ?? backOffMs
    if (streamed || number > maxRetries || delayMs + elapsedMs() >= deadlineMs) {
      throw Object.assign(failure, { retryable: true })
    }
    Object.assign(record as AttemptRecord, { delayMs })
    onRetry?.({ ...record, operation, attempt: number, delayMs })
    await within(1 / 0, async (signal) => wait(delayMs, signal))
  }

  /** What results and errors both say. */
  const facts = () => ({ requestId: attempts.at(-1)?.requestId, elapsedMs: elapsedMs(), attempts })

  /** The error that the caller gets. */
  const describe = (error: unknown) => {
    // One that belongs to an operation comes from another call, which a middleware or an auth provider made.
    const ours = error instanceof DriftlessError && !error.operation ? error : undefined
    const Class = (ours?.constructor ?? DriftlessError) as typeof DriftlessError
    const described = new Class(`${id}: ${(error as Error | null)?.message ?? error}`, {
      cause: ours ? ours.cause : error,
      body: ours?.body,
      retryable: ours?.retryable,
      headers: response?.headers,
      api: defaults.api,
      operation: id,
      method,
      url,
      status: response?.status,
      retryAfterMs,
      mayHaveHappened,
      ...facts(),
    })
    return Object.defineProperty(described, operationKey, { value: operation })
  }

  try {
    const limit = (
      name: keyof ClientOptions & `${string}${'Ms' | 'Retries' | 'Bytes'}`,
      standard: number,
    ) => {
      const value = options[name as keyof CallSettings] ?? settings.options[name] ?? standard
      if (typeof value !== 'number' || !(value >= 0)) throw new UsageError(`${name} must be a number from 0`)
      return value
    }
    attemptTimeoutMs = limit('attemptTimeoutMs', attemptTimeoutMs)
    deadlineMs = limit('deadlineMs', deadlineMs)
    maxRetries = limit('maxRetries', maxRetries)
    maxBytes = limit('maxResponseBytes', maxBytes)
    retryBaseMs = limit('retryBaseMs', retryBaseMs)
    retryCapMs = limit('retryCapMs', retryCapMs)
    for (const lifetime of lifetimes) {
      if (lifetime.closed) throw new UsageError('the client is closed')
      lifetime.open.add(stop)
    }
    signal?.addEventListener('abort', onAbort)
    if (signal?.aborted) onAbort()
    if (stopped) throw stopped
    const request = writeRequest(settings, operation, args, options)
    url = request.url.split('?')[0]
    providers = chooseProviders(settings, operation, request.headers)
    for (;;) {
      try {
        const data = (await attempt(request)) as T
        const { status, headers } = response as unknown as Response
        return { data, response: { status, headers, url: url as string }, ...facts() }
      } catch (error) {
        await recover(error as DriftlessError, isStream(request.body))
      }
    }
  } catch (error) {
    throw describe(error)
  } finally {
    if (!keptOpen) end()
  }
}

function isStream(body: unknown): boolean {
  return body instanceof ReadableStream
}
