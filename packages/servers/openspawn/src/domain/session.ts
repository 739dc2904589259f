import type { Vault } from '@driftless/server-kit/auth'
import type { Database } from '@driftless/server-kit/database'
import type { agents, schema } from '../store/schema.ts'
import type { ApiKeyScope } from './enums.ts'

/** The database, or one transaction of it. */
export type Store = Database<typeof schema>
export type AgentRow = typeof agents.$inferSelect

/** Who calls. */
export interface Actor {
  readonly agent: AgentRow
  /** What the API key allows; absent where the agent signs itself and may do all that it may. */
  readonly scopes?: readonly ApiKeyScope[]
  /** Tells credentials apart: keeps their idempotency keys and rate limits from each other. */
  readonly caller: string
}

/** What one request works with. */
export interface Session {
  /** Of a change: its transaction. */
  readonly store: Store
  readonly actor: Actor
  readonly now: Date
  readonly vault: Vault
  readonly idempotencyKey: string | undefined
}
