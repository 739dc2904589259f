import { index, integer, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import { moment } from '../columns.ts'

/** Nonces that were used: each counts once, while its timestamp would be accepted. */
export const nonces = pgTable(
  'nonces',
  {
    agentId: uuid('agent_id').notNull(),
    nonce: text('nonce').notNull(),
    expiresAt: moment('expires_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.agentId, table.nonce] }),
    index('nonces_expires').on(table.expiresAt),
  ],
)

/** How many requests each caller has sent in its current window. */
export const rateLimits = pgTable('rate_limits', {
  caller: text('caller').primaryKey(),
  windowEndsAt: moment('window_ends_at').notNull(),
  requests: integer('requests').notNull(),
})

/** Requests with an idempotency key, and how they were answered. */
export const idempotencyRecords = pgTable(
  'idempotency_records',
  {
    caller: text('caller').notNull(),
    method: text('method').notNull(),
    path: text('path').notNull(),
    key: text('key').notNull(),
    fingerprint: text('fingerprint').notNull(),
    /** The answer, encrypted: it may hold a secret. Written by the transaction that makes the row. */
    sealedReply: text('sealed_reply').notNull(),
    expiresAt: moment('expires_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.caller, table.method, table.path, table.key] }),
    index('idempotency_records_expires').on(table.expiresAt),
  ],
)
