import { and, count, desc, eq, gte, lte } from 'drizzle-orm'
import { events } from '../store/schema.ts'
import type { EventSeverity } from './enums.ts'
import { notFound } from './errors.ts'
import type { Session } from './session.ts'

export type EventRow = typeof events.$inferSelect

export interface EventFilter {
  readonly type?: string | undefined
  readonly actorId?: string | undefined
  readonly entityType?: string | undefined
  readonly entityId?: string | undefined
  readonly severity?: EventSeverity | undefined
  readonly startDate?: Date | undefined
  readonly endDate?: Date | undefined
}

/** Events of the organization that fit every given filter, latest first. */
export async function findEvents(
  { store, actor }: Session,
  { type, actorId, entityType, entityId, severity, startDate, endDate }: EventFilter,
  { page, limit }: { readonly page: number; readonly limit: number },
): Promise<{ rows: EventRow[]; total: number }> {
  const filter = and(
    eq(events.orgId, actor.agent.orgId),
    type === undefined ? undefined : eq(events.type, type),
    actorId === undefined ? undefined : eq(events.actorId, actorId),
    entityType === undefined ? undefined : eq(events.entityType, entityType),
    entityId === undefined ? undefined : eq(events.entityId, entityId),
    severity === undefined ? undefined : eq(events.severity, severity),
    startDate === undefined ? undefined : gte(events.createdAt, startDate),
    endDate === undefined ? undefined : lte(events.createdAt, endDate),
  )
  const rows = await store
    .select()
    .from(events)
    .where(filter)
    .orderBy(desc(events.position))
    .limit(limit)
    .offset((page - 1) * limit)
  const [counted] = await store.select({ total: count() }).from(events).where(filter)
  return { rows, total: counted?.total ?? 0 }
}

/** @throws Refusal 404. */
export async function getEvent({ store, actor }: Session, id: string): Promise<EventRow> {
  const [row] = await store
    .select()
    .from(events)
    .where(and(eq(events.id, id), eq(events.orgId, actor.agent.orgId)))
  if (row === undefined) throw notFound('Event')
  return row
}
