import { lte } from 'drizzle-orm'
import type { Store } from '../domain/session.ts'
import { idempotencyRecords, nonces, rateLimits } from './schema.ts'

/** Removes what no request can depend on any more. */
export async function cleanUp(store: Store, now: Date): Promise<void> {
  await store.delete(nonces).where(lte(nonces.expiresAt, now))
  await store.delete(rateLimits).where(lte(rateLimits.windowEndsAt, now))
  await store.delete(idempotencyRecords).where(lte(idempotencyRecords.expiresAt, now))
}
