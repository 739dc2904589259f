import { and, eq } from 'drizzle-orm'
import { tasks } from '../../store/schema.ts'
import { invalid, notFound } from '../errors.ts'
import type { Session } from '../session.ts'

export type TaskRow = typeof tasks.$inferSelect

/** The one task with this id, if the caller may know of it. */
export function isTask({ actor }: Session, id: string) {
  return and(eq(tasks.id, id), eq(tasks.orgId, actor.agent.orgId))
}

/** @throws Refusal 404. */
export async function getTask(session: Session, id: string): Promise<TaskRow> {
  const [row] = await session.store.select().from(tasks).where(isTask(session, id))
  if (row === undefined) throw notFound('Task')
  return row
}

/**
 * Keeps others from changing a task until the transaction ends.
 *
 * @throws Refusal 404.
 */
export async function lockTask(session: Session, id: string): Promise<TaskRow> {
  const [row] = await session.store.select().from(tasks).where(isTask(session, id)).for('no key update')
  if (row === undefined) throw notFound('Task')
  return row
}

/** @throws HttpError 422 that names the field in which an id stands that is no task's. */
export async function requireTaskIn(session: Session, field: string, id: string): Promise<TaskRow> {
  const [row] = await session.store.select().from(tasks).where(isTask(session, id))
  if (row === undefined) throw invalid(field, 'There is no such task')
  return row
}
