import { randomUUID } from 'node:crypto'
import { events } from '../store/schema.ts'
import type { EventSeverity } from './enums.ts'
import type { Session } from './session.ts'

export interface NewEvent {
  /** Such as `task.created`. */
  readonly type: string
  readonly entityType: 'agent' | 'task' | 'credit' | 'channel' | 'message' | 'api_key'
  readonly entityId: string
  readonly data: Record<string, unknown>
  /** A sentence for people. */
  readonly message: string
  readonly severity?: EventSeverity
}

/** Writes down what the request changed, in the transaction that changes it. */
export async function recordEvent(
  { store, actor, now }: Session,
  { severity = 'info', ...event }: NewEvent,
): Promise<void> {
  await store.insert(events).values({
    id: randomUUID(),
    orgId: actor.agent.orgId,
    actorId: actor.agent.id,
    severity,
    createdAt: now,
    ...event,
  })
}
