import type { RunEvent, StepflowApi, StreamOptions, StreamRunEventsQuery } from 'stepflow-api'
import { toldError } from '../calls.ts'

/** Which events of a run to follow. */
export interface EventsQuery {
  /** Only events with a greater sequence number; to go on behind an event that was seen. */
  readonly since?: number | undefined
  /** Only events of these types, and the last one, `runCompleted`. */
  readonly eventTypes?: readonly RunEvent['type'][] | undefined
  /** Whether ended steps and items come with their results; default false. */
  readonly includeResults?: boolean | undefined
}

/** How to follow the events of a run. */
export type EventsOptions = EventsQuery & StreamOptions

/**
 * Follows the events of a run up to the last one. A lost connection is made again, behind the last event.
 *
 * @throws RequestError where there is no such run, or the events cannot be followed to their end
 * @throws AbortedError if the signal or `close()` ended it
 */
export function runEvents(
  api: StepflowApi,
  runId: string,
  { since, eventTypes, includeResults, ...options }: EventsOptions = {},
): AsyncGenerator<RunEvent, void, undefined> {
  const query: StreamRunEventsQuery = { since, eventTypes: eventTypes?.join(','), includeResults }
  const stream = api.runs.streamEvents(runId, query, options)
  const events = toldEvents(stream, runId)
  const finish = events.return
  // It must not wait for the event that is on its way.
  events.return = () => {
    stream.close()
    return finish.call(events)
  }
  return events
}

async function* toldEvents(
  stream: AsyncIterable<RunEvent>,
  runId: string,
): AsyncGenerator<RunEvent, void, undefined> {
  try {
    yield* stream
  } catch (error) {
    throw toldError({ to: `follow the events of the run ${runId}`, runId }, error)
  }
}
