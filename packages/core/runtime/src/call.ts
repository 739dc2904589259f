import type {
  AnyCallOptions,
  Attempt,
  AttemptContext,
  AuthProvider,
  CallArguments,
  CallResult,
  CallSettings,
  HttpRequest,
  Next,
  ResponseInfo,
} from './client-types.ts'
import {
  AbortError,
  APIError,
  apiErrorClass,
  ConnectionError,
  DriftlessError,
  type ErrorFacts,
  OutcomeUnknownError,
  TimeoutError,
  UsageError,
} from './errors.ts'
import type { Operation } from './operation.ts'
import { bodyText, contact, discard, readJson, readNothing } from './readers.ts'
import { errorCodes, parseRetryAfter, sleep, surelyNotSent } from './retry.ts'
import { chooseProviders } from './security.ts'
import type { Settings } from './settings.ts'
import { checkHeaders, writeRequest } from './write-request.ts'

/** Key under which an error keeps its operation, for `isError`. */
export const operationKey: unique symbol = /* @__PURE__ */ Symbol.for('driftless.operation')

type Changeable<T> = { -readonly [K in keyof T]: T[K] }

type Limit =
  | 'attemptTimeoutMs'
  | 'deadlineMs'
  | 'maxRetries'
  | 'maxResponseBytes'
  | 'retryBaseMs'
  | 'retryCapMs'

/**
 * Runs one call from its arguments to its result; rejects with `DriftlessError` only.
 *
 * - It is sent again only where that is safe, or where it surely was not carried out.
 * - One clock runs over all attempts and waits; nothing waits beyond the deadline.
 * - The caller's signal and the client's `close()` end it at any point.
 *
 * Its parts are functions in here and share variables, not properties: that keeps bundles small.
 */
export async function runCall<T>(
  settings: Settings,
  operation: Operation,
  args: CallArguments = {},
  options: AnyCallOptions = {},
): Promise<CallResult<T>> {
  const { id, method, read = readJson, decode, decodeError, retry } = operation
  const { defaults, lifetimes, origin, options: client } = settings
  const { fetch = globalThis.fetch } = client
  const { signal } = options
  const startedAt = performance.now()
  const elapsedMs = () => performance.now() - startedAt
  const attempts: Changeable<Attempt>[] = []
  /** What the error will carry; of the current attempt where it says something about an answer. */
  const facts: Changeable<ErrorFacts> = {
    api: defaults.api,
    operation: id,
    method,
    attempts,
    mayHaveHappened: false,
  }
  let attempt: Changeable<Attempt>
  let attemptTimeoutMs: number
  let deadlineMs: number
  let maxRetries: number
  let maxBytes: number
  let retryBaseMs: number
  let retryCapMs: number
  let providers: readonly AuthProvider[]
  /** Whether the body can be sent only once. */
  let streamed: boolean
  /** Whether the current attempt reached `fetch`. */
  let sent: boolean
  /** Whether the call outlives its result: a stream. */
  let keptOpen = false
  let stopped: DriftlessError | undefined
  let interrupt: ((error: DriftlessError) => void) | undefined

  const stop = () => {
    stopped ??= new AbortError('aborted by its signal or by close()', { cause: signal?.reason })
    interrupt?.(stopped)
  }

  /** Leaves nothing behind that could hold or stop this call. */
  const end = () => {
    signal?.removeEventListener('abort', stop)
    for (const lifetime of lifetimes) lifetime.open.delete(stop)
  }

  const limit = (name: Limit, standard: number) => {
    const value = options[name as keyof CallSettings] ?? client[name] ?? standard
    if (typeof value !== 'number' || !(value >= 0)) throw new UsageError(`${name} must be a number from 0`)
    return value
  }

  const begin = () => {
    attemptTimeoutMs = limit('attemptTimeoutMs', 30_000)
    deadlineMs = limit('deadlineMs', 120_000)
    maxRetries = limit('maxRetries', 3)
    maxBytes = limit('maxResponseBytes', 104_857_600)
    retryBaseMs = limit('retryBaseMs', 1_000)
    retryCapMs = limit('retryCapMs', 32_000)
    for (const lifetime of lifetimes) {
      if (lifetime.closed) throw new UsageError('the client is closed')
      lifetime.open.add(stop)
    }
    signal?.addEventListener('abort', stop)
    if (signal?.aborted) stop()
    if (stopped) throw stopped
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
          interrupt?.(
            new TimeoutError(`took longer than ${ms < remainingMs ? 'attemptTimeoutMs' : 'deadlineMs'}`),
          )
        },
        // Timers of the platform hold no more.
        Math.min(ms, remainingMs, 2 ** 31 - 1),
      )
      work(controller.signal)
        .finally(() => clearTimeout(timer))
        .then(resolve, reject)
    })

  /** Notes what the current attempt was answered with. */
  const answered = ({ status, headers }: Response) => {
    const requestId = headers.get('x-request-id') ?? headers.get('request-id') ?? undefined
    Object.assign(attempt, { status }, requestId && { requestId })
    Object.assign(facts, { status, headers, requestId, retryAfterMs: parseRetryAfter(headers) })
    return status
  }

  /** Authorizes and sends; follows redirects inside the origin. */
  const transmit = async (request: HttpRequest, context: AttemptContext) => {
    for (let hops = 5; ; hops--) {
      let outgoing = request
      if (request.url.startsWith(origin)) {
        for (const provider of providers) outgoing = await provider.authorize(outgoing, context)
      }
      checkHeaders(outgoing.headers)
      sent = true
      // A streamed body needs `duplex`, which the DOM's types do not know yet.
      const init = { ...outgoing, redirect: 'manual', duplex: 'half' } as RequestInit
      const answer = await contact(() => fetch(outgoing.url, init))
      // Browsers hide redirects behind status 0.
      if (!/^(0|30[12378])$/.test(`${answer.status}`)) return answer
      const keepsMethod = answered(answer) > 303 ? !streamed : /^(GET|HEAD)$/.test(method)
      discard(answer)
      const { href } = new URL(answer.headers.get('location') ?? 'hidden:', request.url)
      if (!hops || !keepsMethod || !href.startsWith(origin)) {
        throw new APIError(`redirect to ${href.split('?')[0]} not followed`)
      }
      request = { ...request, url: href }
    }
  }

  const readAnswer = async (response: Response) => {
    const status = answered(response)
    const source = {
      response,
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
    if (facts.mayHaveHappened && read === readNothing && /^DELETE4(04|10)$/.test(method + status)) {
      return discard(response)
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

  /** Sends a request once, through all middleware. */
  const send = (request: Omit<HttpRequest, 'signal'>) => {
    sent = false
    attempt = { startedMs: elapsedMs() }
    Object.assign(facts, {
      status: undefined,
      headers: undefined,
      requestId: undefined,
      retryAfterMs: undefined,
    })
    const context = { operation, attempt: attempts.push(attempt) }
    const pipeline = [...(client.middleware ?? []), client.logger].reduceRight<Next>(
      (next, around) => (around ? (outgoing) => around(outgoing, next, context) : next),
      (outgoing) => transmit(outgoing, context),
    )
    return within(attemptTimeoutMs, async (signal) => readAnswer(await pipeline({ ...request, signal })))
  }

  /** Waits until the call may be sent again. @throws the failure, where it may not. */
  const recover = async (failure: DriftlessError | undefined) => {
    const status = `${facts.status ?? 0}`
    const lost = failure instanceof ConnectionError || failure instanceof TimeoutError
    const uncertain = sent && !/^(3|4(?!08))/.test(status) && !surelyNotSent(failure?.cause)
    facts.mayHaveHappened ||= uncertain
    if (!(failure instanceof APIError)) {
      attempt.cause = `${errorCodes(failure)}` || `${failure?.name}`
      if (!lost) throw failure
    } else if (!/^(408|429|50[0234])$/.test(status)) throw failure
    if (uncertain && (streamed || !/^(safe|GET|HEAD|OPTIONS|PUT|DELETE)$/.test(retry ?? method))) {
      throw lost
        ? new OutcomeUnknownError(`outcome unknown: ${failure.message}`, { cause: failure })
        : failure
    }
    const number = attempts.length
    // Doubled each time up to the cap, three quarters of it at least.
    const { onRetry, random = Math.random, sleep: wait = sleep } = client
    const backOffMs = Math.min(retryCapMs, retryBaseMs * 2 ** (number - 1)) * (0.75 + random() / 4)
    const delayMs = facts.retryAfterMs ?? backOffMs
    if (streamed || number > maxRetries || delayMs + elapsedMs() >= deadlineMs) {
      throw Object.assign(failure, { retryable: true })
    }
    attempt.delayMs = delayMs
    onRetry?.({ ...attempt, operation, attempt: number, delayMs })
    await within(1 / 0, async (signal) => wait(delayMs, signal))
  }

  /** The error that the caller gets. */
  const describe = (error: DriftlessError | undefined) => {
    // One that belongs to an operation comes from another call, which a middleware or an auth provider made.
    const ours = error instanceof DriftlessError && !error.operation
    const Class = (ours ? error.constructor : DriftlessError) as typeof DriftlessError
    const described = new Class(`${id}: ${error?.message ?? error}`, {
      ...facts,
      elapsedMs: elapsedMs(),
      cause: ours ? error.cause : error,
      body: error?.body,
      retryable: error?.retryable,
    })
    return Object.defineProperty(described, operationKey, { value: operation })
  }

  try {
    begin()
    const request = writeRequest(settings, operation, args, options)
    facts.url = request.url.split('?')[0]
    streamed = request.body instanceof ReadableStream
    providers = chooseProviders(settings, operation, request.headers)
    for (;;) {
      try {
        const data = (await send(request)) as T
        const { status, headers, url, requestId } = facts as Required<ErrorFacts>
        return {
          data,
          response: { status, headers, url } as ResponseInfo,
          attempts,
          requestId,
          elapsedMs: elapsedMs(),
        }
      } catch (error) {
        await recover(error as DriftlessError)
      }
    }
  } catch (error) {
    throw describe(error as DriftlessError)
  } finally {
    if (!keptOpen) end()
  }
}
