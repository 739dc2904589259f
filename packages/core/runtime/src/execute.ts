import { Call } from './call.ts'
import {
  APIError,
  apiErrorClass,
  ConnectionError,
  type DriftlessError,
  OutcomeUnknownError,
  TimeoutError,
} from './errors.ts'
import type {
  AnyCallOptions,
  AuthProvider,
  CallArguments,
  CallResult,
  HttpRequest,
  Operation,
} from './operation.ts'
import { readJson, readNothing } from './readers.ts'
import { LimitedResponse } from './response-source.ts'
import { backOffMs, errorCode, parseRetryAfter, sleep, surelyNotSent } from './retry.ts'
import { chooseProviders } from './security.ts'
import type { Settings } from './settings.ts'
import { pipeline } from './transmit.ts'
import { writeRequest } from './write-request.ts'

type SharedRequest = Omit<HttpRequest, 'signal'>

/** Body of an error: JSON if it is, else its text; an unreadable one is no reason to hide the status. */
async function readErrorBody(operation: Operation, source: LimitedResponse): Promise<unknown> {
  const text = await source.text().catch(() => '')
  let body: unknown = text || undefined
  try {
    body = JSON.parse(text)
  } catch {
    return body
  }
  return operation.decodeError ? operation.decodeError(body, source.status) : body
}

async function runAttempt(
  call: Call,
  providers: readonly AuthProvider[],
  request: HttpRequest,
): Promise<unknown> {
  const { operation } = call
  const { read = readJson, decode } = operation
  const response = await pipeline(call, providers, { operation, attempt: call.attempts.length })(request)
  call.answered(response)
  const { status } = response
  const source = new LimitedResponse(response, call.limits.maxResponseBytes, () => call.keep())
  if (status >= 200 && status < 300) {
    const body = await read(source)
    return decode ? decode(body) : body
  }
  // An earlier attempt has deleted it, as far as anybody can tell.
  if (
    operation.method === 'DELETE' &&
    (status === 404 || status === 410) &&
    call.mayHaveHappened &&
    read === readNothing
  ) {
    return readNothing(source)
  }
  throw new (apiErrorClass(status))(`the server answered ${status}`, {
    body: await readErrorBody(operation, source),
  })
}

function isSafe({ retry, method }: Operation): boolean {
  return retry ? retry === 'safe' : /^(GET|HEAD|OPTIONS|PUT|DELETE)$/.test(method)
}

/** Waits until the call may be sent again. @throws the failure, where it may not. */
async function recover(call: Call, failure: DriftlessError, streamed: boolean): Promise<void> {
  const { attempts, limits, operation, response } = call
  const { options } = call.settings
  const attempt = attempts.at(-1) as (typeof attempts)[number]
  const status = response?.status ?? 0
  const refused = status >= 300 && status < 500 && status !== 408
  const uncertain = call.sent && !refused && !surelyNotSent(failure?.cause)
  call.mayHaveHappened ||= uncertain
  const cause = failure instanceof APIError ? undefined : (errorCode(failure?.cause) ?? failure?.name)
  if (cause !== undefined) attempt.cause = cause

  const lost = failure instanceof ConnectionError || failure instanceof TimeoutError
  const transient = lost || (failure instanceof APIError && [408, 429, 500, 502, 503, 504].includes(status))
  if (!transient) throw failure
  if (uncertain && (streamed || !isSafe(operation))) {
    if (!lost) throw failure
    throw new OutcomeUnknownError(`contact was lost after sending: ${failure.message}`, { cause: failure })
  }
  const delayMs =
    (response && parseRetryAfter(response.headers)) ?? backOffMs(attempts.length, limits, options.random)
  if (streamed || attempts.length > limits.maxRetries || delayMs >= call.remainingMs()) {
    throw Object.assign(failure, { retryable: true })
  }
  attempt.delayMs = delayMs
  options.onRetry?.({ operation, attempt: attempts.length, delayMs, ...(cause ? { cause } : { status }) })
  await call.within(Number.POSITIVE_INFINITY, async (signal) => (options.sleep ?? sleep)(delayMs, signal))
}

async function runAttempts<T>(
  call: Call,
  providers: readonly AuthProvider[],
  request: SharedRequest,
): Promise<CallResult<T>> {
  for (;;) {
    call.begin()
    try {
      const data = await call.within(call.limits.attemptTimeoutMs, (signal) =>
        runAttempt(call, providers, { ...request, signal }),
      )
      return call.result(data as T)
    } catch (error) {
      await recover(call, error as DriftlessError, request.body instanceof ReadableStream)
    }
  }
}

/** Runs an operation from its arguments to its result. Rejects with `DriftlessError` only. */
export async function execute<T>(
  settings: Settings,
  operation: Operation,
  args: CallArguments = {},
  options: AnyCallOptions = {},
): Promise<CallResult<T>> {
  const call = new Call(settings, operation)
  try {
    call.start(options)
    const request = writeRequest(settings, operation, args, options)
    call.url = request.url.replace(/\?.*/s, '')
    const providers = chooseProviders(settings, operation, request.headers)
    return await runAttempts(call, providers, request)
  } catch (error) {
    throw call.describe(error)
  } finally {
    if (!call.kept) call.finish()
  }
}
