import { Refusal } from '../../domain/errors.ts'

/** Codes of PostgreSQL: waited too long for a lock; two transactions waited for each other. */
const CODES: ReadonlySet<string | undefined> = new Set(['55P03', '40P01'])

/** 503: nothing was changed, and soon it may be. */
export function busy(cause?: string): Refusal {
  const message = 'Another request with this key, or on the same things, is still being carried out'
  return new Refusal(503, 'busy', message, { headers: { 'retry-after': '1' }, cause })
}

/** What to answer where an error, or one behind it, says that others held what was needed. */
export function busyError(error: unknown): Refusal | undefined {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    // Its message alone: those around it hold parts of queries.
    if (CODES.has((cause as NodeJS.ErrnoException).code)) return busy(cause.message)
  }
  return undefined
}
