import type { CallOptions, ComponentInfo, FlowResult, WorkflowOverrides } from 'stepflow-api'
import type { FlowSource } from './flows/flow-source.ts'
import type { ValidationResult } from './flows/store-flow.ts'

/** How to start a run. */
export interface SubmitOptions extends CallOptions {
  /** Changes of steps for this run only. */
  readonly overrides?: WorkflowOverrides | undefined
  /** Values of the flow's variables by name. */
  readonly variables?: Readonly<Record<string, unknown>> | undefined
  /** How many steps may run at once, over all inputs; the server's default if absent. */
  readonly maxConcurrency?: number | undefined
}

/** How to start a run and wait for its end. */
export interface RunOptions extends SubmitOptions {
  /** Longest time for all of it in milliseconds: storing, starting, waiting; no limit if absent. */
  readonly deadlineMs?: number | undefined
}

/** Which facts about components to ask for. */
export interface ListComponentsOptions extends CallOptions {
  /** Whether to send the JSON Schemas of input and output; default false. */
  readonly includeSchemas?: boolean | undefined
}

/** What runs flows: a client of a server that runs elsewhere, or a server that runs as a child process. */
export interface Executor {
  /** Runs a flow on one input and gives its result, failed ones too. An array is one input. */
  run(flow: FlowSource, input: unknown, options?: RunOptions): Promise<FlowResult>
  /** Starts a flow on one input and gives the run's id at once. */
  submit(flow: FlowSource, input: unknown, options?: SubmitOptions): Promise<string>
  /** Gives the result of an ended run of one input. */
  getResult(runId: string, options?: CallOptions): Promise<FlowResult>
  /** Says what is wrong with a flow; stores nothing. */
  validate(flow: FlowSource, options?: CallOptions): Promise<ValidationResult>
  /** Lists what steps can call. */
  listComponents(options?: ListComponentsOptions): Promise<ComponentInfo[]>
}
