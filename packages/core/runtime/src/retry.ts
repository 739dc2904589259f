/** Codes of failures before anything was sent; the second is Bun's. */
const unsentCodes = ['ECONNREFUSED', 'ConnectionRefused', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT']

interface Failure {
  readonly code?: unknown
  readonly cause?: unknown
  /** One per address that was tried. */
  readonly errors?: readonly unknown[]
}

/** Error codes of what made a call fail, such as `ECONNRESET`: several where several addresses were tried. */
export function errorCodes(error: unknown): unknown[] {
  const { code, cause, errors } = (error ?? {}) as Failure
  return errors?.flatMap(errorCodes) ?? (cause && !code ? errorCodes(cause) : [code])
}

/** Whether a connection was surely never made. Where the platform hides the cause, nothing is sure. */
export function surelyNotSent(error: unknown): boolean {
  return errorCodes(error).every((code) => unsentCodes.includes(code as string))
}

/** Milliseconds that `Retry-After` asks for; undefined if it is absent, past or makes no sense. */
export function parseRetryAfter(headers: Headers): number | undefined {
  const text = headers.get('retry-after')
  if (!text) return undefined
  const seconds = Number(text)
  // What a date means, the server's own clock says.
  const ms =
    seconds >= 0 ? seconds * 1000 : Date.parse(text) - (Date.parse(headers.get('date') ?? '') || Date.now())
  return ms >= 0 ? ms : undefined
}

/** Waits; an abort ends it early and clears its timer. */
export function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms)
    signal.onabort = () => clearTimeout(timer)
  })
}
