export {
  type BuiltFlow,
  type Coalesce,
  type Conditional,
  coalesce,
  type Expression,
  type FlowPath,
  type InputReference,
  input,
  type Literal,
  literal,
  type StepReference,
  type VariableReference,
  variable,
  when,
} from './builder/expressions.ts'
export {
  type ExpressionOf,
  FlowBuilder,
  type FlowFacts,
  flow,
  type NewId,
  type StepFacts,
} from './builder/flow-builder.ts'
export type { StepHandle, StepHandles } from './builder/handles.ts'
export { StepflowClient } from './client.ts'
export type { Connection, ConnectOptions } from './connect.ts'
export type { FlowDiagnostic } from './diagnostics.ts'
export {
  AbortedError,
  FlowBuilderError,
  FlowFailedError,
  FlowFileError,
  InvalidFlowError,
  NotAStepflowServerError,
  RequestError,
  RunCancelledError,
  RunFailedError,
  RunNotEndedError,
  StepflowClientError,
  type StepflowClientErrorFacts,
  WaitTimeoutError,
} from './errors.ts'
export type { Executor, ListComponentsOptions, RunOptions, SubmitOptions } from './executor.ts'
export type { FlowSource } from './flows/flow-source.ts'
export { loadFlow } from './flows/load-flow.ts'
export type { StoredFlow, ValidationResult } from './flows/store-flow.ts'
export { type Batch, unwrap } from './runs/results.ts'
export type { EventsOptions, EventsQuery } from './runs/run-events.ts'
export type { TimeLimit } from './runs/time-limit.ts'
export type { WaitOptions } from './runs/wait-for.ts'
