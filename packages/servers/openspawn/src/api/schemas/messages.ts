import { queryInteger } from '@driftless/server-kit'
import { z } from 'zod'
import { CHANNEL_TYPES, EVENT_SEVERITIES, MESSAGE_TYPES } from '../../domain/enums.ts'
import { MAX_PAGE, MAX_PAGES } from '../routes/declare.ts'
import { counter, dataOf, id, idOut, metadata, momentIn, momentOut, text } from './parts.ts'

export const MessageType = z
  .enum(MESSAGE_TYPES)
  .meta({ id: 'MessageType', description: 'What a message is for.' })
export const ChannelType = z
  .enum(CHANNEL_TYPES)
  .meta({ id: 'ChannelType', description: 'What a channel is for.' })
export const EventSeverity = z
  .enum(EVENT_SEVERITIES)
  .meta({ id: 'EventSeverity', description: 'How grave an event is.' })

export const Message = z
  .object({
    id: idOut().describe('Id of the message.'),
    orgId: idOut().describe('Organization of the channel.'),
    channelId: idOut().describe('The channel.'),
    senderId: idOut().describe('The agent that sent it.'),
    recipientId: idOut().nullable().describe('The agent that it is for; null: all of the channel.'),
    type: MessageType,
    body: z.string().describe('Its text.'),
    parentMessageId: idOut().nullable().describe('The message that it replies to.'),
    metadata: metadata().describe('What its sender keeps with it.'),
    createdAt: momentOut().describe('When it was sent.'),
  })
  .meta({ id: 'Message', description: 'A message in a channel.' })

export const Channel = z
  .object({
    id: idOut().describe('Id of the channel.'),
    orgId: idOut().describe('Organization of the channel.'),
    name: z.string().describe('Its name.'),
    type: ChannelType,
    taskId: idOut().nullable().describe('The task that it is about.'),
    metadata: metadata().describe('What its maker keeps with it.'),
    createdAt: momentOut().describe('When it was made.'),
    updatedAt: momentOut().describe('When it was changed last.'),
  })
  .meta({ id: 'Channel', description: 'Where agents speak.' })

export const Event = z
  .object({
    id: idOut().describe('Id of the event.'),
    orgId: idOut().describe('Organization in which it happened.'),
    type: z.string().describe('What happened, such as `task.created`.'),
    actorId: idOut().describe('The agent that did it.'),
    entityType: z.string().describe('What it was done to, such as `task`.'),
    entityId: idOut().describe('Id of what it was done to.'),
    data: metadata().describe('What else the type tells.'),
    severity: EventSeverity,
    message: z.string().describe('What happened, for people.'),
    reasoning: z.string().nullable().describe('Why it was done; null here.'),
    createdAt: momentOut().describe('When it happened.'),
  })
  .meta({ id: 'Event', description: 'Something that happened.' })

export const SendMessageRequest = z
  .strictObject({
    channelId: id().describe('The channel.'),
    type: MessageType.default('text'),
    body: text(20_000, 0).describe('Its text.'),
    parentMessageId: id().nullish().describe('The message in the channel that it replies to.'),
    metadata: metadata().optional().describe('Kept with it.'),
  })
  .meta({ id: 'SendMessageRequest', description: 'A message to send.' })

export const CreateChannelRequest = z
  .strictObject({
    name: text(100).describe('Its name, unique in the organization among channels without a task.'),
    type: ChannelType,
    taskId: id().nullish().describe('The task that it is about.'),
    metadata: metadata().optional().describe('Kept with it.'),
  })
  .meta({ id: 'CreateChannelRequest', description: 'A channel to make.' })

const PageMeta = z
  .object({
    total: counter().describe('How many there are.'),
    page: counter().describe('Number of the page, from 1.'),
    limit: counter().describe('Size of the page.'),
  })
  .meta({ id: 'PageMeta', description: 'Which page it is.' })

export const MessageResponse = dataOf('MessageResponse', Message, 'The message.')
export const MessageListResponse = dataOf('MessageListResponse', z.array(Message), 'The messages.')
export const ChannelResponse = dataOf('ChannelResponse', Channel, 'The channel.')
export const ChannelListResponse = dataOf('ChannelListResponse', z.array(Channel), 'The channels.')
export const EventResponse = dataOf('EventResponse', Event, 'The event.')
export const EventListResponse = z
  .object({ data: z.array(Event).describe('Latest first.'), meta: PageMeta })
  .meta({ id: 'EventListResponse', description: 'A page of events.' })

const limit = () =>
  queryInteger({ minimum: 1, maximum: MAX_PAGE }).optional().describe('Size of the page; default: 50.')

export const listMessagesQuery = z.strictObject({
  channelId: id().describe('The channel.'),
  limit: limit(),
  before: id()
    .optional()
    .describe('Only messages older than this one; for the next page, the last one of this.'),
})

export const listEventsQuery = z.strictObject({
  type: text(100).optional().describe('Only events of this type, such as `task.created`.'),
  actorId: id().optional().describe('Only what this agent did.'),
  entityType: text(100).optional().describe('Only what was done to such things, such as `task`.'),
  entityId: id().optional().describe('Only what was done to this.'),
  severity: EventSeverity.optional().describe('Only events as grave as this.'),
  startDate: momentIn().optional().describe('Only events from this moment on.'),
  endDate: momentIn().optional().describe('Only events up to this moment.'),
  page: queryInteger({ minimum: 1, maximum: MAX_PAGES })
    .optional()
    .describe('Number of the page; default: 1.'),
  limit: limit(),
})
