import { sql } from 'drizzle-orm'
import { Refusal } from '../../domain/errors.ts'
import type { Store } from '../../domain/session.ts'
import { rateLimits } from '../../store/schema.ts'

/** How many requests a caller may send in one window. */
export interface RateLimit {
  readonly requests: number
  readonly windowSeconds: number
}

/**
 * Counts a request of a caller. The count is in the database: all processes share it.
 *
 * @returns Headers of the answer.
 * @throws Refusal 429 with `Retry-After` if it is one too many.
 */
export async function countRequest(
  store: Store,
  now: Date,
  caller: string,
  limit: RateLimit,
): Promise<Record<string, string>> {
  const windowEndsAt = new Date(now.getTime() + limit.windowSeconds * 1000)
  const isOver = sql`${rateLimits.windowEndsAt} <= ${now.toISOString()}::timestamptz`
  const [row] = await store
    .insert(rateLimits)
    .values({ caller, windowEndsAt, requests: 1 })
    .onConflictDoUpdate({
      target: rateLimits.caller,
      set: {
        requests: sql`case when ${isOver} then 1 else ${rateLimits.requests} + 1 end`,
        windowEndsAt: sql`case when ${isOver} then excluded.window_ends_at else ${rateLimits.windowEndsAt} end`,
      },
    })
    .returning({ requests: rateLimits.requests, windowEndsAt: rateLimits.windowEndsAt })
  const { requests, windowEndsAt: end } = row ?? { requests: 1, windowEndsAt }
  const seconds = Math.max(1, Math.ceil((end.getTime() - now.getTime()) / 1000))
  const headers = {
    'x-ratelimit-limit': String(limit.requests),
    'x-ratelimit-remaining': String(Math.max(0, limit.requests - requests)),
    'x-ratelimit-reset': String(seconds),
  }
  if (requests <= limit.requests) return headers
  throw new Refusal(
    429,
    'rate_limited',
    `More than ${limit.requests} requests in ${limit.windowSeconds} seconds; try again in ${seconds} seconds`,
    { headers: { ...headers, 'retry-after': String(seconds) } },
  )
}
