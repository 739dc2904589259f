/** A flow or step that failed: why. */
export interface FlowError {
  readonly code: number
  readonly message: string
  readonly data?: unknown
}

/** How a flow or a step ended. */
export type FlowResult =
  | { readonly outcome: 'success'; readonly result: unknown }
  | { readonly outcome: 'failed'; readonly error: FlowError }

export type ExecutionStatus = 'running' | 'completed' | 'failed' | 'cancelled' | 'paused'

export type StepStatus = 'blocked' | 'runnable' | 'running' | 'completed' | 'skipped' | 'failed'

export type ErrorAction =
  | { readonly action: 'fail' }
  | { readonly action: 'useDefault'; readonly defaultValue?: unknown }
  | RetryAction

/** A component that fails is called again, after a wait that doubles each time. */
export interface RetryAction {
  readonly action: 'retry'
  /** Calls after the first one, at most. */
  readonly maxRetries?: number | undefined
  /** Length of the first wait in milliseconds. */
  readonly backoffMs?: number | undefined
}

export interface StepDefinition {
  readonly id: string
  readonly component: string
  readonly onError?: ErrorAction | null | undefined
  readonly input?: unknown
  readonly mustExecute?: boolean | null | undefined
  readonly metadata?: Readonly<Record<string, unknown>> | undefined
}

export interface ExampleInput {
  readonly name: string
  readonly description?: string | null | undefined
  readonly input: unknown
}

type JsonObject = Readonly<Record<string, unknown>>

/** All schemas of a flow as one JSON Schema. */
export interface FlowSchemas {
  readonly type?: 'object' | undefined
  readonly $defs?: Readonly<Record<string, JsonObject>> | undefined
  readonly properties?:
    | {
        readonly input?: JsonObject | null | undefined
        readonly output?: JsonObject | null | undefined
        readonly variables?: JsonObject | null | undefined
        readonly steps?:
          | {
              readonly type?: 'object' | undefined
              readonly properties?: Readonly<Record<string, JsonObject>> | undefined
            }
          | null
          | undefined
      }
    | null
    | undefined
}

/** A flow as it is sent and stored: checked for shape, not yet compiled. */
export interface FlowDefinition {
  readonly schema?: string | undefined
  readonly name?: string | null | undefined
  readonly description?: string | null | undefined
  readonly version?: string | null | undefined
  readonly schemas?: FlowSchemas | null | undefined
  readonly steps?: readonly StepDefinition[] | undefined
  readonly output?: unknown
  readonly test?: JsonObject | null | undefined
  readonly examples?: readonly ExampleInput[] | null | undefined
  readonly metadata?: JsonObject | undefined
}

/** A change of one step for one run: a JSON Merge Patch. */
export interface StepOverride {
  readonly $type?: 'merge_patch' | undefined
  readonly value: unknown
}

export interface WorkflowOverrides {
  readonly steps: Readonly<Record<string, StepOverride>>
}

export const success = (result: unknown): FlowResult => ({ outcome: 'success', result })

export const failure = (code: number, message: string, data?: unknown): FlowResult => ({
  outcome: 'failed',
  error: { code, message, ...(data === undefined ? {} : { data }) },
})

/** Checks the shape of a flow; `error` says where and why it is none. */
export type FlowReader = (json: unknown) => { readonly flow: FlowDefinition } | { readonly error: string }
