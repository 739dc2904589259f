import { createHmac, timingSafeEqual } from 'node:crypto'

/** The parts of a request that its signature covers, in the order in which they are joined, without separators. */
export interface SignedParts {
  /** As it was sent: upper case. */
  readonly method: string
  /** Path with the API's prefix, still percent-encoded, without the query. */
  readonly path: string
  /** Seconds since 1970, as text. */
  readonly timestamp: string
  readonly nonce: string
  /** Text of the body as it was sent; what stands for a body that was not sent, the API says. */
  readonly body: string
}

/** Signs a request: HMAC-SHA256 over its parts, in lower-case hexadecimal digits. */
export function sign(secretHex: string, { method, path, timestamp, nonce, body }: SignedParts): string {
  return createHmac('sha256', Buffer.from(secretHex, 'hex'))
    .update(method + path + timestamp + nonce + body)
    .digest('hex')
}

/** Whether `signature` was made with this secret, in a time that does not depend on where they differ. */
export function isSignedWith(secretHex: string, parts: SignedParts, signature: string): boolean {
  const expected = Buffer.from(sign(secretHex, parts))
  const given = Buffer.from(signature)
  return expected.length === given.length && timingSafeEqual(expected, given)
}
