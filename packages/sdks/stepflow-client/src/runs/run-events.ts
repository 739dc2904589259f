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
export async function* runEvents(
  api: StepflowApi,
  runId: string,
  { since, eventTypes, includeResults, ...options }: EventsOptions = {},
): AsyncGenerator<RunEvent, void, undefined> {
  const query: StreamRunEventsQuery = { since, eventTypes: eventTypes?.join(','), includeResults }
  try {
    yield* api.runs.streamEvents(runId, query, options)
  } catch (error) {
    throw toldError({ to: `follow the events of the run ${runId}`, runId }, error)
  }
}
