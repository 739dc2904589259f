import { type ApiRouter, eventStream, invalidFields, type StreamMessage } from '@driftless/server-kit'
import { createRoute } from '@hono/zod-openapi'
import { type RunEvent, TERMINAL_EVENT } from '../../engine/run-event.ts'
import type { RunOperations } from '../../engine/service.ts'
import { errors } from '../schemas/errors.ts'
import { RunEvent as RunEventSchema } from '../schemas/events.ts'
import { runEventsQuery, runParams } from './parameters.ts'

const streamRunEvents = createRoute({
  method: 'get',
  path: '/runs/{run_id}/events',
  operationId: 'stream_run_events',
  tags: ['Run'],
  summary: 'Follow the events of a run',
  description:
    'Streams what happened in a run and what goes on happening, in order and without gaps, and ends after `runCompleted`, which is always sent. Whoever lost the connection goes on with `since` or the header `Last-Event-ID`; the greater one counts. The stream of a deleted run, and of a server that stops, ends without `runCompleted`.',
  request: { params: runParams, query: runEventsQuery },
  responses: {
    200: { description: 'The events.', content: { 'text/event-stream': { schema: RunEventSchema } } },
    ...errors([404, 422, 500, 503], { 404: 'There is no such run.' }),
  },
  'x-driftless-stream': { cursor: 'since', sequence: '/sequence', terminal: [TERMINAL_EVENT] },
})

/** Registers the event stream of runs. */
export function registerRunEvents(router: ApiRouter, runs: RunOperations): void {
  router.openapi(streamRunEvents, async (context) => {
    const runId = context.req.valid('param').run_id
    const { since = 0, eventTypes, includeResults = false } = context.req.valid('query')
    const seen = Math.max(since, lastEventId(context.req.header('last-event-id')))
    const following = { runId, since: seen, withResults: includeResults }
    const left = new AbortController()
    const leave = () => left.abort()
    const events = await runs.followRun(following, left.signal)
    const wanted = ({ type }: RunEvent) =>
      eventTypes === undefined || eventTypes.includes(type) || type === TERMINAL_EVENT
    return eventStream(messages(events, wanted, runId), leave)
  })
}

/** @throws HttpError 422 for what is no sequence number. */
function lastEventId(header: string | undefined): number {
  if (header === undefined) return 0
  const sequence = /^\d{1,16}$/.test(header) ? Number(header) : Number.NaN
  if (Number.isSafeInteger(sequence)) return sequence
  throw invalidFields([
    { in: 'header', field: 'Last-Event-ID', message: 'Expected the id of an event: a whole number' },
  ])
}

async function* messages(
  bundles: AsyncIterable<readonly RunEvent[]>,
  wanted: (event: RunEvent) => boolean,
  runId: string,
): AsyncGenerator<readonly StreamMessage[], void, undefined> {
  for await (const events of bundles) {
    const bundle = events.filter(wanted).map((event) => messageOf(event, runId))
    if (bundle.length > 0) yield bundle
  }
}

function messageOf(event: RunEvent, runId: string): StreamMessage {
  const { type, sequence, timestamp, ...rest } = event
  const data = { type, sequence, timestamp: timestamp.toISOString(), runId, ...rest }
  return { id: String(sequence), event: type, data }
}
