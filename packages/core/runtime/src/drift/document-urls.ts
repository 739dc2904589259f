import { DriftError } from './drift-error.ts'

/** Where a document may be, and what is sent along. */
export interface DocumentPlaces {
  /** Without credentials; in the order in which they are tried. */
  readonly urls: readonly URL[]
  /** Of credentials in the URL. */
  readonly authorization: string | undefined
}

/**
 * Where a server's document may be, given what a person wrote: the URL of the document itself, or the base URL of the
 * server, with or without the API's path prefix.
 *
 * @param specPath path of the document on the server that a client was made from
 * @throws DriftError where the text is no http(s) URL
 */
export function documentPlaces(
  text: string,
  specPath: string | undefined,
  basePaths: readonly string[] = [],
): DocumentPlaces {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw new DriftError(
      `${JSON.stringify(text)} is not a URL that starts with http:// or https://.`,
      'usage',
    )
  }
  const authorization = authorizationOf(url)
  url.username = ''
  url.password = ''
  const namesDocument =
    specPath === undefined || url.pathname.endsWith(specPath) || /\.(?:json|ya?ml)$/i.test(url.pathname)
  if (namesDocument) return { urls: [url], authorization }
  const bare = url.pathname.replace(/\/+$/, '')
  const bases = new Set([bare])
  for (const path of basePaths) {
    if (!bare.endsWith(path)) continue
    if (specPath.startsWith(`${path}/`)) bases.delete(bare)
    bases.add(bare.slice(0, -path.length))
  }
  const joined = [...bases].map((base) => new URL(base + specPath, url.origin))
  return { urls: [...joined, url], authorization }
}

function authorizationOf({ username, password }: URL): string | undefined {
  if (username === '' && password === '') return undefined
  try {
    const bytes = new TextEncoder().encode(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`)
    return `Basic ${btoa(String.fromCharCode(...bytes))}`
  } catch {
    throw new DriftError('The credentials in the URL are not percent-encoded; write % as %25.', 'usage')
  }
}
