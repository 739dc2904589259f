import type { ExecutionStatus, FlowError, FlowResult } from './types.ts'

interface StepPlace {
  readonly itemIndex: number
  readonly stepIndex: number
  readonly stepId: string
}

/** What can happen in a run. The results are stored with the events that tell them. */
export type RunHappening =
  | { readonly type: 'runStarted'; readonly itemCount: number }
  | (StepPlace & { readonly type: 'stepStarted'; readonly attempt: number })
  | (StepPlace & {
      readonly type: 'stepRetrying'
      /** The attempt that failed. */
      readonly attempt: number
      readonly delayMs: number
      readonly error: FlowError
    })
  | (StepPlace & {
      readonly type: 'stepCompleted'
      readonly status: 'completed' | 'failed'
      readonly result?: FlowResult
    })
  | {
      readonly type: 'itemCompleted'
      readonly itemIndex: number
      readonly status: ExecutionStatus
      readonly result?: FlowResult
    }
  | {
      readonly type: 'runCompleted'
      readonly status: ExecutionStatus
      /** Why, where the run failed as a whole. */
      readonly message?: string
    }

export type RunEventType = RunHappening['type']

/** Something that happened in a run, with its place in the run's history: from 1, without gaps. */
export type RunEvent = RunHappening & { readonly sequence: number; readonly timestamp: Date }

/** The types of events, in the order in which they first occur. */
export const RUN_EVENT_TYPES: readonly RunEventType[] = [
  'runStarted',
  'stepStarted',
  'stepRetrying',
  'stepCompleted',
  'itemCompleted',
  'runCompleted',
]

/** Nothing follows it, and the streams end with it. */
export const TERMINAL_EVENT: RunEventType = 'runCompleted'
