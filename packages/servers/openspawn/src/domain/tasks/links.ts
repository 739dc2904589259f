import { randomUUID } from 'node:crypto'
import { and, asc, eq, inArray } from 'drizzle-orm'
import { organizations, taskComments, taskDependencies } from '../../store/schema.ts'
import { conflict, invalid, notFound } from '../errors.ts'
import { recordEvent } from '../events.ts'
import type { Session } from '../session.ts'
import { getTask, requireTaskIn } from './find.ts'
import type { DependencyRow } from './list.ts'

export type CommentRow = typeof taskComments.$inferSelect

/** Makes one task wait for another. */
export async function addDependency(
  session: Session,
  taskId: string,
  dependsOnId: string,
  blocking: boolean,
): Promise<DependencyRow> {
  const { store, actor, now } = session
  const task = await getTask(session, taskId)
  if (dependsOnId === taskId) throw conflict('circular_dependency', 'A task cannot depend on itself')
  const other = await requireTaskIn(session, 'dependsOnId', dependsOnId)
  // One at a time in the organization: two that are added at once could close a circle.
  await store
    .select({ id: organizations.id })
    .from(organizations)
    .where(eq(organizations.id, actor.agent.orgId))
    .for('no key update')
  if (await dependsOn(session, dependsOnId, taskId)) {
    throw conflict('circular_dependency', `${other.identifier} depends on ${task.identifier} already`)
  }
  const [row] = await store
    .insert(taskDependencies)
    .values({ id: randomUUID(), orgId: task.orgId, taskId, dependsOnId, blocking, createdAt: now })
    .onConflictDoNothing()
    .returning()
  if (row === undefined) {
    throw conflict('dependency_exists', `${task.identifier} depends on ${other.identifier} already`)
  }
  await recordEvent(session, {
    type: 'task.dependency.added',
    entityType: 'task',
    entityId: taskId,
    data: { dependsOnId, blocking },
    message: `${actor.agent.name} made ${task.identifier} depend on ${other.identifier}`,
  })
  return row
}

/** Whether a task depends on another one, directly or through others. */
async function dependsOn({ store }: Session, taskId: string, otherId: string): Promise<boolean> {
  const seen = new Set<string>()
  for (let next = [taskId]; next.length > 0; ) {
    if (next.includes(otherId)) return true
    for (const id of next) seen.add(id)
    const rows = await store
      .select({ id: taskDependencies.dependsOnId })
      .from(taskDependencies)
      .where(inArray(taskDependencies.taskId, next))
    next = rows.map(({ id }) => id).filter((id) => !seen.has(id))
  }
  return false
}

export async function removeDependency(session: Session, taskId: string, dependsOnId: string): Promise<void> {
  const task = await getTask(session, taskId)
  const removed = await session.store
    .delete(taskDependencies)
    .where(and(eq(taskDependencies.taskId, taskId), eq(taskDependencies.dependsOnId, dependsOnId)))
    .returning({ id: taskDependencies.id })
  if (removed.length === 0) throw notFound('Dependency')
  await recordEvent(session, {
    type: 'task.dependency.removed',
    entityType: 'task',
    entityId: taskId,
    data: { dependsOnId },
    message: `${session.actor.agent.name} removed a dependency of ${task.identifier}`,
  })
}

/** Comments on a task, oldest first. */
export async function listComments(session: Session, taskId: string): Promise<CommentRow[]> {
  await getTask(session, taskId)
  return session.store
    .select()
    .from(taskComments)
    .where(eq(taskComments.taskId, taskId))
    .orderBy(asc(taskComments.position))
}

export async function addComment(
  session: Session,
  taskId: string,
  body: string,
  parentCommentId: string | undefined,
): Promise<CommentRow> {
  const { store, actor, now } = session
  const task = await getTask(session, taskId)
  if (parentCommentId !== undefined) await requireComment(session, taskId, parentCommentId)
  const [row] = await store
    .insert(taskComments)
    .values({
      id: randomUUID(),
      orgId: task.orgId,
      taskId,
      authorId: actor.agent.id,
      body,
      parentCommentId: parentCommentId ?? null,
      createdAt: now,
      updatedAt: now,
    })
    .returning()
  if (row === undefined) throw new Error('The database returned no comment')
  await recordEvent(session, {
    type: 'task.comment.added',
    entityType: 'task',
    entityId: taskId,
    data: { commentId: row.id },
    message: `${actor.agent.name} commented on ${task.identifier}`,
  })
  return row
}

async function requireComment({ store }: Session, taskId: string, id: string): Promise<void> {
  const [row] = await store
    .select({ id: taskComments.id })
    .from(taskComments)
    .where(and(eq(taskComments.id, id), eq(taskComments.taskId, taskId)))
  if (row === undefined) throw invalid('parentCommentId', 'There is no such comment on this task')
}
