import { and, asc, desc, eq, inArray, or } from 'drizzle-orm'
import { taskDependencies, tasks, taskTags } from '../../store/schema.ts'
import type { TaskPriority, TaskStatus } from '../enums.ts'
import type { Session } from '../session.ts'
import type { TaskRow } from './find.ts'

export type TagRow = typeof taskTags.$inferSelect
export type DependencyRow = typeof taskDependencies.$inferSelect

export interface TaskFilter {
  readonly status?: TaskStatus | undefined
  readonly priority?: TaskPriority | undefined
  readonly assigneeId?: string | undefined
  readonly creatorId?: string | undefined
  readonly parentTaskId?: string | undefined
}

/** A task with what belongs to it. */
export interface WholeTask {
  readonly task: TaskRow
  readonly tags: readonly TagRow[]
  /** What it depends on. */
  readonly dependencies: readonly DependencyRow[]
  /** What depends on it. */
  readonly dependents: readonly DependencyRow[]
}

/** Tasks of the organization that fit every given filter, newest first. */
export async function findTasks(session: Session, filter: TaskFilter): Promise<WholeTask[]> {
  const { status, priority, assigneeId, creatorId, parentTaskId } = filter
  const rows = await session.store
    .select()
    .from(tasks)
    .where(
      and(
        eq(tasks.orgId, session.actor.agent.orgId),
        status === undefined ? undefined : eq(tasks.status, status),
        priority === undefined ? undefined : eq(tasks.priority, priority),
        assigneeId === undefined ? undefined : eq(tasks.assigneeId, assigneeId),
        creatorId === undefined ? undefined : eq(tasks.creatorId, creatorId),
        parentTaskId === undefined ? undefined : eq(tasks.parentTaskId, parentTaskId),
      ),
    )
    .orderBy(desc(tasks.position))
  return withParts(session, rows)
}

/** Adds to a task what belongs to it. */
export async function wholeTask(session: Session, task: TaskRow): Promise<WholeTask> {
  const [whole] = await withParts(session, [task])
  return whole ?? { task, tags: [], dependencies: [], dependents: [] }
}

async function withParts({ store }: Session, rows: readonly TaskRow[]): Promise<WholeTask[]> {
  if (rows.length === 0) return []
  const ids = rows.map(({ id }) => id)
  const tags = await store
    .select()
    .from(taskTags)
    .where(inArray(taskTags.taskId, ids))
    .orderBy(asc(taskTags.position))
  const links = await store
    .select()
    .from(taskDependencies)
    .where(or(inArray(taskDependencies.taskId, ids), inArray(taskDependencies.dependsOnId, ids)))
    .orderBy(asc(taskDependencies.position))
  const tagsOf = grouped(tags, ({ taskId }) => taskId)
  const dependenciesOf = grouped(links, ({ taskId }) => taskId)
  const dependentsOf = grouped(links, ({ dependsOnId }) => dependsOnId)
  return rows.map((task) => ({
    task,
    tags: tagsOf.get(task.id) ?? [],
    dependencies: dependenciesOf.get(task.id) ?? [],
    dependents: dependentsOf.get(task.id) ?? [],
  }))
}

function grouped<Row>(rows: readonly Row[], keyOf: (row: Row) => string): ReadonlyMap<string, Row[]> {
  const groups = new Map<string, Row[]>()
  for (const row of rows) {
    const group = groups.get(keyOf(row))
    if (group === undefined) groups.set(keyOf(row), [row])
    else group.push(row)
  }
  return groups
}
