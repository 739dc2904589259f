/** Codes of failures before anything was sent. */
const unsentCodes = ['ECONNREFUSED', 'ConnectionRefused', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT']

interface Coded {
  readonly code?: unknown
  readonly cause?: unknown
  readonly errors?: unknown
}

/** Error code of what made a call fail, such as `ECONNRESET`; looks through `cause`. */
export function errorCode(error: unknown): string | undefined {
  for (let current = error as Coded | undefined, depth = 0; current && depth < 5; depth++) {
    if (typeof current.code === 'string') return current.code
    current = current.cause as Coded | undefined
  }
  return undefined
}

/** Whether a connection was surely never made. Where the platform hides the cause, nothing is sure. */
export function surelyNotSent(error: unknown): boolean {
  for (let current = error as Coded | undefined, depth = 0; current && depth < 5; depth++) {
    // One error per address that was tried: all of them must be of this kind.
    if (Array.isArray(current.errors)) return current.errors.every(surelyNotSent)
    if (unsentCodes.includes(current.code as string)) return true
    current = current.cause as Coded | undefined
  }
  return false
}

/** Milliseconds that `Retry-After` asks for; undefined if it is absent, negative or makes no sense. */
export function parseRetryAfter(headers: Headers): number | undefined {
  const text = headers.get('retry-after')?.trim() ?? ''
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1000
  // Date.parse takes almost anything for a date.
  if (!/^\w{3,9},? .* GMT$/.test(text)) return undefined
  // The server's own clock says what its date means.
  const now = Date.parse(headers.get('date') ?? '') || Date.now()
  const ms = Date.parse(text) - now
  return Number.isNaN(ms) ? undefined : Math.max(0, ms)
}

/** Wait before the next attempt: doubled each time up to the cap, three quarters of it at least. */
export function backOffMs(
  attempt: number,
  { retryBaseMs, retryCapMs }: { readonly retryBaseMs: number; readonly retryCapMs: number },
  random: () => number = Math.random,
): number {
  return Math.min(retryCapMs, retryBaseMs * 2 ** (attempt - 1)) * (0.75 + 0.25 * random())
}

/** Waits; an abort ends it early and clears its timer. */
export function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms)
    signal.onabort = () => clearTimeout(timer)
  })
}
