import type { TaskStatus } from '../enums.ts'
import { Refusal } from '../errors.ts'

/** Where a task can go from each status. */
export const TRANSITIONS: Readonly<Record<TaskStatus, readonly TaskStatus[]>> = {
  backlog: ['todo', 'cancelled'],
  todo: ['in_progress', 'blocked', 'cancelled'],
  in_progress: ['review', 'blocked', 'cancelled'],
  review: ['done', 'in_progress', 'cancelled'],
  blocked: ['todo', 'in_progress', 'cancelled'],
  done: [],
  cancelled: [],
}

/** @throws Refusal 422. */
export function requireTransition(from: TaskStatus, to: TaskStatus): void {
  const allowed = TRANSITIONS[from]
  if (allowed.includes(to)) return
  throw new Refusal(422, 'invalid_transition', `Invalid transition: ${from} → ${to}`, {
    details: { from, to, allowed },
  })
}

/** Whether nothing can happen to a task any more. */
export function isClosed(status: TaskStatus): boolean {
  return TRANSITIONS[status].length === 0
}
