import type { ApiRouter } from '@driftless/server-kit'
import { createRoute } from '@hono/zod-openapi'
import { z } from 'zod'
import {
  getMessage,
  getThread,
  listMessages,
  type MessageRow,
  sendMessage,
} from '../../domain/messages/messages.ts'
import { bodyErrors, errors, readErrors } from '../schemas/errors.ts'
import {
  listMessagesQuery,
  type Message,
  MessageListResponse,
  MessageResponse,
  SendMessageRequest,
} from '../schemas/messages.ts'
import { id } from '../schemas/parts.ts'
import { jsonAnswer, jsonBody, keyed, named, resultAt } from './declare.ts'

const tags = ['messages']
const messageParams = z.object({ id: id().describe('Id of the message.') })

const sendMessageRoute = createRoute({
  method: 'post',
  path: '/messages',
  operationId: 'sendMessage',
  tags,
  summary: 'Send a message',
  description: 'Sends a message to a channel, perhaps as a reply to another one there.',
  request: { body: jsonBody(SendMessageRequest) },
  responses: { 201: jsonAnswer('The message.', MessageResponse), ...errors(bodyErrors) },
  ...named('messages', 'send'),
  ...keyed,
  ...resultAt('/data'),
})

const listMessagesRoute = createRoute({
  method: 'get',
  path: '/messages',
  operationId: 'listMessages',
  tags,
  summary: 'List the messages of a channel',
  description: 'Lists messages, newest first; `before` the last one of a page is the next page.',
  request: { query: listMessagesQuery },
  responses: { 200: jsonAnswer('One page of messages.', MessageListResponse), ...errors(readErrors) },
  'x-driftless-pagination': {
    kind: 'before-id',
    before: 'before',
    limit: 'limit',
    items: '/data',
    id: '/id',
  },
  ...named('messages', 'list'),
})

const getMessageRoute = createRoute({
  method: 'get',
  path: '/messages/{id}',
  operationId: 'getMessage',
  tags,
  summary: 'Get a message',
  description: 'Returns a message.',
  request: { params: messageParams },
  responses: { 200: jsonAnswer('The message.', MessageResponse), ...errors([404, ...readErrors]) },
  ...named('messages', 'get'),
  ...resultAt('/data'),
})

const getThreadRoute = createRoute({
  method: 'get',
  path: '/messages/{id}/thread',
  operationId: 'getMessageThread',
  tags,
  summary: 'List the replies to a message',
  description: 'Lists the replies to a message, oldest first; the message itself is not among them.',
  request: { params: messageParams },
  responses: { 200: jsonAnswer('The replies.', MessageListResponse), ...errors([404, ...readErrors]) },
  ...named('messages', 'getThread'),
  ...resultAt('/data'),
})

/** Registers the operations on messages. */
export function registerMessages(router: ApiRouter): void {
  router.openapi(sendMessageRoute, async (context) => {
    const row = await sendMessage(context.get('session'), context.req.valid('json'))
    return context.json({ data: messageOnTheWire(row) }, 201)
  })
  router.openapi(listMessagesRoute, async (context) => {
    const { limit = 50, ...query } = context.req.valid('query')
    const rows = await listMessages(context.get('session'), { ...query, limit })
    return context.json({ data: rows.map(messageOnTheWire) }, 200)
  })
  router.openapi(getMessageRoute, async (context) => {
    const row = await getMessage(context.get('session'), context.req.valid('param').id)
    return context.json({ data: messageOnTheWire(row) }, 200)
  })
  router.openapi(getThreadRoute, async (context) => {
    const rows = await getThread(context.get('session'), context.req.valid('param').id)
    return context.json({ data: rows.map(messageOnTheWire) }, 200)
  })
}

function messageOnTheWire({ position, createdAt, ...row }: MessageRow): z.infer<typeof Message> {
  return { ...row, createdAt: createdAt.toISOString() }
}
