import type { FlowError } from 'stepflow-api'
import type { FlowDiagnostic } from './diagnostics.ts'

/** What an error of this package carries. */
export interface StepflowClientErrorFacts {
  readonly cause?: unknown
  readonly status?: number | undefined
  readonly diagnostics?: readonly FlowDiagnostic[] | undefined
  readonly runId?: string | undefined
}

/**
 * Root of every error that this package throws. `cause` is the error of `stepflow-api` wherever a call failed: with
 * every attempt, the request id, the answer's body and `toReport()`.
 */
export class StepflowClientError extends Error {
  /** Status of the server's answer, if there was one. */
  readonly status: number | undefined
  /** What the server found wrong, place by place; empty where it said nothing of the kind. */
  readonly diagnostics: readonly FlowDiagnostic[]
  /** The run that it is about, if there is one. */
  readonly runId: string | undefined

  constructor(message: string, facts: StepflowClientErrorFacts = {}) {
    super(message, 'cause' in facts ? { cause: facts.cause } : undefined)
    this.name = new.target.name
    this.status = facts.status
    this.diagnostics = facts.diagnostics ?? []
    this.runId = facts.runId
  }
}

/** No Stepflow server answers at the URL. */
export class NotAStepflowServerError extends StepflowClientError {}

/** A call failed: the server refused it, or could not be reached. */
export class RequestError extends StepflowClientError {}

/** The caller's signal, or `close()`, ended the call. What runs on the server goes on. */
export class AbortedError extends StepflowClientError {}

/** A file that should hold a flow cannot be read, or holds none. */
export class FlowFileError extends StepflowClientError {}

/** The builder was told something that cannot become a flow. */
export class FlowBuilderError extends StepflowClientError {}

/** The server does not take the flow; `diagnostics` say why. */
export class InvalidFlowError extends StepflowClientError {}

/**
 * The wait for a run took longer than `deadlineMs`. The run goes on: wait again, or cancel it. Without a `runId` the
 * server had not yet said that it started one.
 */
export class WaitTimeoutError extends StepflowClientError {}

/** The run has not ended, so there is no result yet. */
export class RunNotEndedError extends StepflowClientError {}

/** The run was cancelled, so there will be no result. */
export class RunCancelledError extends StepflowClientError {}

/** The run failed as a whole, without a result of the item that was asked for. */
export class RunFailedError extends StepflowClientError {}

/** A flow ended as failed; `unwrap` throws it. */
export class FlowFailedError extends StepflowClientError {
  /** Why it failed, as the server says. */
  readonly error: FlowError

  constructor(message: string, error: FlowError) {
    super(message)
    this.error = error
  }
}
