import { randomUUID } from 'node:crypto'
import { and, desc, eq } from 'drizzle-orm'
import { channels } from '../../store/schema.ts'
import type { ChannelType } from '../enums.ts'
import { conflict, invalid, notFound } from '../errors.ts'
import { recordEvent } from '../events.ts'
import type { Session } from '../session.ts'
import { requireTaskIn } from '../tasks/find.ts'

export type ChannelRow = typeof channels.$inferSelect

export interface NewChannel {
  readonly name: string
  readonly type: ChannelType
  readonly taskId?: string | null | undefined
  readonly metadata?: Record<string, unknown> | undefined
}

function isChannel({ actor }: Session, id: string) {
  return and(eq(channels.id, id), eq(channels.orgId, actor.agent.orgId))
}

/** Channels of the organization, newest first. */
export function findChannels({ store, actor }: Session): Promise<ChannelRow[]> {
  return store
    .select()
    .from(channels)
    .where(eq(channels.orgId, actor.agent.orgId))
    .orderBy(desc(channels.position))
}

/** @throws Refusal 404. */
export async function getChannel(session: Session, id: string): Promise<ChannelRow> {
  const [row] = await session.store.select().from(channels).where(isChannel(session, id))
  if (row === undefined) throw notFound('Channel')
  return row
}

/** @throws HttpError 422 that names the field in which an id stands that is no channel's. */
export async function requireChannelIn(
  session: Session,
  field: string,
  id: string,
  part: 'body' | 'query',
): Promise<ChannelRow> {
  const [row] = await session.store.select().from(channels).where(isChannel(session, id))
  if (row === undefined) throw invalid(field, 'There is no such channel', part)
  return row
}

export async function createChannel(session: Session, input: NewChannel): Promise<ChannelRow> {
  const { store, actor, now } = session
  const { name, type, taskId = null, metadata = {} } = input
  if (taskId !== null) await requireTaskIn(session, 'taskId', taskId)
  const [row] = await store
    .insert(channels)
    .values({
      id: randomUUID(),
      orgId: actor.agent.orgId,
      name,
      type,
      taskId,
      metadata,
      createdAt: now,
      updatedAt: now,
    })
    .onConflictDoNothing()
    .returning()
  if (row === undefined) throw conflict('channel_exists', `There is a channel named ${name} already`)
  await recordEvent(session, {
    type: 'channel.created',
    entityType: 'channel',
    entityId: row.id,
    data: { name, type, taskId },
    message: `${actor.agent.name} created channel ${name}`,
  })
  return row
}
