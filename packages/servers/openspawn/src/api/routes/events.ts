import type { ApiRouter } from '@driftless/server-kit'
import { createRoute } from '@hono/zod-openapi'
import { z } from 'zod'
import { type EventRow, findEvents, getEvent } from '../../domain/find-events.ts'
import { errors, readErrors } from '../schemas/errors.ts'
import { type Event, EventListResponse, EventResponse, listEventsQuery } from '../schemas/messages.ts'
import { id } from '../schemas/parts.ts'
import { jsonAnswer, named, resultAt } from './declare.ts'

const tags = ['events']

const listEvents = createRoute({
  method: 'get',
  path: '/events',
  operationId: 'listEvents',
  tags,
  summary: 'List events',
  description:
    'Lists what happened in the organization and fits every given filter, latest first: one event for each change.',
  request: { query: listEventsQuery },
  responses: { 200: jsonAnswer('One page of events.', EventListResponse), ...errors(readErrors) },
  'x-driftless-pagination': {
    kind: 'page',
    page: 'page',
    limit: 'limit',
    items: '/data',
    total: '/meta/total',
    meta: '/meta',
  },
  ...named('events', 'list'),
})

const getEventRoute = createRoute({
  method: 'get',
  path: '/events/{id}',
  operationId: 'getEvent',
  tags,
  summary: 'Get an event',
  description: 'Returns an event.',
  request: { params: z.object({ id: id().describe('Id of the event.') }) },
  responses: { 200: jsonAnswer('The event.', EventResponse), ...errors([404, ...readErrors]) },
  'x-driftless-null': 'not-found',
  ...named('events', 'get'),
  ...resultAt('/data'),
})

/** Registers the operations on events. */
export function registerEvents(router: ApiRouter): void {
  router.openapi(listEvents, async (context) => {
    const { page = 1, limit = 50, ...filter } = context.req.valid('query')
    const { rows, total } = await findEvents(context.get('session'), filter, { page, limit })
    return context.json({ data: rows.map(eventOnTheWire), meta: { total, page, limit } }, 200)
  })
  router.openapi(getEventRoute, async (context) => {
    const row = await getEvent(context.get('session'), context.req.valid('param').id)
    return context.json({ data: eventOnTheWire(row) }, 200)
  })
}

function eventOnTheWire({ position, createdAt, ...row }: EventRow): z.infer<typeof Event> {
  return { ...row, reasoning: null, createdAt: createdAt.toISOString() }
}
