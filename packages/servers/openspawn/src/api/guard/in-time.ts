import { RollBackError } from '@driftless/server-kit/idempotency'
import { sql } from 'drizzle-orm'
import type { Store } from '../../domain/session.ts'
import { busy, busyError } from './busy.ts'

/**
 * Runs a transaction whose waits are bounded: on PostgreSQL for locks, in the embedded database, which runs one
 * transaction after another, for its turn.
 */
export async function inTime<T>(
  store: Store,
  waitMs: number,
  work: (store: Store) => Promise<T>,
): Promise<T> {
  let state: 'waiting' | 'begun' | 'given-up' = 'waiting'
  const transaction = store.transaction(async (inner) => {
    if (state === 'given-up') throw new RollBackError()
    state = 'begun'
    await inner.execute(sql`select set_config('lock_timeout', ${String(waitMs)}, true)`)
    return work(inner)
  })
  let timer: NodeJS.Timeout | undefined
  const patience = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      if (state !== 'waiting') return
      state = 'given-up'
      reject(busy())
    }, waitMs)
  })
  try {
    return await Promise.race([transaction, patience])
  } catch (error) {
    transaction.catch(() => {})
    throw busyError(error) ?? error
  } finally {
    clearTimeout(timer)
  }
}
