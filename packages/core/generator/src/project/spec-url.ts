import type { ServerConfig, StartedServer } from '../config.ts'
import { ProjectError } from './errors.ts'

/** Where a document is fetched, and what is sent along. */
export interface SpecRequest {
  /** Without credentials. */
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
}

/** What a request for a server's document depends on. */
export type SpecPlace = Pick<StartedServer, 'specPath' | 'headers'>

/** Where a server has its document. */
export function specPlace(server: ServerConfig): SpecPlace {
  return 'url' in server ? { ...server, specPath: new URL(server.url).pathname } : server
}

/** The environment variable that names a running server of an API: `my-api` → `MY_API_URL`. */
export function urlVariable(api: string): string {
  return `${api.toUpperCase().replace(/[^A-Z0-9]+/g, '_')}_URL`
}

/**
 * Where the document is, given what a person wrote: the URL of the document itself, or the base URL of the server,
 * with or without the API's path prefix.
 *
 * @param pathPrefix such as `/api/v1`
 * @throws ProjectError where the text is no http(s) URL
 */
export function specRequest(
  text: string,
  server: SpecPlace | undefined,
  pathPrefix: string = '',
  environment: NodeJS.ProcessEnv = process.env,
): SpecRequest {
  const url = parseUrl(text)
  const headers: Record<string, string> = {}
  if (url.username !== '' || url.password !== '') {
    headers.authorization = `Basic ${Buffer.from(credentialsOf(url)).toString('base64')}`
    url.username = ''
    url.password = ''
  }
  for (const [name, value] of Object.entries(server?.headers ?? {})) {
    headers[name.toLowerCase()] = fillVariables(value, name, environment)
  }
  if (server !== undefined && !namesDocument(url, server.specPath)) {
    url.pathname = joinPaths(url.pathname, server.specPath, pathPrefix)
  }
  return { url, headers }
}

/** Whether a source is fetched, and not read. */
export function isUrl(source: string): boolean {
  return /^https?:\/\//i.test(source)
}

/**
 * Reads an http(s) URL.
 *
 * @param giver flag or variable that the text came from, for the message
 * @throws ProjectError
 */
export function parseUrl(text: string, giver?: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return url
  const from = giver === undefined ? '' : `${giver}: `
  throw new ProjectError(`${from}${JSON.stringify(text)} is not a URL that starts with http:// or https://.`)
}

function credentialsOf(url: URL): string {
  try {
    return `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`
  } catch {
    throw new ProjectError(
      `The credentials in the URL of ${url.host} are not percent-encoded; write % as %25.`,
    )
  }
}

function namesDocument(url: URL, specPath: string): boolean {
  return url.pathname.endsWith(specPath) || /\.(json|ya?ml)$/i.test(url.pathname)
}

function joinPaths(base: string, specPath: string, pathPrefix: string): string {
  const bare = base.replace(/\/+$/, '')
  const repeated = pathPrefix !== '' && bare.endsWith(pathPrefix) && specPath.startsWith(`${pathPrefix}/`)
  return (repeated ? bare.slice(0, -pathPrefix.length) : bare) + specPath
}

/** Replaces `${NAME}` by the environment's value, so that no secret stands in a config. */
function fillVariables(value: string, header: string, environment: NodeJS.ProcessEnv): string {
  return value.replace(/\$\{(\w+)\}/g, (_whole, name: string) => {
    const filled = environment[name]
    if (filled === undefined) {
      throw new ProjectError(
        `The header ${header} needs the environment variable ${name}; set it and try again.`,
      )
    }
    return filled
  })
}
