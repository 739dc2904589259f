import { sql } from 'drizzle-orm'
import {
  type AnyPgColumn,
  bigint,
  index,
  integer,
  pgTable,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import type { AgentMode, AgentRole, AgentStatus, ApiKeyScope, Proficiency } from '../../domain/enums.ts'
import { id, json, moment, texts } from '../columns.ts'

export const organizations = pgTable('organizations', {
  id: id(),
  name: text('name').notNull(),
  /** Number of the last task. */
  taskCounter: integer('task_counter').notNull(),
  createdAt: moment('created_at').notNull(),
})

export const agents = pgTable(
  'agents',
  {
    id: id(),
    orgId: uuid('org_id')
      .notNull()
      .references(() => organizations.id),
    /** Name in signatures; unique in its organization. */
    agentId: text('agent_id').notNull(),
    name: text('name').notNull(),
    role: text('role').$type<AgentRole>().notNull(),
    level: integer('level').notNull(),
    model: text('model').notNull(),
    mode: text('mode').$type<AgentMode>().notNull(),
    status: text('status').$type<AgentStatus>().notNull(),
    managementFeePct: integer('management_fee_pct').notNull(),
    currentBalance: bigint('current_balance', { mode: 'number' }).notNull(),
    budgetPeriodLimit: bigint('budget_period_limit', { mode: 'number' }),
    budgetPeriodSpent: bigint('budget_period_spent', { mode: 'number' }).notNull(),
    budgetPeriodStart: moment('budget_period_start').notNull(),
    /** Secret of its signatures, encrypted. */
    sealedSecret: text('sealed_secret').notNull(),
    parentId: uuid('parent_id').references((): AnyPgColumn => agents.id),
    metadata: json('metadata').notNull(),
    createdAt: moment('created_at').notNull(),
    updatedAt: moment('updated_at').notNull(),
    /** Rejected: nobody sees it any more, and its name is free. */
    deletedAt: moment('deleted_at'),
  },
  (table) => [
    uniqueIndex('agents_agent_id').on(table.orgId, table.agentId).where(sql`deleted_at is null`),
    index('agents_lookup').on(table.agentId),
    index('agents_parent').on(table.parentId),
  ],
)

export const agentCapabilities = pgTable(
  'agent_capabilities',
  {
    id: id(),
    orgId: uuid('org_id').notNull(),
    agentId: uuid('agent_id')
      .notNull()
      .references(() => agents.id),
    capability: text('capability').notNull(),
    proficiency: text('proficiency').$type<Proficiency>().notNull(),
    createdAt: moment('created_at').notNull(),
  },
  (table) => [uniqueIndex('agent_capabilities_capability').on(table.agentId, table.capability)],
)

export const apiKeys = pgTable(
  'api_keys',
  {
    id: id(),
    orgId: uuid('org_id').notNull(),
    agentId: uuid('agent_id')
      .notNull()
      .references(() => agents.id),
    name: text('name').notNull(),
    /** SHA-256 of the key, which is random enough not to need more. */
    keyHash: text('key_hash').notNull(),
    keyPrefix: text('key_prefix').notNull(),
    scopes: texts('scopes').$type<readonly ApiKeyScope[]>().notNull(),
    expiresAt: moment('expires_at'),
    revokedAt: moment('revoked_at'),
    createdAt: moment('created_at').notNull(),
  },
  (table) => [uniqueIndex('api_keys_hash').on(table.keyHash), index('api_keys_agent').on(table.agentId)],
)
