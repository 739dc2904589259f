import type { AuthProvider, HttpRequest } from './client-types.ts'
import { usageError } from './errors.ts'

/** A secret, or what gives it anew for each attempt. */
export type Secret = string | (() => string | Promise<string>)

async function reveal(secret: Secret, what: string): Promise<string> {
  const value = typeof secret === 'function' ? await secret() : secret
  if (typeof value !== 'string' || value === '') throw usageError(`${what} is empty`)
  return value
}

function withHeader(request: HttpRequest, name: string, value: string): HttpRequest {
  return { ...request, headers: { ...request.headers, [name]: value } }
}

/**
 * Sends `Authorization: Bearer …`.
 * @param token the token, or a function that is called before each attempt
 */
export function bearer(token: Secret): AuthProvider {
  return {
    authorize: async (request) =>
      withHeader(request, 'authorization', `Bearer ${await reveal(token, 'the bearer token')}`),
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
      const value = await reveal(key, `the API key for ${name}`)
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
