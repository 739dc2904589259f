import { and, eq, ne } from 'drizzle-orm'
import { taskDependencies, tasks } from '../../store/schema.ts'
import type { TaskStatus } from '../enums.ts'
import { conflict, forbidden } from '../errors.ts'
import { type NewEvent, recordEvent } from '../events.ts'
import type { Session } from '../session.ts'
import { requireAssignable } from './create.ts'
import { lockTask, type TaskRow } from './find.ts'
import { isClosed, requireTransition } from './machine.ts'
import { payForTask } from './pay.ts'

/** Moves a task to another status. */
export async function transitionTask(
  session: Session,
  id: string,
  to: TaskStatus,
  reason: string | undefined,
): Promise<TaskRow> {
  const task = await lockTask(session, id)
  const from = task.status
  requireTransition(from, to)
  if (to === 'done') {
    if (task.approvalRequired && task.approvedAt === null) {
      throw forbidden('approval_required', 'Task requires approval before completion')
    }
    await requireUnblocked(session, task)
  }
  const completedAt = to === 'done' ? session.now : null
  const moved = await change(
    session,
    task,
    { status: to, completedAt },
    {
      type: 'task.transitioned',
      data: { from, to, reason: reason ?? null },
      message: `${session.actor.agent.name} moved ${task.identifier} from ${from} to ${to}`,
    },
  )
  if (to === 'done') await payForTask(session, moved)
  return moved
}

/** Gives a task to an agent; its status stays. */
export async function assignTask(session: Session, id: string, assigneeId: string): Promise<TaskRow> {
  await requireAssignable(session, assigneeId)
  const task = await lockTask(session, id)
  if (isClosed(task.status)) throw conflict('task_closed', `The task is ${task.status}`)
  return change(
    session,
    task,
    { assigneeId },
    {
      type: 'task.assigned',
      data: { previousAssignee: task.assigneeId, newAssignee: assigneeId },
      message: `${session.actor.agent.name} assigned ${task.identifier}`,
    },
  )
}

/** Makes a task the caller's and starts it. Of many callers at once, one gets it. */
export async function claimTask(session: Session, id: string): Promise<TaskRow> {
  const { agent } = session.actor
  // Whoever comes later waits here, and then sees whose it is.
  const task = await lockTask(session, id)
  const isFree = task.assigneeId === null || task.assigneeId === agent.id
  const isOpen = task.status === 'backlog' || task.status === 'todo'
  if (!isFree || !isOpen) {
    const why = isFree ? `it is ${task.status}` : 'it is assigned to another agent'
    throw conflict('not_claimable', `The task cannot be claimed: ${why}`, {
      status: task.status,
      assigneeId: task.assigneeId,
    })
  }
  return change(
    session,
    task,
    { assigneeId: agent.id, status: 'in_progress' },
    {
      type: 'task.claimed',
      data: { identifier: task.identifier, from: task.status },
      message: `${agent.name} claimed ${task.identifier}`,
    },
  )
}

/** Ends the review of a task: it is done. */
export async function approveTask(session: Session, id: string): Promise<TaskRow> {
  const { actor, now } = session
  const task = await lockTask(session, id)
  if (task.status !== 'review') throw conflict('not_in_review', `The task is ${task.status}, not in review`)
  await requireUnblocked(session, task)
  const approved = await change(
    session,
    task,
    { status: 'done', approvedBy: actor.agent.id, approvedAt: now, completedAt: now },
    {
      type: 'task.approved',
      data: { identifier: task.identifier },
      message: `${actor.agent.name} approved ${task.identifier}`,
    },
  )
  await payForTask(session, approved)
  return approved
}

async function requireUnblocked({ store }: Session, { id }: TaskRow): Promise<void> {
  const open = await store
    .select({ id: tasks.id })
    .from(taskDependencies)
    .innerJoin(tasks, eq(tasks.id, taskDependencies.dependsOnId))
    .where(
      and(eq(taskDependencies.taskId, id), eq(taskDependencies.blocking, true), ne(tasks.status, 'done')),
    )
  if (open.length === 0) return
  throw conflict('dependencies_open', `Cannot complete: ${open.length} blocking dependencies not done`, {
    dependencies: open.map((task) => task.id),
  })
}

async function change(
  session: Session,
  task: TaskRow,
  values: Partial<TaskRow>,
  event: Pick<NewEvent, 'type' | 'data' | 'message'>,
): Promise<TaskRow> {
  const changes = { ...values, updatedAt: session.now }
  await session.store.update(tasks).set(changes).where(eq(tasks.id, task.id))
  await recordEvent(session, { ...event, entityType: 'task', entityId: task.id })
  return { ...task, ...changes }
}
