import { createHmac, timingSafeEqual } from 'node:crypto'

/** What the real server reads of a signed request. */
export interface SignedParts {
  readonly method: string
  /** Pathname as it was sent, without the query. */
  readonly path: string
  readonly timestamp: string
  readonly nonce: string
  /** Parsed; undefined where none was sent. */
  readonly body: unknown
}

/** The signature that the real server expects: it signs the body as it would write it, `{}` where there is none. */
export function signatureOf(secret: string, { method, path, timestamp, nonce, body }: SignedParts): string {
  const text = method === 'GET' || method === 'DELETE' ? '' : JSON.stringify(body ?? {})
  return createHmac('sha256', Buffer.from(secret, 'hex'))
    .update(method + path + timestamp + nonce + text)
    .digest('hex')
}

/** Compares as the real server does. */
export function isSignedWith(secret: string, parts: SignedParts, signature: string): boolean {
  const expected = Buffer.from(signatureOf(secret, parts))
  const given = Buffer.from(signature)
  const seconds = Number.parseInt(parts.timestamp, 10)
  if (Math.abs(Math.floor(Date.now() / 1000) - seconds) > 300) return false
  return given.length === expected.length && timingSafeEqual(given, expected)
}
