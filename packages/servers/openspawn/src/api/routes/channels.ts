import type { ApiRouter } from '@driftless/server-kit'
import { createRoute } from '@hono/zod-openapi'
import { z } from 'zod'
import { type ChannelRow, createChannel, findChannels, getChannel } from '../../domain/messages/channels.ts'
import { bodyErrors, errors, readErrors } from '../schemas/errors.ts'
import {
  type Channel,
  ChannelListResponse,
  ChannelResponse,
  CreateChannelRequest,
} from '../schemas/messages.ts'
import { id } from '../schemas/parts.ts'
import { jsonAnswer, jsonBody, keyed, named, resultAt } from './declare.ts'

const tags = ['channels']

const createChannelRoute = createRoute({
  method: 'post',
  path: '/channels',
  operationId: 'createChannel',
  tags,
  summary: 'Create a channel',
  description: 'Makes a channel. Every task has one from the start.',
  request: { body: jsonBody(CreateChannelRequest) },
  responses: {
    201: jsonAnswer('The channel.', ChannelResponse),
    ...errors([409, ...bodyErrors], { 409: 'There is a channel of this name already.' }),
  },
  ...named('channels', 'create'),
  ...keyed,
  ...resultAt('/data'),
})

const listChannels = createRoute({
  method: 'get',
  path: '/channels',
  operationId: 'listChannels',
  tags,
  summary: 'List channels',
  description: 'Lists the channels of the organization, newest first.',
  responses: { 200: jsonAnswer('The channels.', ChannelListResponse), ...errors(readErrors) },
  ...named('channels', 'list'),
  ...resultAt('/data'),
})

const getChannelRoute = createRoute({
  method: 'get',
  path: '/channels/{id}',
  operationId: 'getChannel',
  tags,
  summary: 'Get a channel',
  description: 'Returns a channel.',
  request: { params: z.object({ id: id().describe('Id of the channel.') }) },
  responses: { 200: jsonAnswer('The channel.', ChannelResponse), ...errors([404, ...readErrors]) },
  ...named('channels', 'get'),
  ...resultAt('/data'),
})

/** Registers the operations on channels. */
export function registerChannels(router: ApiRouter): void {
  router.openapi(createChannelRoute, async (context) => {
    const row = await createChannel(context.get('session'), context.req.valid('json'))
    return context.json({ data: channelOnTheWire(row) }, 201)
  })
  router.openapi(listChannels, async (context) => {
    const rows = await findChannels(context.get('session'))
    return context.json({ data: rows.map(channelOnTheWire) }, 200)
  })
  router.openapi(getChannelRoute, async (context) => {
    const row = await getChannel(context.get('session'), context.req.valid('param').id)
    return context.json({ data: channelOnTheWire(row) }, 200)
  })
}

function channelOnTheWire({ position, createdAt, updatedAt, ...row }: ChannelRow): z.infer<typeof Channel> {
  return { ...row, createdAt: createdAt.toISOString(), updatedAt: updatedAt.toISOString() }
}
