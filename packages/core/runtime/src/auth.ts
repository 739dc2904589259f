import type { AuthProvider, HttpRequest } from './client-types.ts'
import { usageError } from './errors.ts'

/** A secret, or what gives it. */
export type Secret = string | (() => string | Promise<string>)

/** @throws UsageError, each call one of its own, where there is nothing */
function present(secret: unknown, what: string): string {
  if (typeof secret !== 'string' || secret === '') throw usageError(`${what} is empty`)
  return secret
}

function withHeader(request: HttpRequest, name: string, value: string): HttpRequest {
  return { ...request, headers: { ...request.headers, [name]: value } }
}

function bearerHeader(token: unknown): string {
  return `Bearer ${present(token, 'the bearer token')}`
}

/**
 * Sends `Authorization: Bearer …`.
 *
 * A function is called for the first call, and again once its token was refused with 401: all calls that need the new
 * token share one call of it, and those that were refused are sent once more. If it fails, so do the calls that wait
 * for it; the next call asks anew. A promise that never settles would hold all calls until they time out: let it fail.
 *
 * @param token the token, or a function that gives one
 * @example
 * const auth = bearer(async () => (await fetchToken()).accessToken)
 */
export function bearer(token: Secret): AuthProvider {
  if (typeof token === 'function') return renewedBearer(token)
  // The usual case waits for nothing.
  return { authorize: (request) => withHeader(request, 'authorization', bearerHeader(token)) }
}

function renewedBearer(give: () => string | Promise<string>): AuthProvider {
  let current: Promise<string> | undefined
  /** The header that was refused last, and whether asking for another token failed since. */
  let refused: string | undefined
  let isLost = false
  const ask = async () => give()
  return {
    async authorize(request) {
      current ??= ask()
      const asked = current
      try {
        const header = bearerHeader(await asked)
        isLost = false
        return withHeader(request, 'authorization', header)
      } catch (error) {
        if (current === asked) current = undefined
        isLost = true
        throw error
      }
    },
    async recover(_response, _context, { headers: { authorization } }) {
      if (isLost && authorization === refused) return false
      const asked = current
      // Another call that was refused may have dropped it, or asked for the next one already.
      if (asked && bearerHeader(await asked) === authorization && current === asked) {
        current = undefined
        refused = authorization
      }
      return true
    },
  }
}

/**
 * Sends `Authorization: Basic …`, in UTF-8.
 * @throws UsageError if the user name holds a colon
 */
export function basic(username: string, password: string): AuthProvider {
  if (username.includes(':')) throw usageError('a user name for basic authentication cannot hold a colon')
  const bytes = new TextEncoder().encode(`${username}:${password}`)
  const credentials = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))
  return { authorize: (request) => withHeader(request, 'authorization', `Basic ${credentials}`) }
}

/** Where an API key goes. */
export interface ApiKeyPlace {
  readonly in: 'header' | 'query' | 'cookie'
  readonly name: string
}

/**
 * Sends a key in a header, the query or a cookie.
 * @param key the key, or a function that is called before each attempt
 */
export function apiKey(key: Secret, place: ApiKeyPlace): AuthProvider {
  const { name } = place
  return {
    async authorize(request) {
      const value = present(typeof key === 'function' ? await key() : key, `the API key for ${name}`)
      if (place.in === 'header') return withHeader(request, name.toLowerCase(), value)
      const pair = `${encodeURIComponent(name)}=${encodeURIComponent(value)}`
      if (place.in === 'query') {
        return { ...request, url: `${request.url}${request.url.includes('?') ? '&' : '?'}${pair}` }
      }
      const { cookie } = request.headers
      return withHeader(request, 'cookie', cookie ? `${cookie}; ${pair}` : pair)
    },
  }
}
