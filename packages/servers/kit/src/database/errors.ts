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
  '25006', // has become a stand-by that others only read from
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

/**
 * Says why an error, or one behind it, means that the database is away for now, and not that a query is
 * wrong; `undefined` if it does not. The text holds no parts of queries.
 */
export function whyDatabaseUnavailable(error: unknown): string | undefined {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (isUnavailable(cause))
      return cause.message === '' ? (cause as NodeJS.ErrnoException).code : cause.message
  }
  return undefined
}

function isUnavailable(error: Error): boolean {
  if (error instanceof DatabaseUnavailableError) return true
  const { code } = error as NodeJS.ErrnoException
  if (code === undefined) return UNAVAILABLE_MESSAGES.some((text) => error.message.includes(text))
  // Classes of PostgreSQL's: connection exception; insufficient resources, such as connections and disk space.
  return UNAVAILABLE_CODES.has(code) || /^(08|53)[0-9A-Z]{3}$/.test(code)
}
