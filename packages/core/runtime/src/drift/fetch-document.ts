import { DriftError } from './drift-error.ts'
import { isRecord, type JsonRecord, own } from './tree.ts'

export interface FetchOptions {
  readonly headers: Readonly<Record<string, string>>
  /** Milliseconds for headers and body together. */
  readonly timeoutMs: number
  readonly maxBytes: number
}

export interface FetchedDocument {
  readonly url: string
  readonly json: JsonRecord
}

const maxRedirects = 5

/**
 * Fetches an OpenAPI 3 document in JSON from the first of some URLs that has one.
 *
 * @throws DriftError that says what was answered instead, and what to do
 */
export async function fetchDocument(urls: readonly URL[], options: FetchOptions): Promise<FetchedDocument> {
  const problems: DriftError[] = []
  for (const url of urls) {
    try {
      return { url: shown(url), json: await fetchFrom(url, options) }
    } catch (error) {
      if (!(error instanceof DriftError) || error.kind !== 'elsewhere') throw error
      problems.push(error)
    }
  }
  const messages = [...new Set(problems.map(({ message }) => message))].join(' ')
  throw new DriftError(`${messages} Name the URL of the server's OpenAPI document with --server.`, 'failed')
}

async function fetchFrom(url: URL, options: FetchOptions): Promise<JsonRecord> {
  const signal = AbortSignal.timeout(options.timeoutMs)
  try {
    const response = await follow(url, options, signal)
    if (!response.ok) {
      await response.body?.cancel()
      throw refused(url, response.status)
    }
    const text = await readText(response, url, options.maxBytes)
    return parse(text, url, response.headers.get('content-type') ?? '')
  } catch (error) {
    if (error instanceof DriftError) throw error
    const reason = signal.aborted ? `no whole answer within ${options.timeoutMs / 1_000} s` : causeOf(error)
    throw new DriftError(`${shown(url)} cannot be fetched: ${reason}.`, 'failed')
  }
}

function refused(url: URL, status: number): DriftError {
  const answered = `${shown(url)} answered ${status}`
  if (status === 401 || status === 403) {
    return new DriftError(`${answered}; send what it wants with --header "Name: value".`, 'failed')
  }
  return new DriftError(`${answered}, and not with a document.`, status >= 500 ? 'failed' : 'elsewhere')
}

/** Follows redirects within the origin only: credentials go nowhere else. */
async function follow(from: URL, { headers }: FetchOptions, signal: AbortSignal): Promise<Response> {
  let url = from
  for (let redirects = 0; ; redirects += 1) {
    const accept = 'application/json, */*;q=0.5'
    const response = await fetch(url, { headers: { accept, ...headers }, redirect: 'manual', signal })
    const location = response.headers.get('location')
    if (response.status < 300 || response.status > 399 || location === null) return response
    await response.body?.cancel()
    const target = new URL(location, url)
    if (target.origin !== url.origin) {
      const what = `${shown(url)} redirects to ${shown(target)}, another origin`
      throw new DriftError(`${what}; name it with --server if it is meant.`, 'failed')
    }
    if (redirects === maxRedirects) {
      throw new DriftError(`${shown(from)} redirects more than ${maxRedirects} times.`, 'failed')
    }
    url = target
  }
}

async function readText(response: Response, url: URL, maxBytes: number): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  let size = 0
  const reader = response.body?.getReader()
  for (let part = await reader?.read(); part?.value !== undefined; part = await reader?.read()) {
    size += part.value.byteLength
    if (size > maxBytes) {
      await reader?.cancel()
      throw new DriftError(
        `${shown(url)} answered more than ${maxBytes} bytes, the most that is read.`,
        'failed',
      )
    }
    text += decoder.decode(part.value, { stream: true })
  }
  return text + decoder.decode()
}

function parse(text: string, url: URL, contentType: string): JsonRecord {
  const json = parseJson(text)
  if (json === undefined) {
    if (/^\s*</.test(text)) throw new DriftError(`${shown(url)} answered an HTML page.`, 'elsewhere')
    if (/yaml/i.test(contentType) || /^(?:openapi|swagger)\s*:/m.test(text)) {
      const advice = "name the URL of the same document in JSON, often the one that ends in '.json'"
      throw new DriftError(`${shown(url)} answered YAML, and only JSON is read here; ${advice}.`, 'failed')
    }
    throw new DriftError(`${shown(url)} answered no JSON.`, 'elsewhere')
  }
  if (isRecord(json) && own(json, 'swagger') !== undefined) {
    const advice = 'compare with `driftless check`, or ask the server for OpenAPI 3'
    throw new DriftError(
      `${shown(url)} answered Swagger 2.0, and OpenAPI 3 is read here; ${advice}.`,
      'failed',
    )
  }
  if (!isRecord(json) || !/^3\./.test(String(own(json, 'openapi')))) {
    throw new DriftError(`${shown(url)} answered JSON that is no OpenAPI 3 document.`, 'elsewhere')
  }
  return json
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ''))
  } catch {
    return undefined
  }
}

/** A URL as messages may show it: keys stand in queries. */
function shown(url: URL): string {
  return url.origin + url.pathname
}

function causeOf(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error
  const code = typeof cause === 'object' && cause !== null && 'code' in cause ? cause.code : undefined
  if (code === 'ECONNREFUSED') return 'connection refused'
  if (code === 'ENOTFOUND') return 'its host is not known'
  return cause instanceof Error && cause.message !== '' ? cause.message : String(code ?? cause)
}
