import type { CallOptions, FlowError, FlowResult, StepflowApi } from 'stepflow-api'
import { toldError } from '../calls.ts'
import { RequestError } from '../errors.ts'

/** What every event says. */
interface AnyRunEvent {
  /** Place in the history of the run: from 1, without gaps. */
  readonly sequence: number
  readonly timestamp: string
  readonly runId: string
}

interface StepPlace {
  readonly itemIndex: number
  readonly stepIndex: number
  readonly stepId: string
}

/** Something that happened in a run. */
export type RunEvent = AnyRunEvent &
  (
    | { readonly type: 'runStarted'; readonly itemCount: number }
    | ({ readonly type: 'stepStarted'; readonly attempt: number } & StepPlace)
    | ({
        readonly type: 'stepRetrying'
        readonly attempt: number
        readonly delayMs: number
        readonly error: FlowError
      } & StepPlace)
    | ({ readonly type: 'stepCompleted'; readonly status: string; readonly result?: FlowResult } & StepPlace)
    | {
        readonly type: 'itemCompleted'
        readonly itemIndex: number
        readonly status: string
        readonly result?: FlowResult
      }
    | { readonly type: 'runCompleted'; readonly status: string; readonly message?: string }
  )

/** Which events of a run to follow. */
export interface EventsQuery {
  /** Only events with a greater sequence number; to go on behind an event that was seen. */
  readonly since?: number | undefined
  /** Only events of these types, and the last one. */
  readonly eventTypes?: readonly RunEvent['type'][] | undefined
  /** Whether ended steps and items come with their results; default false. */
  readonly includeResults?: boolean | undefined
}

/** How to follow the events of a run. */
export interface EventsOptions extends EventsQuery, CallOptions {
  /** Milliseconds without a sign of life after which a connection counts as lost; default 60,000. */
  readonly idleTimeoutMs?: number | undefined
}

type StreamEvents = (runId: string, query: object, options: object) => AsyncIterable<RunEvent>

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
  const query = { since, eventTypes: eventTypes?.join(','), includeResults }
  const { streamEvents } = api.runs as { streamEvents?: StreamEvents }
  if (streamEvents === undefined) throw new RequestError('the server has no events')
  try {
    yield* streamEvents.call(api.runs, runId, query, options)
  } catch (error) {
    throw toldError({ to: `follow the events of the run ${runId}`, runId }, error)
  }
}
