import { ConnectionError, StepflowApi, type StepflowApiOptions, TimeoutError } from 'stepflow-api'
import { toldError } from './calls.ts'
import { AbortedError, NotAStepflowServerError, StepflowClientError } from './errors.ts'

/** How to reach the server: credentials, times, retries. */
export interface ConnectOptions extends Omit<StepflowApiOptions, 'baseUrl'> {
  /** Ends the attempt to connect. */
  readonly signal?: AbortSignal | undefined
}

/** A server that was found to be a Stepflow server. */
export interface Connection {
  readonly api: StepflowApi
  /** Root of the API, path prefix included. */
  readonly url: string
}

/**
 * Finds out whether a Stepflow server answers. Asks once: who starts the server waits for it.
 *
 * @throws StepflowClientError if the URL cannot be that of a server
 * @throws NotAStepflowServerError if something else answers
 * @throws RequestError if nothing answers
 */
export async function connect(
  baseUrl: string | URL | undefined,
  options: ConnectOptions,
): Promise<Connection> {
  const { signal, ...clientOptions } = options
  const url = baseUrl === undefined ? undefined : checkUrl(String(baseUrl))
  const where = url ?? 'the URL in STEPFLOW_URL'
  const api = await attempt(where, async () => new StepflowApi({ ...clientOptions, baseUrl: url }))
  try {
    const call = { signal, maxRetries: 0 }
    // Other servers are healthy too, but have no components.
    const [{ data: health, response }, { components }] = await attempt(where, () =>
      Promise.all([
        api.health.check(undefined, call).withResponse(),
        api.components.list({ includeSchemas: false }, call),
      ]),
    )
    if (typeof health?.version !== 'string' || !Array.isArray(components)) {
      throw new NotAStepflowServerError(`${where} answers, but not as a Stepflow server does`)
    }
    return { api, url: response.url.replace(/\/health$/, '') }
  } catch (error) {
    api.close()
    throw error
  }
}

async function attempt<T>(where: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (cause) {
    throw connectError(where, toldError({ to: `connect to ${where}` }, cause))
  }
}

function connectError(where: string, error: StepflowClientError): StepflowClientError {
  const { cause, status = 0 } = error
  const isSilent = cause instanceof ConnectionError || cause instanceof TimeoutError
  const mayBeStepflow = [401, 403, 408, 429].includes(status) || status >= 500
  if (error instanceof AbortedError || isSilent || mayBeStepflow || !(cause instanceof Error)) return error
  if (status === 0 && cause.name === 'UsageError') return error
  const message = `${where} is no Stepflow server: ${cause.message}; check the URL`
  return new NotAStepflowServerError(message, { cause, status: error.status })
}

function checkUrl(text: string): string {
  const { protocol, username, password, search, hash } = URL.canParse(text)
    ? new URL(text)
    : ({} as Partial<URL>)
  if (/^https?:$/.test(protocol ?? '') && !username && !password && !search && !hash) {
    return text.replace(/\/+$/, '')
  }
  // One with more than an address may hold a secret.
  const name = /[@?#]/.test(text) ? 'the given URL' : JSON.stringify(text)
  throw new StepflowClientError(
    `${name} is no base URL; give http(s)://host, without user, query and fragment`,
  )
}
