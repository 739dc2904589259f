import { messageOf, ProjectError } from './errors.ts'
import type { SourceText } from './pipeline.ts'
import type { SpecRequest } from './spec-url.ts'

export interface FetchLimits {
  /** Milliseconds for headers and body together. */
  readonly timeoutMs: number
  readonly maxBytes: number
  readonly maxRedirects: number
}

export const defaultFetchLimits: FetchLimits = {
  timeoutMs: 60_000,
  maxBytes: 64 * 1024 * 1024,
  maxRedirects: 5,
}

/**
 * Fetches a document as text; whether it is one is for the caller to find out. Follows redirects within the origin
 * only: neither our headers nor our trust go elsewhere.
 *
 * @throws ProjectError that names the URL and what was answered instead
 */
export async function fetchSpec(
  request: SpecRequest,
  signal?: AbortSignal,
  limits: FetchLimits = defaultFetchLimits,
): Promise<SourceText> {
  const timeout = AbortSignal.timeout(limits.timeoutMs)
  const either = signal ? AbortSignal.any([signal, timeout]) : timeout
  try {
    const response = await follow(request, either, limits)
    checkAnswer(response, request.url)
    return { text: await readText(response, request.url, limits.maxBytes), file: shownUrl(request.url) }
  } catch (error) {
    if (error instanceof ProjectError) throw error
    signal?.throwIfAborted()
    const reason = timeout.aborted ? `no whole answer within ${limits.timeoutMs} ms` : causeOf(error)
    throw new ProjectError(`${shownUrl(request.url)} cannot be fetched: ${reason}.`)
  }
}

/** A URL as messages may show it: no credentials, no query (keys stand there). */
export function shownUrl(url: URL): string {
  return url.origin + url.pathname
}

async function follow(request: SpecRequest, signal: AbortSignal, limits: FetchLimits): Promise<Response> {
  const accept = 'application/json, application/yaml;q=0.9, */*;q=0.5'
  let url = request.url
  for (let redirects = 0; ; redirects += 1) {
    const response = await fetch(url, {
      headers: { accept, ...request.headers },
      redirect: 'manual',
      signal,
    })
    const location = response.headers.get('location')
    if (response.status < 300 || response.status > 399 || location === null) return response
    await response.body?.cancel()
    const target = new URL(location, url)
    if (target.origin !== url.origin) {
      throw new ProjectError(
        `${shownUrl(url)} redirects to ${shownUrl(target)}, another origin; name it with --url if it is meant.`,
      )
    }
    if (redirects === limits.maxRedirects) {
      throw new ProjectError(`${shownUrl(request.url)} redirects more than ${limits.maxRedirects} times.`)
    }
    url = target
  }
}

function checkAnswer(response: Response, url: URL): void {
  const shown = shownUrl(url)
  if (response.status === 401 || response.status === 403) {
    throw new ProjectError(
      `${shown} answered ${response.status}; set the headers it wants with --header 'Name: \${VARIABLE}', or as server.headers in the API's config.`,
    )
  }
  if (response.status !== 200) {
    throw new ProjectError(`${shown} answered ${response.status}, not 200; is it the document's URL?`)
  }
  const type = response.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase()
  const readable =
    type === undefined ||
    /[/+](json|yaml|x-yaml)$|^text\/(plain|yaml|x-yaml)$|^application\/(octet-stream|vnd\.oai\.openapi)/.test(
      type,
    )
  if (readable) return
  const what = type === 'text/html' ? 'an HTML page' : `content of type ${type}`
  throw new ProjectError(`${shown} answered ${what}, not an OpenAPI document in JSON or YAML.`)
}

async function readText(response: Response, url: URL, maxBytes: number): Promise<string> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength
    if (size > maxBytes) {
      throw new ProjectError(`${shownUrl(url)} answered more than ${maxBytes} bytes, the most that is read.`)
    }
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString()
}

function causeOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined
  if (cause instanceof Error && 'code' in cause && cause.code === 'ECONNREFUSED') return 'connection refused'
  return messageOf(cause ?? error)
}
