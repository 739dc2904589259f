import { z } from 'zod'
import { TASK_PRIORITIES, TASK_STATUSES } from '../../domain/enums.ts'
import { dataOf, id, idOut, MAX_CREDITS, metadata, momentIn, momentOut, text, whole } from './parts.ts'

export const TaskStatus = z
  .enum(TASK_STATUSES)
  .meta({ id: 'TaskStatus', description: 'Where a task is; `done` and `cancelled` are the end.' })
export const TaskPriority = z
  .enum(TASK_PRIORITIES)
  .meta({ id: 'TaskPriority', description: 'How soon a task should be done.' })

export const TaskTag = z
  .object({
    id: idOut().describe('Id of this entry.'),
    orgId: idOut().describe('Organization of the task.'),
    taskId: idOut().describe('The task.'),
    tag: z.string().describe('The tag.'),
    createdAt: momentOut().describe('When it was added.'),
  })
  .meta({ id: 'TaskTag', description: 'A tag of a task.' })

export const TaskDependency = z
  .object({
    id: idOut().describe('Id of this entry.'),
    orgId: idOut().describe('Organization of the tasks.'),
    taskId: idOut().describe('The task that depends.'),
    dependsOnId: idOut().describe('The task that it depends on.'),
    blocking: z.boolean().describe('Whether the first cannot be done before the second is.'),
    createdAt: momentOut().describe('When it was added.'),
  })
  .meta({ id: 'TaskDependency', description: 'A task depends on another.' })

export const Task = z
  .object({
    id: idOut().describe('Id of the task.'),
    orgId: idOut().describe('Organization of the task.'),
    identifier: z.string().describe('Short name, such as `TASK-2`.'),
    title: z.string().describe('What is to be done.'),
    description: z.string().nullable().describe('More about it.'),
    status: TaskStatus,
    priority: TaskPriority,
    assigneeId: idOut().nullable().describe('The agent that does it.'),
    creatorId: idOut().describe('The agent that made it.'),
    parentTaskId: idOut().nullable().describe('The task that it is a part of.'),
    channelId: idOut().describe('Channel where agents speak about it.'),
    approvalRequired: z.boolean().describe('Whether it cannot be done without approval.'),
    approvedBy: idOut().nullable().describe('The agent that approved it.'),
    approvedAt: momentOut().nullable().describe('When it was approved.'),
    estimatedCredits: z.int().nullable().describe('What it may cost.'),
    capabilities: z.array(z.string()).describe('What an agent should be able to do for it.'),
    dueDate: momentOut().nullable().describe('When it should be done.'),
    completedAt: momentOut().nullable().describe('When it was done.'),
    metadata: metadata().describe('What its maker keeps with it.'),
    createdAt: momentOut().describe('When it was made.'),
    updatedAt: momentOut().describe('When it was changed last.'),
    tags: z.array(TaskTag).describe('Its tags.'),
    dependencies: z.array(TaskDependency).describe('What it depends on.'),
    dependents: z.array(TaskDependency).describe('What depends on it.'),
  })
  .meta({ id: 'Task', description: 'Something to be done.' })

export const TaskComment = z
  .object({
    id: idOut().describe('Id of the comment.'),
    orgId: idOut().describe('Organization of the task.'),
    taskId: idOut().describe('The task.'),
    authorId: idOut().describe('The agent that wrote it.'),
    body: z.string().describe('Its text.'),
    parentCommentId: idOut().nullable().describe('The comment that it replies to.'),
    createdAt: momentOut().describe('When it was written.'),
    updatedAt: momentOut().describe('When it was changed last.'),
  })
  .meta({ id: 'TaskComment', description: 'A comment on a task.' })

export const CreateTaskRequest = z
  .strictObject({
    title: text(255).describe('What is to be done.'),
    description: text(20_000, 0).nullish().describe('More about it.'),
    priority: TaskPriority.optional(),
    assigneeId: id().nullish().describe('The agent that does it.'),
    parentTaskId: id().nullish().describe('The task that it is a part of.'),
    approvalRequired: z.boolean().optional().describe('Whether it cannot be done without approval.'),
    estimatedCredits: whole(0, MAX_CREDITS).nullish().describe('What it may cost.'),
    capabilities: z
      .array(text(100))
      .max(100)
      .optional()
      .describe('What an agent should be able to do for it.'),
    dependencies: z
      .array(id())
      .max(100)
      .optional()
      .describe('Ids of the tasks that must be done before this one is.'),
    dueAt: momentIn().nullish().describe('When it should be done.'),
    tags: z.array(text(100)).max(100).optional().describe('Its tags.'),
    metadata: metadata().optional().describe('Kept with it.'),
  })
  .meta({ id: 'CreateTaskRequest', description: 'A task to make.' })

export const TransitionTaskRequest = z
  .strictObject({
    status: TaskStatus,
    reason: text(2000, 0).nullish().describe('Why, or what was done.'),
  })
  .meta({ id: 'TransitionTaskRequest', description: 'Where a task goes.' })

/** As written in the document; older guides call the reason `notes`. */
export const transitionBody = z.preprocess((body, context) => {
  if (typeof body !== 'object' || body === null || !Object.hasOwn(body, 'notes')) return body
  const { notes, ...rest } = body as Record<string, unknown>
  if (!Object.hasOwn(rest, 'reason')) return { ...rest, reason: notes }
  context.addIssue({ code: 'custom', path: ['notes'], message: 'Send reason or notes, not both' })
  return z.NEVER
}, TransitionTaskRequest)

export const AssignTaskRequest = z
  .strictObject({ assigneeId: id().describe('The agent that does it.') })
  .meta({ id: 'AssignTaskRequest', description: 'Who does a task.' })
export const AddDependencyRequest = z
  .strictObject({
    dependsOnId: id().describe('The task that it depends on.'),
    blocking: z.boolean().optional().describe('Whether it cannot be done before; default: true.'),
  })
  .meta({ id: 'AddDependencyRequest', description: 'What a task depends on.' })
export const AddCommentRequest = z
  .strictObject({
    body: text(20_000).describe('Its text.'),
    parentCommentId: id().nullish().describe('The comment that it replies to.'),
  })
  .meta({ id: 'AddCommentRequest', description: 'A comment to write.' })

export const TaskResponse = dataOf('TaskResponse', Task, 'The task.')
export const TaskListResponse = dataOf('TaskListResponse', z.array(Task), 'The tasks.')
export const TaskCommentResponse = dataOf('TaskCommentResponse', TaskComment, 'The comment.')
export const TaskCommentListResponse = dataOf(
  'TaskCommentListResponse',
  z.array(TaskComment),
  'The comments.',
)
export const TaskDependencyResponse = dataOf('TaskDependencyResponse', TaskDependency, 'The dependency.')

/** Path parameters of everything below one task. */
export const taskParams = z.object({ id: id().describe('Id of the task.') })

/** Filters of the list; all that are given must fit. */
export const listTasksQuery = z.strictObject({
  status: TaskStatus.optional().describe('Only tasks in this status.'),
  priority: TaskPriority.optional().describe('Only tasks of this priority.'),
  assigneeId: id().optional().describe('Only tasks that this agent does.'),
  creatorId: id().optional().describe('Only tasks that this agent made.'),
  parentTaskId: id().optional().describe('Only parts of this task.'),
})
