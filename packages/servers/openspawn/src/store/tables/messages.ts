import { sql } from 'drizzle-orm'
import { bigserial, index, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import type { ChannelType, EventSeverity, MessageType } from '../../domain/enums.ts'
import { id, json, moment } from '../columns.ts'
import { agents } from './agents.ts'

export const channels = pgTable(
  'channels',
  {
    id: id(),
    position: bigserial('position', { mode: 'number' }).notNull(),
    orgId: uuid('org_id').notNull(),
    name: text('name').notNull(),
    type: text('type').$type<ChannelType>().notNull(),
    taskId: uuid('task_id'),
    metadata: json('metadata').notNull(),
    createdAt: moment('created_at').notNull(),
    updatedAt: moment('updated_at').notNull(),
  },
  // Channels of tasks come by themselves: no name that somebody gave may keep a task from having one.
  (table) => [uniqueIndex('channels_name').on(table.orgId, table.name).where(sql`task_id is null`)],
)

export const messages = pgTable(
  'messages',
  {
    id: id(),
    position: bigserial('position', { mode: 'number' }).notNull(),
    orgId: uuid('org_id').notNull(),
    channelId: uuid('channel_id')
      .notNull()
      .references(() => channels.id),
    senderId: uuid('sender_id')
      .notNull()
      .references(() => agents.id),
    recipientId: uuid('recipient_id'),
    type: text('type').$type<MessageType>().notNull(),
    body: text('body').notNull(),
    parentMessageId: uuid('parent_message_id'),
    metadata: json('metadata').notNull(),
    createdAt: moment('created_at').notNull(),
  },
  (table) => [
    index('messages_channel').on(table.channelId, table.position),
    index('messages_parent').on(table.parentMessageId),
  ],
)

/** What happened, one row per change. */
export const events = pgTable(
  'events',
  {
    id: id(),
    position: bigserial('position', { mode: 'number' }).notNull(),
    orgId: uuid('org_id').notNull(),
    type: text('type').notNull(),
    actorId: uuid('actor_id').notNull(),
    entityType: text('entity_type').notNull(),
    entityId: uuid('entity_id').notNull(),
    data: json('data').notNull(),
    severity: text('severity').$type<EventSeverity>().notNull(),
    /** For people. */
    message: text('message').notNull(),
    createdAt: moment('created_at').notNull(),
  },
  (table) => [index('events_position').on(table.orgId, table.position)],
)
