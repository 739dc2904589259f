import type { AuthProvider, HttpRequest } from './client-types.ts'
import { usageError } from './errors.ts'
import { hex, randomHex } from './hex.ts'

/** What one attempt is signed by. */
export interface AttemptParts {
  /** Who signs. */
  readonly id: string
  readonly method: string
  /** Without query. */
  readonly path: string
  /** Undefined where there is none. */
  readonly body: string | undefined
  /** Seconds since 1970. */
  readonly timestamp: string
  /** In hexadecimal digits. */
  readonly nonce: string
}

/** How an API wants requests signed: what `x-driftless-hmac` says in its document. */
export interface HmacScheme {
  readonly secretDigits: number
  readonly nonceDigits: number
  /**
   * Writes the headers, by names in lower case.
   * @param sign gives the signature of a text in lower-case hexadecimal digits
   */
  readonly headers: (
    parts: AttemptParts,
    sign: (text: string) => Promise<string>,
  ) => Promise<Readonly<Record<string, string>>>
}

/** A request together with the time that it was signed by. */
interface SignedRequest extends HttpRequest {
  readonly signedMs: number
}

/**
 * Signs each attempt by HMAC-SHA256 with a new nonce and the time. A clock that is off by more than a minute is noticed
 * by a 401: that call is sent once more by the server's clock, and all later ones go by it too.
 *
 * @param id who signs
 * @param secret in hexadecimal digits
 * @param scheme how the API wants requests signed
 * @param signingPath path of the API's root as the server sees it, such as `/api/v1`, where a proxy strips or adds a
 *   part; default that of the base URL
 * @throws UsageError if the id is empty, the secret has another length or other digits, or the page is not secure
 */
export function hmac(id: string, secret: string, scheme: HmacScheme, signingPath?: string): AuthProvider {
  if (!crypto.subtle || !id || secret?.length !== scheme.secretDigits || /[^\da-f]/i.test(secret)) {
    throw usageError(`signing needs https, id and secret of ${scheme.secretDigits} hex digits`)
  }
  const bytes = Uint8Array.from(secret.match(/../g) as string[], (pair) => Number(`0x${pair}`))
  const key = crypto.subtle.importKey('raw', bytes, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign'])
  /** How far the server's clock is ahead. */
  let aheadMs = 0
  /** The last nonce and further ones: the platform gives many at once much faster than one at a time. */
  let nonces = ''

  return {
    async authorize(request, { base }): Promise<SignedRequest> {
      const { method, url, body } = request
      if (Object(body) === body) throw usageError('only text can be signed')
      const signedMs = Date.now() + aheadMs
      nonces = nonces.slice(scheme.nonceDigits) || randomHex(scheme.nonceDigits * 32)
      const parts = {
        id,
        method,
        path: new URL(
          url.replace(base, () => signingPath?.replace(/\/$/, '') ?? base),
          'http://a',
        ).pathname,
        body: body as string | undefined,
        timestamp: `${(signedMs / 1000) >>> 0}`,
        nonce: nonces.slice(0, scheme.nonceDigits),
      }
      const sign = async (text: string) =>
        hex(await crypto.subtle.sign('HMAC', await key, new TextEncoder().encode(text)))
      return { ...request, headers: { ...request.headers, ...(await scheme.headers(parts, sign)) }, signedMs }
    },
    recover({ headers }, _context, { signedMs }: SignedRequest) {
      const serverMs = Date.parse(headers.get('date') as string)
      const isOff = Math.abs(serverMs - signedMs) > 60_000
      if (isOff) aheadMs = serverMs - Date.now()
      return isOff
    },
  }
}
