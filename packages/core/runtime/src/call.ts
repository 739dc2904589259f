import { parseUrl } from './base-url.ts'
import type {
  AnyCallOptions,
  Attempt,
  AttemptContext,
  AuthProvider,
  CallArguments,
  CallResult,
  Changeable,
  ClientDefaults,
  ClientOptions,
  HttpRequest,
  Next,
} from './client-types.ts'
import { type CallError, errorOf, hidden, kindOfStatus, usageError } from './errors.ts'
import { type Limits, standardLimits } from './limits.ts'
import type { OpenCalls } from './open-calls.ts'
import type { Operation } from './operation.ts'
import { merge } from './parameters.ts'
import { discard, loseContact, readJson } from './readers.ts'
import { errorCodes, isUnsent, repeatable, retryAfterMs } from './retry.ts'
import { checkHeaders, writeRequest } from './write-request.ts'

/** The retry budget of each origin. */
const budgets: Record<string, number> = {}

/**
 * Runs one call from its arguments to its result; rejects with `DriftlessError`s only.
 *
 * - It is sent again only where that is safe, or where it surely was not carried out.
 * - One clock runs over all attempts and waits; nothing waits beyond the deadline.
 * - The caller's signal and the client's `close()` end it at any point.
 * - Its steps are functions in here and share variables, not properties: that keeps bundles small.
 */
export async function runCall<T>(
  base: string,
  origin: string,
  client: ClientOptions,
  defaults: ClientDefaults,
  open: OpenCalls,
  operation: Operation,
  args: CallArguments = {},
  options: AnyCallOptions = {},
): Promise<CallResult<T>> {
  const { id, method, read = readJson } = operation
  const { signal } = options
  const limits = merge(standardLimits, client, options) as Limits
  const startedAt = performance.now()
  const elapsed = () => performance.now() - startedAt
  const attempts: Attempt[] = []
  let mayHaveHappened = false
  let provider: AuthProvider | undefined
  /** Whether the provider has been asked about a 401. */
  let asked = 0
  const budget: Record<string, number> = client.retryBudget === false ? { [origin]: -1 / 0 } : budgets
  let url: string | undefined
  /** Sent with every attempt, where the operation takes one. */
  let idempotencyKey: string | undefined
  /** Whether the body can be sent only once. */
  let streamed: boolean
  /** The current attempt once there is one, whether it may have reached the server, and its last answer. */
  let attempt!: Changeable<Attempt>
  let context: AttemptContext
  let sent: boolean
  let answer: Response | undefined
  /** Why the call was stopped from outside. */
  let stopped: CallError | undefined
  let interrupt: ((error: unknown) => void) | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  /** Whether the call outlives its result: a stream. */
  let keptOpen = false

  const stop = () => {
    stopped ??= errorOf('Abort', 'aborted', { cause: signal?.reason })
    interrupt?.(stopped)
  }

  /** Leaves nothing behind that could hold or stop this call. */
  const end = () => {
    signal?.removeEventListener('abort', stop)
    open.delete(stop)
  }

  /**
   * Does work until it ends, `ms` or the deadline have passed, or the call is stopped; without work, waits for `ms`.
   * The work is told through its signal; whether it listens or not, the returned promise settles. Work that fails
   * is told too: a body that nobody has read ends.
   */
  const within = <R>(ms: number, work?: (signal: AbortSignal) => Promise<R>) =>
    new Promise<R | undefined>((resolve, reject) => {
      if (stopped) throw stopped
      const controller = new AbortController()
      const remainingMs = limits.deadlineMs - elapsed()
      interrupt = (error) => {
        reject(error)
        controller.abort(error)
      }
      const expire = () =>
        interrupt?.(errorOf('Timeout', `over ${ms < remainingMs ? 'attemptTimeoutMs' : 'deadlineMs'}`))
      if (remainingMs < 0) return expire()
      clearTimeout(timer)
      // Timers of the platform hold no more.
      timer = setTimeout((work ? expire : resolve) as () => void, Math.min(ms, remainingMs, 2e9))
      work?.(controller.signal).then(resolve, interrupt)
    })

  /** Takes an answer; one for which nobody waits any more is not taken for that of a later attempt. */
  const take = (response: Response, waiting: AbortSignal) => {
    if (waiting.aborted) discard(response)
    waiting.throwIfAborted()
    answer = response
    const { status, headers } = response
    attempt.status = status
    attempt.requestId = headers.get('x-request-id') ?? headers.get('request-id') ?? undefined
    return response
  }

  /** Authorizes and sends; follows redirects inside the origin. */
  const transmit = async (request: HttpRequest, waiting: AbortSignal) => {
    for (let hops = 5; ; hops--) {
      const signed =
        provider && request.url.startsWith(origin) && (await provider.authorize(request, context))
      const outgoing = signed || request
      checkHeaders(outgoing.headers)
      // Whoever waited for a slow provider or middleware has been told that nothing was sent.
      waiting.throwIfAborted()
      const sentBefore = sent
      sent = true
      answer = undefined
      // A streamed body needs `duplex`, which the DOM's types do not know yet.
      const response = await (client.fetch ?? fetch)(outgoing.url, {
        ...outgoing,
        redirect: 'manual',
        duplex: 'half',
      } as RequestInit).catch((cause) => {
        waiting.throwIfAborted()
        sent = sentBefore || !isUnsent(cause)
        return loseContact(cause)
      })
      const { status } = take(response, waiting)
      const again =
        status === 401 &&
        signed &&
        !asked++ &&
        (await provider?.recover?.(response, context, outgoing)) &&
        !streamed
      if (!again) {
        const isFollowed = hops && !streamed && /^30([78]|[123](GET|HEAD))/.test(status + method)
        const url = isFollowed ? parseUrl(response.headers.get('location') ?? 'no:', request.url).href : ''
        if (!url.startsWith(origin)) return response
        request = { ...request, url }
      }
      // The provider may have taken longer than the attempt: then this is nothing to a later one.
      discard(take(response, waiting))
      sent = !again
    }
  }

  const readAnswer = async (response: Response) => {
    const { status } = response
    const source = {
      response,
      maxResponseBytes: limits.maxResponseBytes,
      keepOpen: () => {
        keptOpen = true
        return end
      },
    }
    if (response.ok || (mayHaveHappened && operation.done?.includes(status))) {
      return (operation.decode ?? ((body) => body))(await read(source))
    }
    // What is not JSON is kept as text; an unreadable body is no reason to hide the status.
    let body = await readJson(source).catch((error: CallError) => error.body || undefined)
    const said = body ? `: ${JSON.stringify(body).slice(0, 200)}` : ''
    try {
      body = operation.decodeError?.(body, status) ?? body
    } catch {}
    throw errorOf(kindOfStatus(status), `status ${status || '0: redirect'}${said}`, { body })
  }

  /** What results and errors tell alike. */
  const facts = () => ({ attempts, requestId: attempt?.requestId, idempotencyKey, elapsedMs: elapsed() })

  /** What was thrown, as an error of this call; one that belongs to an operation comes from another call. */
  const ownError = (error: CallError | undefined) =>
    error?.[hidden] && !error.operation
      ? error
      : // What fails before it is sent, such as writing a body, is wrong in the arguments.
        errorOf(attempt ? 'Driftless' : 'Usage', `${error?.message ?? error}`, { cause: error })

  try {
    for (const name in standardLimits) {
      const value = limits[name as keyof Limits]
      // They differ for text, for NaN and for what is below 0.
      if (value !== Math.abs(value)) throw usageError(`${name} must be a number >= 0`)
    }
    if (signal?.aborted) stop()
    signal?.addEventListener('abort', stop)
    open.add(stop)
    const request = writeRequest(base, client, operation, args, options)
    url = request.url.split('?')[0] as string
    streamed = request.body instanceof ReadableStream
    idempotencyKey = operation.keyed?.(operation, client, options, request.headers)
    // Whoever gave one relies on it.
    if (idempotencyKey === '' || (options.idempotencyKey && !idempotencyKey)) {
      throw usageError('idempotencyKey empty or not taken')
    }
    provider = (defaults.security?.(operation, client.auth, request.headers) ?? client.auth) as
      | AuthProvider
      | undefined
    budget[origin] ??= 0
    for (;;) {
      sent = false
      answer = undefined as Response | undefined
      attempt = { startedMs: elapsed() }
      context = { operation, base, attempt: attempts.push(attempt) }
      try {
        const data = (await within(limits.attemptTimeoutMs, async (waiting) => {
          const pipeline = (client.middleware ?? []).reduceRight<Next>(
            (next, around) => (outgoing) => around(outgoing, next, context),
            (outgoing) => transmit(outgoing, waiting),
          )
          // A middleware may have made it.
          return readAnswer(take(await pipeline({ ...request, signal: waiting }), waiting))
        })) as T
        const { status, headers } = answer as unknown as Response
        if ((budget[origin] as number) > 0) (budget[origin] as number) -= 0.5
        return { data, response: { status, headers, url: url as string }, ...facts() }
      } catch (error) {
        let failure = ownError(error as CallError)
        const outcome = `${failure[hidden].kind} ${answer?.status}`
        const lost = /^(Conn|Time)/.test(outcome)
        // To be sent elsewhere by another method, as after 303, means that it was carried out.
        const uncertain = sent && !/ (30[478]|4(?!08))/.test(outcome)
        mayHaveHappened ||= uncertain
        attempt.cause = errorCodes(failure).join() || failure.name
        if (!lost && !/^API.* (408|429|50[0234])$/.test(outcome)) throw failure
        const isSafe = !streamed && repeatable.test(operation.retry ?? method)
        if (!isSafe) {
          if (lost && mayHaveHappened) {
            failure = errorOf('OutcomeUnknown', failure.message, { cause: failure })
          }
          if (uncertain && !idempotencyKey) throw failure
        }
        // Doubled each time up to the cap, three quarters of it at least.
        const backOffMs =
          Math.min(limits.retryCapMs, (limits.retryBaseMs * 2 ** attempts.length) / 2) *
          (1 - Math.random() / 4)
        const delayMs = retryAfterMs(answer?.headers) ?? backOffMs

        if (
          attempts.length > (streamed ? 0 : limits.maxRetries) ||
          delayMs >= limits.deadlineMs - elapsed() ||
          (budget[origin] as number) > 99
        ) {
          ;(failure as Changeable<CallError>).retryable = true
          throw failure
        }
        ;(budget[origin] as number)++
        attempt.delayMs = delayMs
        client.onRetry?.({ ...(attempt as Attempt & { delayMs: number }), ...context })
        await within(delayMs)
      }
    }
  } catch (thrown) {
    const error = ownError(thrown as CallError)
    keptOpen = false
    error[hidden].constant = operation
    Object.assign(error, {
      message: `${id}: ${error.message}`,
      api: defaults.api,
      version: defaults.version,
      operation: id,
      method,
      url,
      status: answer?.status,
      headers: answer?.headers,
      retryAfterMs: retryAfterMs(answer?.headers),
      mayHaveHappened,
      ...facts(),
    })
    // Its first line is the message, and the name, which was not known yet when it was made.
    Error.captureStackTrace?.(error)
    throw error
  } finally {
    clearTimeout(timer)
    if (!keptOpen) end()
  }
}
