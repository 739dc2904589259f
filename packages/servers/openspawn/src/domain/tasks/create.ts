import { randomUUID } from 'node:crypto'
import { eq, sql } from 'drizzle-orm'
import { channels, organizations, taskDependencies, tasks, taskTags } from '../../store/schema.ts'
import { requireAgentIn } from '../agents/find.ts'
import type { TaskPriority } from '../enums.ts'
import { invalid } from '../errors.ts'
import { recordEvent } from '../events.ts'
import type { Session } from '../session.ts'
import { requireTaskIn, type TaskRow } from './find.ts'

export interface NewTask {
  readonly title: string
  readonly description?: string | null | undefined
  readonly priority?: TaskPriority | undefined
  readonly assigneeId?: string | null | undefined
  readonly parentTaskId?: string | null | undefined
  readonly approvalRequired?: boolean | undefined
  readonly estimatedCredits?: number | null | undefined
  readonly capabilities?: readonly string[] | undefined
  /** Ids of tasks that must be done before this one is. */
  readonly dependencies?: readonly string[] | undefined
  readonly dueAt?: Date | null | undefined
  readonly tags?: readonly string[] | undefined
  readonly metadata?: Record<string, unknown> | undefined
}

/** Makes a task in the backlog, and a channel for it. */
export async function createTask(session: Session, input: NewTask): Promise<TaskRow> {
  await requireReferences(session, input)
  const { store, actor, now } = session
  const { orgId } = actor.agent
  const identifier = await nextIdentifier(session)
  const channelId = randomUUID()
  const [task] = await store
    .insert(tasks)
    .values({
      id: randomUUID(),
      orgId,
      identifier,
      title: input.title,
      description: input.description ?? null,
      status: 'backlog',
      priority: input.priority ?? 'normal',
      assigneeId: input.assigneeId ?? null,
      creatorId: actor.agent.id,
      parentTaskId: input.parentTaskId ?? null,
      channelId,
      approvalRequired: input.approvalRequired ?? false,
      estimatedCredits: input.estimatedCredits ?? null,
      capabilities: input.capabilities ?? [],
      dueDate: input.dueAt ?? null,
      metadata: input.metadata ?? {},
      createdAt: now,
      updatedAt: now,
    })
    .returning()
  if (task === undefined) throw new Error('The database returned no task')
  await store.insert(channels).values({
    id: channelId,
    orgId,
    name: `task:${identifier}`,
    type: 'task',
    taskId: task.id,
    metadata: {},
    createdAt: now,
    updatedAt: now,
  })
  await insertParts(session, task, input)
  await recordEvent(session, {
    type: 'task.created',
    entityType: 'task',
    entityId: task.id,
    data: { identifier, title: task.title, priority: task.priority, assigneeId: task.assigneeId },
    message: `${actor.agent.name} created ${identifier}: ${task.title}`,
  })
  return task
}

async function requireReferences(session: Session, input: NewTask): Promise<void> {
  const { assigneeId, parentTaskId, dependencies = [] } = input
  if (assigneeId != null) await requireAssignable(session, assigneeId)
  if (parentTaskId != null) await requireTaskIn(session, 'parentTaskId', parentTaskId)
  for (const [index, id] of dependencies.entries()) await requireTaskIn(session, `dependencies.${index}`, id)
}

/** @throws HttpError 422 for what is no agent, or one that is revoked. */
export async function requireAssignable(session: Session, assigneeId: string): Promise<void> {
  const { status } = await requireAgentIn(session, 'assigneeId', assigneeId)
  if (status === 'revoked') throw invalid('assigneeId', 'The agent is revoked')
}

/** Counts up, one task after another: the row stays locked until the transaction ends. */
async function nextIdentifier({ store, actor }: Session): Promise<string> {
  const [counted] = await store
    .update(organizations)
    .set({ taskCounter: sql`${organizations.taskCounter} + 1` })
    .where(eq(organizations.id, actor.agent.orgId))
    .returning({ number: organizations.taskCounter })
  return `TASK-${counted?.number}`
}

async function insertParts(
  { store, now }: Session,
  { id: taskId, orgId }: TaskRow,
  { tags = [], dependencies = [] }: NewTask,
): Promise<void> {
  const part = () => ({ id: randomUUID(), orgId, taskId, createdAt: now })
  if (tags.length > 0) {
    await store.insert(taskTags).values([...new Set(tags)].map((tag) => ({ ...part(), tag })))
  }
  if (dependencies.length > 0) {
    const rows = [...new Set(dependencies)].map((dependsOnId) => ({
      ...part(),
      dependsOnId,
      blocking: true,
    }))
    await store.insert(taskDependencies).values(rows)
  }
}
