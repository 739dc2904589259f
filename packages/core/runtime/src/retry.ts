/** What an operation says of itself, or its method, where it may be carried out twice. */
export const repeatable: RegExp = /^(safe|GET|HEAD|OPTIONS|PUT|DELETE)$/

interface Failure {
  readonly code?: unknown
  readonly cause?: unknown
  /** One per address that was tried. */
  readonly errors?: readonly unknown[]
}

/** Error codes of what made a call fail, such as `ECONNRESET`: several where several addresses were tried. */
export function errorCodes(error: unknown): unknown[] {
  const { code, cause, errors } = (error ?? {}) as Failure
  return errors?.[0] ? errors.flatMap(errorCodes) : cause && !code ? errorCodes(cause) : [code]
}

/**
 * Whether a request surely failed before it was sent, by the codes of Node and Bun. Where the platform hides the
 * cause, nothing is sure.
 */
export function isUnsent(error: unknown): boolean {
  return errorCodes(error).every((code) => /REFUSED|NOTFOUND|EAI_AGAIN|CONNECT_TIMEOUT/i.test(code as string))
}

/** Milliseconds that `Retry-After` asks for; undefined if it is absent, past or makes no sense. */
export function retryAfterMs(headers: Headers | undefined): number | undefined {
  const text = headers?.get('retry-after') || 'never'
  const seconds = Number(text)
  // What a date means, the server's own clock says.
  const ms =
    seconds >= 0
      ? seconds * 1000
      : Date.parse(text) - (Date.parse(headers?.get('date') as string) || Date.now())
  return ms >= 0 ? ms : undefined
}
