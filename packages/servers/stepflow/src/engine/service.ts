import type { Following } from './event-hub.ts'
import type { RunEvent } from './run-event.ts'
import type {
  ExampleInput,
  ExecutionStatus,
  FlowDefinition,
  FlowResult,
  StepStatus,
  WorkflowOverrides,
} from './types.ts'
import type { Diagnostics } from './validate/diagnostics.ts'

export interface ComponentDescription {
  readonly path: string
  readonly description: string
  readonly inputSchema: Record<string, unknown>
  readonly outputSchema: Record<string, unknown>
}

export interface StoredFlow {
  readonly flowId: string
  readonly flow: FlowDefinition
}

export interface ItemCounts {
  readonly total: number
  readonly completed: number
  readonly running: number
  readonly failed: number
  readonly cancelled: number
}

export interface RunOverview {
  readonly runId: string
  readonly flowId: string
  readonly flowName: string | null
  readonly flowLabel: string | null
  readonly status: ExecutionStatus
  readonly items: ItemCounts
  readonly debug: boolean
  readonly createdAt: Date
  readonly completedAt: Date | null
  readonly rootRunId: string
  readonly parentRunId: string | null
}

export interface RunView extends RunOverview {
  readonly inputs: readonly unknown[]
  readonly overrides?: WorkflowOverrides
}

export interface ItemView {
  readonly itemIndex: number
  readonly status: ExecutionStatus
  readonly result?: FlowResult
}

export interface StepView {
  readonly stepIndex: number
  readonly stepId: string
  readonly component: string
  readonly status: StepStatus
  readonly result?: FlowResult
}

export interface RunFilter {
  readonly status?: ExecutionStatus | undefined
  readonly flowName?: string | undefined
  readonly flowLabel?: string | undefined
  readonly rootRunId?: string | undefined
  readonly parentRunId?: string | undefined
  readonly maxDepth?: number | undefined
  readonly limit: number
  readonly offset: number
}

export interface NewRun {
  readonly flowId: string
  readonly inputs: readonly unknown[]
  readonly overrides?: WorkflowOverrides | undefined
  readonly variables?: Readonly<Record<string, unknown>> | undefined
  readonly maxConcurrency?: number | undefined
  readonly debug?: boolean | undefined
}

/** What waiting for a run came to. */
export interface RunOutcome {
  readonly runId: string
  readonly status: ExecutionStatus
  readonly itemCount: number
  readonly result?: FlowResult
}

export interface FlowOperations {
  components(): readonly ComponentDescription[]
  storeFlow(flow: FlowDefinition, dryRun: boolean): Promise<{ flowId?: string; diagnostics: Diagnostics }>
  getFlow(flowId: string): Promise<StoredFlow & { examples: readonly ExampleInput[] }>
  deleteFlow(flowId: string): Promise<void>
}

export interface RunOperations {
  createRun(run: NewRun): Promise<string>
  /** Resolves when the run has ended, `signal` is aborted, or the service stops. */
  waitForRun(runId: string, signal: AbortSignal): Promise<RunOutcome>
  /**
   * Bundles of the events of a run, those to come too. They end after the last event, which is always
   * given, and when the run is deleted, `signal` is aborted, or the service stops.
   */
  followRun(following: Following, signal: AbortSignal): Promise<AsyncIterable<readonly RunEvent[]>>
  getRun(runId: string): Promise<RunView>
  listRuns(filter: RunFilter): Promise<{ runs: readonly RunOverview[]; total: number }>
  cancelRun(runId: string): Promise<RunOverview>
  deleteRun(runId: string): Promise<void>
  getRunFlow(runId: string): Promise<StoredFlow>
  getRunItems(runId: string): Promise<readonly ItemView[]>
  getRunSteps(runId: string): Promise<readonly StepView[]>
}

export interface BlobOperations {
  /** @returns the id of the blob. */
  storeValue(data: unknown, kind: 'data' | 'flow'): Promise<string>
  /** @returns the id of the blob. */
  storeBytes(bytes: Uint8Array): Promise<string>
  getBlob(blobId: string): Promise<{ readonly value: unknown } | { readonly bytes: Uint8Array<ArrayBuffer> }>
}

export interface QueuedStepView {
  readonly stepId: string
  readonly status: StepStatus
}

export interface DebugOperations {
  evaluate(runId: string, stepId: string): Promise<FlowResult>
  queue(runId: string, stepIds: readonly string[]): Promise<{ queued: string[]; ready: string[] }>
  showQueue(runId: string): Promise<{ queued: QueuedStepView[]; ready: string[] }>
  runNext(runId: string): Promise<{ stepId: string | null; result: FlowResult | null; ready: string[] }>
  runQueue(runId: string): Promise<readonly { stepId: string; result: FlowResult }[]>
  show(runId: string, stepId: string): Promise<FlowResult | undefined>
}

/** Everything that the routes ask of the engine; it knows no HTTP. */
export interface Stepflow {
  readonly flows: FlowOperations
  readonly runs: RunOperations
  readonly debug: DebugOperations
  readonly blobs: BlobOperations
}
