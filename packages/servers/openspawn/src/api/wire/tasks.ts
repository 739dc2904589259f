import type { z } from 'zod'
import type { CommentRow } from '../../domain/tasks/links.ts'
import type { DependencyRow, TagRow, WholeTask } from '../../domain/tasks/list.ts'
import type { Task, TaskComment, TaskDependency, TaskTag } from '../schemas/tasks.ts'

/** A task with what belongs to it. */
export function taskOnTheWire({ task, tags, dependencies, dependents }: WholeTask): z.infer<typeof Task> {
  const { position, ...row } = task
  return {
    ...row,
    capabilities: [...row.capabilities],
    approvedAt: momentOrNull(row.approvedAt),
    dueDate: momentOrNull(row.dueDate),
    completedAt: momentOrNull(row.completedAt),
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
    tags: tags.map(tagOnTheWire),
    dependencies: dependencies.map(dependencyOnTheWire),
    dependents: dependents.map(dependencyOnTheWire),
  }
}

function tagOnTheWire({ position, createdAt, ...row }: TagRow): z.infer<typeof TaskTag> {
  return { ...row, createdAt: createdAt.toISOString() }
}

export function dependencyOnTheWire({
  position,
  createdAt,
  ...row
}: DependencyRow): z.infer<typeof TaskDependency> {
  return { ...row, createdAt: createdAt.toISOString() }
}

export function commentOnTheWire({
  position,
  createdAt,
  updatedAt,
  ...row
}: CommentRow): z.infer<typeof TaskComment> {
  return { ...row, createdAt: createdAt.toISOString(), updatedAt: updatedAt.toISOString() }
}

function momentOrNull(moment: Date | null): string | null {
  return moment === null ? null : moment.toISOString()
}
