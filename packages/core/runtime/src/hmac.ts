import type { AuthProvider, HttpRequest } from './client-types.ts'
import { usageError } from './errors.ts'
import { hex, randomHex } from './hex.ts'

/** How an API wants requests signed: what `x-driftless-hmac` says in its document. */
export interface HmacScheme {
  readonly algorithm?: 'sha256'
  readonly key: { readonly encoding?: 'hex'; readonly bytes: number }
  /** Names of the headers that carry who signs, when, the nonce, and the signature in lower-case hex. */
  readonly headers: {
    readonly id: string
    readonly timestamp: string
    readonly nonce: string
    readonly signature: string
  }
  readonly timestamp?: 'seconds'
  readonly nonceBytes: number
  /** What is signed, one after the other. */
  readonly sign: readonly ('method' | 'path' | 'timestamp' | 'nonce' | 'body')[]
  /** Methods whose body is signed as if it were empty. */
  readonly bodyless: readonly string[]
  /** What is signed where another method has no body. */
  readonly emptyBody: string
}

export interface HmacOptions extends HmacScheme {
  /** Who signs. */
  readonly id: string
  /** In hexadecimal digits. */
  readonly secret: string
  /**
   * Path of the API's root as the server sees it, such as `/api/v1`, where a proxy strips or adds a part; default
   * that of the base URL.
   */
  readonly signingPath?: string | undefined
}

/**
 * Signs each attempt by HMAC-SHA256 with a new nonce and the time. A clock that is off by more than a minute is noticed
 * by a 401: that call is sent once more by the server's clock, and all later ones go by it too.
 *
 * @throws UsageError if the id is empty, the secret has another length or other digits, or the signing path is none
 */
export function hmac(options: HmacOptions): AuthProvider {
  const { id, secret, headers: names, sign, signingPath, key: form } = options
  if (!id) throw usageError('the id that signs is empty')
  if (!new RegExp(`^[\\da-f]{${form.bytes * 2}}$`, 'i').test(secret)) {
    throw usageError(`the secret must be exactly ${form.bytes * 2} hexadecimal digits`)
  }
  if (!/^(\/.*[^/])?$/.test(signingPath ?? '')) {
    throw usageError('signingPath must be like /api/v1')
  }
  let key: Promise<CryptoKey> | undefined
  /** How far the server's clock is ahead. */
  let aheadMs = 0

  const importKey = () => {
    if (!globalThis.crypto?.subtle) throw usageError('signing needs https or localhost')
    const bytes = Uint8Array.from(secret.match(/../g) ?? [], (pair) => Number(`0x${pair}`))
    return crypto.subtle.importKey('raw', bytes, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign'])
  }

  const pathOf = ({ url }: HttpRequest, base: string) => {
    const isBelow = signingPath !== undefined && url.startsWith(base)
    return new URL(isBelow ? signingPath + url.slice(base.length) : url, base).pathname
  }

  const bodyOf = ({ method, body = options.emptyBody }: HttpRequest) => {
    if (options.bodyless.includes(method)) return ''
    if (typeof body !== 'string') throw usageError('only text can be signed')
    return body
  }

  return {
    async authorize(request, { base }) {
      const parts = {
        method: request.method,
        path: pathOf(request, base),
        timestamp: `${Math.floor((Date.now() + aheadMs) / 1000)}`,
        nonce: randomHex(options.nonceBytes),
        body: bodyOf(request),
      }
      key ??= importKey()
      const text = new TextEncoder().encode(sign.map((part) => parts[part]).join(''))
      const signature = hex(new Uint8Array(await crypto.subtle.sign('HMAC', await key, text)))
      const headers: Record<string, string> = { ...request.headers }
      const values: Record<string, string> = { ...parts, id, signature }
      for (const [part, name] of Object.entries(names)) headers[name.toLowerCase()] = values[part] ?? ''
      return { ...request, headers }
    },
    recover({ headers }, _context, request) {
      const serverMs = Date.parse(`${headers.get('date')}`)
      const signedMs = Number(request.headers[names.timestamp.toLowerCase()]) * 1000
      if (!(Math.abs(serverMs - signedMs) > 60_000)) return false
      aheadMs = serverMs - Date.now()
      return true
    },
  }
}
