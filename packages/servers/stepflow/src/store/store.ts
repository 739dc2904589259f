import type { RunEvent } from '../engine/run-event.ts'
import type { ExecutionStatus, FlowResult, WorkflowOverrides } from '../engine/types.ts'

export type BlobKind = 'flow' | 'data' | 'binary'

export interface StoredBlob {
  readonly kind: BlobKind
  /** The text that was hashed: compact JSON; in Base64 if it is binary. */
  readonly content: string
}

/** The step that started a sub-run, and which of its sub-runs it is. */
export interface ParentPlace {
  readonly itemIndex: number
  readonly stepIndex: number
  /** How many attempts of the step had failed before. */
  readonly failures: number
  /** Its place among the sub-runs of that attempt, from 0. */
  readonly ordinal: number
}

export interface RunRecord {
  readonly runId: string
  readonly flowId: string
  readonly flowName: string | null
  readonly flowLabel: string | null
  readonly status: ExecutionStatus
  readonly debug: boolean
  readonly itemCount: number
  readonly overrides?: WorkflowOverrides
  readonly variables: Readonly<Record<string, unknown>>
  readonly rootRunId: string
  readonly parentRunId: string | null
  readonly depth: number
  /** How many steps may run at once. */
  readonly maxConcurrency: number
  /** Where in the parent it was started; absent if nothing may take it up again. */
  readonly parentPlace?: ParentPlace
  readonly createdAt: Date
  readonly completedAt: Date | null
}

export interface ItemRecord {
  readonly itemIndex: number
  readonly status: ExecutionStatus
  readonly result?: FlowResult
}

export interface StepRecord {
  readonly itemIndex: number
  readonly stepIndex: number
  readonly result: FlowResult
}

/** How a run ends. */
export interface RunEnd {
  readonly status: ExecutionStatus
  /** What items that have not ended get; absent: there are none. */
  readonly unfinished?: Omit<ItemRecord, 'itemIndex'>
  /** Why, where the run failed as a whole. */
  readonly message?: string
}

/** A step that was started and has no result. */
export interface UnfinishedStep {
  readonly itemIndex: number
  readonly stepIndex: number
  /** Number of its last attempt. */
  readonly attempts: number
  /** How many of them failed. */
  readonly failures: number
  /** Whether its last attempt has not failed. */
  readonly inFlight: boolean
}

/** Items by status. */
export type ItemCountsByStatus = Readonly<Partial<Record<ExecutionStatus, number>>>

export interface RunQuery {
  readonly status?: ExecutionStatus | undefined
  readonly flowName?: string | undefined
  readonly flowLabel?: string | undefined
  readonly rootRunId?: string | undefined
  readonly parentRunId?: string | undefined
  readonly maxDepth?: number | undefined
  readonly limit: number
  readonly offset: number
}

export interface BlobStore {
  /** Storing the same content again changes nothing; but data can become a flow, and bytes data. */
  put(id: string, blob: StoredBlob): Promise<void>
  get(id: string): Promise<StoredBlob | undefined>
  /** @returns whether there was such a blob. */
  delete(id: string): Promise<boolean>
}

export interface RunStore {
  /** Stores a run with the first event of its history. */
  create(run: RunRecord, inputs: readonly unknown[]): Promise<void>
  get(runId: string): Promise<RunRecord | undefined>
  inputs(runId: string): Promise<readonly unknown[]>
  list(query: RunQuery): Promise<{ runs: readonly RunRecord[]; total: number }>
  /** Counts of the items of each given run, by run id. */
  countItems(runIds: readonly string[]): Promise<ReadonlyMap<string, ItemCountsByStatus>>
  /** Whether a run of the flow is running or paused. */
  isFlowActive(flowId: string): Promise<boolean>
  items(runId: string): Promise<readonly ItemRecord[]>
  steps(runId: string): Promise<readonly StepRecord[]>
  /** Stores a result of which no event tells. */
  saveStep(runId: string, step: StepRecord): Promise<void>
  delete(runId: string): Promise<void>
  /** Runs that are stored as running; of those that this run started, if it is given. */
  running(parentRunId?: string): Promise<readonly RunRecord[]>
  /** The sub-run that a step had started. */
  subRun(parentRunId: string, place: ParentPlace): Promise<RunRecord | undefined>
  queued(runId: string): Promise<readonly number[]>
  enqueue(runId: string, stepIndexes: readonly number[]): Promise<void>
}

/** The histories of runs. */
export interface EventStore {
  /** Stores events together with the results that they tell. */
  append(runId: string, events: readonly RunEvent[]): Promise<void>
  /** Ends a run, its open items too, and tells it in its history. */
  end(runId: string, end: RunEnd): Promise<void>
  /** Sequence number of the last event. */
  lastSequence(runId: string): Promise<number>
  /** The next events after a sequence number, with their results or without. */
  read(runId: string, after: number, limit: number, withResults: boolean): Promise<readonly RunEvent[]>
  unfinishedSteps(runId: string): Promise<readonly UnfinishedStep[]>
}

/** What outlives the process. */
export interface Store {
  readonly blobs: BlobStore
  readonly runs: RunStore
  readonly events: EventStore
}
