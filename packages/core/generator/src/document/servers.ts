import type { Notice } from '../model/types.ts'
import { isArray, isObject, own } from './plain.ts'
import { toPointer } from './pointer.ts'
import { isPrivateHost } from './private-host.ts'
import { httpMethods } from './shapes.ts'
import type { Json, JsonObject } from './types.ts'

/**
 * Takes the addresses of the machine that a document was fetched from out of it: a URL with a loopback or private
 * host keeps only its path (`http://localhost:40123/api/v1` becomes `/api/v1`). Servers that have no path are
 * dropped; URLs of OAuth flows and of OpenID Connect that have none stay. The same document fetched twice, from two ports,
 * is then the same text.
 */
export function removeEnvironment(json: JsonObject): { json: JsonObject; notices: readonly Notice[] } {
  const notices: Notice[] = []
  let cleaned = cleanServers(json, [], notices)
  const paths = own(cleaned, 'paths')
  if (isObject(paths)) {
    const items = Object.entries(paths).map(([path, item]) => [
      path,
      cleanPathItem(item, ['paths', path], notices),
    ])
    cleaned = { ...cleaned, paths: Object.fromEntries(items) as JsonObject }
  }
  const components = own(cleaned, 'components')
  const schemes = own(components, 'securitySchemes')
  if (isObject(components) && isObject(schemes)) {
    const securitySchemes = Object.fromEntries(
      Object.entries(schemes).map(([name, scheme]) => [name, cleanUrls(scheme, 3)]),
    )
    cleaned = { ...cleaned, components: { ...components, securitySchemes } }
  }
  return { json: cleaned, notices }
}

const urlFields = ['authorizationUrl', 'tokenUrl', 'refreshUrl', 'openIdConnectUrl']

/** Cleans the URLs of a security scheme, which stand at most `levels` deep in it. */
function cleanUrls(value: Json, levels: number): Json {
  if (!isObject(value) || levels === 0) return value
  const entries = Object.entries(value).map(([key, member]): [string, Json] => {
    const url = urlFields.includes(key) && typeof member === 'string' ? localPath(member) : undefined
    return [key, url === undefined || url === '' ? cleanUrls(member, levels - 1) : url]
  })
  return Object.fromEntries(entries)
}

function cleanPathItem(item: Json, keys: readonly string[], notices: Notice[]): Json {
  if (!isObject(item)) return item
  const cleaned = cleanServers(item, keys, notices)
  const entries = Object.entries(cleaned).map(([key, value]): [string, Json] =>
    httpMethods.includes(key) && isObject(value)
      ? [key, cleanServers(value, [...keys, key], notices)]
      : [key, value],
  )
  return Object.fromEntries(entries)
}

function cleanServers(holder: JsonObject, keys: readonly string[], notices: Notice[]): JsonObject {
  const servers = own(holder, 'servers')
  if (!isArray(servers)) return holder
  const kept: Json[] = []
  const urls = new Set<string>()
  for (const [index, server] of servers.entries()) {
    const cleaned = cleanServer(server)
    if (cleaned === undefined) {
      notices.push({
        pointer: toPointer([...keys, 'servers', index]),
        message: `the server ${JSON.stringify(own(server, 'url'))} belongs to one machine and has no path; it is left out.`,
      })
      continue
    }
    const url = String(own(cleaned, 'url'))
    if (cleaned !== server && urls.has(url)) continue
    urls.add(url)
    kept.push(cleaned)
  }
  const { servers: _, ...rest } = holder
  return kept.length === 0 && servers.length > 0 ? rest : { ...holder, servers: kept }
}

/** The server without its machine; `undefined` where nothing is left; the same object where nothing is to do. */
function cleanServer(server: Json): Json | undefined {
  const url = own(server, 'url')
  if (!isObject(server) || typeof url !== 'string') return server
  const path = localPath(url, server)
  if (path === undefined) return server
  if (path === '') return undefined
  const { variables, ...rest } = server
  const used = Object.entries(isObject(variables) ? variables : {}).filter(([name]) =>
    path.includes(`{${name}}`),
  )
  return { ...rest, url: path, ...(used.length > 0 ? { variables: Object.fromEntries(used) } : {}) }
}

/** The path of a URL with a private host, without a slash at its end; `undefined` for any other URL. */
function localPath(url: string, server: JsonObject = {}): string | undefined {
  const [, authority, path = ''] = /^(?:[a-z][a-z0-9+.-]*:)?\/\/([^/?#]*)([^?#]*)/i.exec(url) ?? []
  if (authority === undefined || !isPrivateHost(withDefaults(authority, server))) return undefined
  return path.replace(/\/+$/, '')
}

/** Writes the defaults of server variables into a host such as `{host}:{port}`. */
function withDefaults(authority: string, server: JsonObject): string {
  return authority.replace(/\{([^}]*)\}/g, (whole, name: string) => {
    const value = own(own(own(server, 'variables'), name), 'default')
    return value === undefined ? whole : String(value)
  })
}
