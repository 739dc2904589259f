/** The database cannot be used now; the message is a whole sentence for the operator and holds no secrets. */
export class DatabaseUnavailableError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'DatabaseUnavailableError'
  }
}

/** The database holds something that this program did not make; nothing was changed in it. */
export class ForeignDatabaseError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'ForeignDatabaseError'
  }
}

/** Codes of node and of PostgreSQL that say: the connection is gone or cannot be made. */
const UNAVAILABLE_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  '53300', // too many connections
  '55000', // the database does not accept connections now
  '57P01', // shut down by an administrator
  '57P02', // crashed
  '57P03', // starts or stops
  '57P05', // idle for too long
])

/** What the driver says without a code. */
const UNAVAILABLE_MESSAGES = [
  'Connection terminated',
  'timeout exceeded when trying to connect',
  'timeout expired',
  'Query read timeout',
  'is not queryable',
]

/** Whether an error, or one behind it, means that the database is away for now and not that a query is wrong. */
export function isDatabaseUnavailable(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof DatabaseUnavailableError) return true
    const { code } = cause as NodeJS.ErrnoException
    // Class 08 is PostgreSQL's: connection exception.
    if (code !== undefined && (UNAVAILABLE_CODES.has(code) || /^08[0-9A-Z]{3}$/.test(code))) return true
    if (code === undefined && UNAVAILABLE_MESSAGES.some((text) => cause.message.includes(text))) return true
  }
  return false
}
