import type { AuthProvider, HttpRequest } from './client-types.ts'
import { usageError } from './errors.ts'

/** A secret, or what gives it. */
export type Secret = string | (() => string | Promise<string>)

async function reveal(secret: Secret): Promise<string> {
  return typeof secret === 'function' ? secret() : secret
}

/** Each call that waits for a secret gets an error of its own. */
async function present(revealed: Promise<string>, what: string): Promise<string> {
  const value = await revealed
  if (typeof value !== 'string' || value === '') throw usageError(`${what} is empty`)
  return value
}

function withHeader(request: HttpRequest, name: string, value: string): HttpRequest {
  return { ...request, headers: { ...request.headers, [name]: value } }
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
  let current: Promise<string> | undefined
  /** The header that was refused last, and whether asking for another token failed since. */
  let refused: string | undefined
  let isLost = false
  const headerOf = async (made: Promise<string>) => `Bearer ${await present(made, 'the bearer token')}`
  return {
    async authorize(request) {
      current ??= reveal(token)
      const asked = current
      try {
        const header = await headerOf(asked)
        isLost = false
        return withHeader(request, 'authorization', header)
      } catch (error) {
        if (current === asked) current = undefined
        isLost = true
        throw error
      }
    },
    async recover(_response, _context, { headers: { authorization } }) {
      if (typeof token !== 'function' || (isLost && authorization === refused)) return false
      const asked = current
      // Another call that was refused may have dropped it, or asked for the next one already.
      if (asked && (await headerOf(asked)) === authorization && current === asked) {
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
      const value = await present(reveal(key), `the API key for ${name}`)
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
