import { bigserial, boolean, index, integer, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import type { TaskPriority, TaskStatus } from '../../domain/enums.ts'
import { id, json, moment, texts } from '../columns.ts'
import { agents } from './agents.ts'

export const tasks = pgTable(
  'tasks',
  {
    id: id(),
    position: bigserial('position', { mode: 'number' }).notNull(),
    orgId: uuid('org_id').notNull(),
    /** Such as `TASK-2`; unique in its organization. */
    identifier: text('identifier').notNull(),
    title: text('title').notNull(),
    description: text('description'),
    status: text('status').$type<TaskStatus>().notNull(),
    priority: text('priority').$type<TaskPriority>().notNull(),
    assigneeId: uuid('assignee_id').references(() => agents.id),
    creatorId: uuid('creator_id')
      .notNull()
      .references(() => agents.id),
    parentTaskId: uuid('parent_task_id'),
    channelId: uuid('channel_id').notNull(),
    approvalRequired: boolean('approval_required').notNull(),
    approvedBy: uuid('approved_by'),
    approvedAt: moment('approved_at'),
    estimatedCredits: integer('estimated_credits'),
    capabilities: texts('capabilities').notNull(),
    dueDate: moment('due_date'),
    completedAt: moment('completed_at'),
    metadata: json('metadata').notNull(),
    createdAt: moment('created_at').notNull(),
    updatedAt: moment('updated_at').notNull(),
  },
  (table) => [
    uniqueIndex('tasks_identifier').on(table.orgId, table.identifier),
    index('tasks_position').on(table.orgId, table.position),
    index('tasks_assignee').on(table.assigneeId),
  ],
)

export const taskTags = pgTable(
  'task_tags',
  {
    id: id(),
    position: bigserial('position', { mode: 'number' }).notNull(),
    orgId: uuid('org_id').notNull(),
    taskId: uuid('task_id')
      .notNull()
      .references(() => tasks.id),
    tag: text('tag').notNull(),
    createdAt: moment('created_at').notNull(),
  },
  (table) => [uniqueIndex('task_tags_tag').on(table.taskId, table.tag)],
)

export const taskDependencies = pgTable(
  'task_dependencies',
  {
    id: id(),
    position: bigserial('position', { mode: 'number' }).notNull(),
    orgId: uuid('org_id').notNull(),
    taskId: uuid('task_id')
      .notNull()
      .references(() => tasks.id),
    dependsOnId: uuid('depends_on_id')
      .notNull()
      .references(() => tasks.id),
    blocking: boolean('blocking').notNull(),
    createdAt: moment('created_at').notNull(),
  },
  (table) => [
    uniqueIndex('task_dependencies_pair').on(table.taskId, table.dependsOnId),
    index('task_dependencies_depends_on').on(table.dependsOnId),
  ],
)

export const taskComments = pgTable(
  'task_comments',
  {
    id: id(),
    position: bigserial('position', { mode: 'number' }).notNull(),
    orgId: uuid('org_id').notNull(),
    taskId: uuid('task_id')
      .notNull()
      .references(() => tasks.id),
    authorId: uuid('author_id')
      .notNull()
      .references(() => agents.id),
    body: text('body').notNull(),
    parentCommentId: uuid('parent_comment_id'),
    createdAt: moment('created_at').notNull(),
    updatedAt: moment('updated_at').notNull(),
  },
  (table) => [index('task_comments_task').on(table.taskId, table.position)],
)
