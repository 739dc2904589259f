import { isPrivateHost } from '../../document/private-host.ts'
import type { JsonObject } from '../../document/types.ts'

/** Where the operations of an API are. */
export interface ServerAddress {
  /** URL that works from everywhere; none where the document and its own address name a local machine only. */
  readonly baseUrl?: string
  /** Path of the API's root, such as `/api/v1`; none where it is the root of the server. */
  readonly pathPrefix?: string
}

/**
 * Finds out where an API is: by the first server of its document, else by the address of the document itself.
 *
 * @param fetchedFrom URL of the document, if it was fetched
 */
export function serverAddress(document: JsonObject, fetchedFrom?: string): ServerAddress {
  const text = firstServer(document)
  const base = fetchedFrom ?? 'http://localhost'
  if (!URL.canParse(text, base)) return {}
  const { protocol, host, origin, pathname } = new URL(text, base)
  const path = pathname.replace(/\/+$/, '')
  const isPublic = /^https?:$/.test(protocol) && !isPrivateHost(host)
  return { ...(isPublic && { baseUrl: origin + path }), ...(path !== '' && { pathPrefix: path }) }
}

/** The URL of the first server, its variables filled with their defaults. */
function firstServer(document: JsonObject): string {
  const servers = document.servers as readonly ServerObject[] | undefined
  const { url = '/', variables = {} } = servers?.[0] ?? {}
  return url.replace(/\{([^}]*)\}/g, (_whole, name: string) => variables[name]?.default ?? '')
}

interface ServerObject {
  readonly url?: string
  readonly variables?: Readonly<Record<string, { readonly default?: string } | undefined>>
}
