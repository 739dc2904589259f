import { bigint, bigserial, index, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import type { CreditType } from '../../domain/enums.ts'
import { id, json, moment } from '../columns.ts'
import { agents } from './agents.ts'

/** The ledger: rows are added and never changed. */
export const creditTransactions = pgTable(
  'credit_transactions',
  {
    id: id(),
    /** Order of the ledger: given while the agent is locked. */
    position: bigserial('position', { mode: 'number' }).notNull(),
    orgId: uuid('org_id').notNull(),
    agentId: uuid('agent_id')
      .notNull()
      .references(() => agents.id),
    type: text('type').$type<CreditType>().notNull(),
    amount: bigint('amount', { mode: 'number' }).notNull(),
    balanceAfter: bigint('balance_after', { mode: 'number' }).notNull(),
    reason: text('reason').notNull(),
    triggerType: text('trigger_type'),
    sourceTaskId: uuid('source_task_id'),
    sourceAgentId: uuid('source_agent_id'),
    idempotencyKey: text('idempotency_key'),
    metadata: json('metadata').notNull(),
    createdAt: moment('created_at').notNull(),
  },
  (table) => [index('credit_transactions_agent').on(table.agentId, table.position)],
)
