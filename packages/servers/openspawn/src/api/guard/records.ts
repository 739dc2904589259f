import type { Vault } from '@driftless/server-kit/auth'
import type { IdempotencyRecords, KeyedRequest, StoredReply } from '@driftless/server-kit/idempotency'
import { and, eq, sql } from 'drizzle-orm'
import type { Store } from '../../domain/session.ts'
import { idempotencyRecords as records } from '../../store/schema.ts'

/** How long an answer is kept, in milliseconds. */
const KEPT_MS = 24 * 60 * 60 * 1000

/** Records of keyed requests in the database, inside the transaction `store`. */
export function databaseRecords(store: Store, vault: Vault, now: Date): IdempotencyRecords {
  return {
    take: async ({ caller, method, path, key, fingerprint }) => {
      const expiresAt = new Date(now.getTime() + KEPT_MS)
      const row = { caller, method, path, key, fingerprint, sealedReply: '', expiresAt }
      // Waits for the transaction of another request with the key: its row is not committed yet.
      const taken = await store
        .insert(records)
        .values(row)
        .onConflictDoUpdate({
          target: [records.caller, records.method, records.path, records.key],
          set: { fingerprint, sealedReply: '', expiresAt },
          setWhere: sql`${records.expiresAt} <= ${now.toISOString()}::timestamptz`,
        })
        .returning({ key: records.key })
      if (taken.length > 0) return undefined
      const [earlier] = await store.select().from(records).where(isFor({ caller, method, path, key }))
      if (earlier === undefined) throw new Error('A record of an idempotency key vanished')
      const reply = JSON.parse(vault.open(earlier.sealedReply)) as StoredReply
      return { fingerprint: earlier.fingerprint, reply }
    },
    keep: async (request, reply) => {
      await store
        .update(records)
        .set({ sealedReply: vault.seal(JSON.stringify(reply)) })
        .where(isFor(request))
    },
  }
}

function isFor({ caller, method, path, key }: Omit<KeyedRequest, 'fingerprint'>) {
  return and(
    eq(records.caller, caller),
    eq(records.method, method),
    eq(records.path, path),
    eq(records.key, key),
  )
}
