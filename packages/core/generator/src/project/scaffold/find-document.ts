import { messageOf, ProjectError } from '../errors.ts'
import { fetchSpec, shownUrl } from '../fetch-spec.ts'
import type { SourceText } from '../pipeline.ts'
import { parseUrl, specRequest } from '../spec-url.ts'

/** Where frameworks put their documents; the first ones that most do. */
const usualPaths: readonly string[] = [
  '/openapi.json',
  '/openapi.yaml',
  '/v3/api-docs',
  '/api-json',
  '/swagger.json',
  '/v2/swagger.json',
  '/swagger/doc.json',
  '/swagger/v1/swagger.json',
  '/api/openapi.json',
  '/api/v1/openapi.json',
  '/docs/openapi.json',
  '/api/docs-json',
  '/docs-json',
]

/** A document that was fetched, and the URL that it was found at. */
export interface FoundDocument {
  readonly source: SourceText
  readonly url: string
}

/**
 * Fetches the document at a URL; where there is none, looks where frameworks put theirs on that server.
 *
 * @param text URL of a document or of a server
 * @param headers sent with each request; `${NAME}` stands for a variable of the environment
 * @param flag that the text came from
 * @throws ProjectError that lists what was tried
 */
export async function findDocument(
  text: string,
  signal?: AbortSignal,
  headers: Readonly<Record<string, string>> = {},
  flag: '--url' | '--server' = '--url',
): Promise<FoundDocument> {
  const given = parseUrl(text, flag)
  const first = await tryUrl(text, headers, signal)
  if (typeof first !== 'string') return first
  refuseAbsent(first)
  const base = given.pathname.replace(/\/+$/, '')
  const candidates = [...new Set([...usualPaths.map((path) => base + path), ...usualPaths])]
  for (const path of candidates) {
    const url = new URL(given)
    url.pathname = path
    url.search = ''
    const found = await tryUrl(url.href, headers, signal)
    if (typeof found !== 'string') return found
    refuseAbsent(found)
  }
  const tried = candidates.slice(0, 4).join(', ')
  throw new ProjectError(
    `${first}\n${shownUrl(given)} offers no OpenAPI document at ${tried} or the like either; name the document's own URL.`,
  )
}

/** The document at a URL, or why there is none. */
async function tryUrl(
  text: string,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal | undefined,
): Promise<FoundDocument | string> {
  const request = specRequest(text, { specPath: new URL(text).pathname, headers })
  try {
    const source = await fetchSpec(request, signal)
    // Loaded late: a quick check reads no YAML.
    const { loadText } = await import('../../document/load.ts')
    const { json } = loadText(source.text, source.file)
    if (!('openapi' in json || 'swagger' in json))
      return `${source.file} holds no OpenAPI document: it says neither openapi nor swagger.`
    const url = new URL(text)
    url.username = ''
    url.password = ''
    return { source, url: url.href }
  } catch (error) {
    signal?.throwIfAborted()
    return messageOf(error)
  }
}

/** A server that is not there, or wants credentials, is not asked a dozen times more. @throws ProjectError */
function refuseAbsent(reason: string): void {
  if (/ answered 40[13];/.test(reason)) throw new ProjectError(reason)
  if (/connection refused|no whole answer|ENOTFOUND/.test(reason)) throw new ProjectError(reason)
}
