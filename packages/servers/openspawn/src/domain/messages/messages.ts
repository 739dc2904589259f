import { randomUUID } from 'node:crypto'
import { and, asc, desc, eq, lt } from 'drizzle-orm'
import { messages } from '../../store/schema.ts'
import type { MessageType } from '../enums.ts'
import { invalid, notFound } from '../errors.ts'
import { recordEvent } from '../events.ts'
import type { Session } from '../session.ts'
import { requireChannelIn } from './channels.ts'

export type MessageRow = typeof messages.$inferSelect

export interface NewMessage {
  readonly channelId: string
  readonly type?: MessageType | undefined
  readonly body: string
  readonly parentMessageId?: string | null | undefined
  readonly metadata?: Record<string, unknown> | undefined
}

export async function sendMessage(session: Session, input: NewMessage): Promise<MessageRow> {
  const { store, actor, now } = session
  const { channelId, type = 'text', body, parentMessageId = null, metadata = {} } = input
  const channel = await requireChannelIn(session, 'channelId', channelId, 'body')
  if (parentMessageId !== null) {
    await requireMessageIn(session, channelId, 'parentMessageId', parentMessageId, 'body')
  }
  const [row] = await store
    .insert(messages)
    .values({
      id: randomUUID(),
      orgId: actor.agent.orgId,
      channelId,
      senderId: actor.agent.id,
      type,
      body,
      parentMessageId,
      metadata,
      createdAt: now,
    })
    .returning()
  if (row === undefined) throw new Error('The database returned no message')
  await recordEvent(session, {
    type: 'message.sent',
    entityType: 'message',
    entityId: row.id,
    data: { channelId, type, hasParent: parentMessageId !== null },
    message: `${actor.agent.name} wrote in ${channel.name}`,
  })
  return row
}

export interface MessageQuery {
  readonly channelId: string
  readonly limit: number
  /** Only messages older than this one. */
  readonly before?: string | undefined
}

/** Messages of a channel, newest first. */
export async function listMessages(session: Session, query: MessageQuery): Promise<MessageRow[]> {
  const { channelId, limit, before } = query
  await requireChannelIn(session, 'channelId', channelId, 'query')
  const last =
    before === undefined ? undefined : await requireMessageIn(session, channelId, 'before', before, 'query')
  return session.store
    .select()
    .from(messages)
    .where(
      and(
        eq(messages.channelId, channelId),
        last === undefined ? undefined : lt(messages.position, last.position),
      ),
    )
    .orderBy(desc(messages.position))
    .limit(limit)
}

/** @throws Refusal 404. */
export async function getMessage({ store, actor }: Session, id: string): Promise<MessageRow> {
  const [row] = await store
    .select()
    .from(messages)
    .where(and(eq(messages.id, id), eq(messages.orgId, actor.agent.orgId)))
  if (row === undefined) throw notFound('Message')
  return row
}

/** Replies to a message, oldest first. */
export async function getThread(session: Session, id: string): Promise<MessageRow[]> {
  await getMessage(session, id)
  return session.store
    .select()
    .from(messages)
    .where(eq(messages.parentMessageId, id))
    .orderBy(asc(messages.position))
}

async function requireMessageIn(
  { store }: Session,
  channelId: string,
  field: string,
  id: string,
  part: 'body' | 'query',
): Promise<MessageRow> {
  const [row] = await store
    .select()
    .from(messages)
    .where(and(eq(messages.id, id), eq(messages.channelId, channelId)))
  if (row === undefined) throw invalid(field, 'There is no such message in this channel', part)
  return row
}
