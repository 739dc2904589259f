import type { ExecutionStatus, FlowResult, WorkflowOverrides } from '../engine/types.ts'

export type BlobKind = 'flow' | 'data'

export interface StoredBlob {
  readonly kind: BlobKind
  /** The content as compact JSON: the text that was hashed. */
  readonly content: string
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
  /** Storing the same content again changes nothing; data that is also a flow becomes a flow. */
  put(id: string, blob: StoredBlob): Promise<void>
  get(id: string): Promise<StoredBlob | undefined>
  /** @returns whether there was such a blob. */
  delete(id: string): Promise<boolean>
}

export interface RunStore {
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
  saveStep(runId: string, step: StepRecord): Promise<void>
  saveItem(runId: string, item: ItemRecord): Promise<void>
  /** Ends a run: its items that have not ended get `unfinished`, if given. */
  end(runId: string, status: ExecutionStatus, unfinished?: Omit<ItemRecord, 'itemIndex'>): Promise<Date>
  delete(runId: string): Promise<void>
  /** Ids of runs that are stored as running. */
  runningIds(): Promise<readonly string[]>
  queued(runId: string): Promise<readonly number[]>
  enqueue(runId: string, stepIndexes: readonly number[]): Promise<void>
}

/** What outlives the process. */
export interface Store {
  readonly blobs: BlobStore
  readonly runs: RunStore
}
