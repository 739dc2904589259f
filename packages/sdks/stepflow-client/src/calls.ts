import { AbortError, type ErrorResponse, StepflowError } from 'stepflow-api'
import { type FlowDiagnostic, fromErrorField, listOf } from './diagnostics.ts'
import { AbortedError, RequestError, StepflowClientError } from './errors.ts'

/** What a call was for, so that its error can say so. */
export interface Purpose {
  /** Ends the sentence "cannot …": `get the run`. */
  readonly to: string
  readonly runId?: string
  /** The part of the body that paths of invalid fields begin in; it is left out of them. */
  readonly root?: string
}

/**
 * Waits for a call of `stepflow-api`, and throws its error as one of this package.
 *
 * @throws RequestError with what the server said; its `cause` has everything else
 * @throws AbortedError if the caller's signal or `close()` ended it
 */
export async function told<T>(purpose: Purpose, call: PromiseLike<T>): Promise<T> {
  try {
    return await call
  } catch (error) {
    throw toldError(purpose, error)
  }
}

/** The error of this package for an error of a call. */
export function toldError({ to, runId, root }: Purpose, cause: unknown): StepflowClientError {
  if (cause instanceof StepflowClientError) return cause
  const facts = { cause, runId }
  if (cause instanceof AbortError) return new AbortedError(`stopped before it could ${to}`, facts)
  if (!(cause instanceof StepflowError)) {
    return new RequestError(`cannot ${to}: ${cause instanceof Error ? cause.message : String(cause)}`, facts)
  }
  const diagnostics = diagnosticsOf(cause.body, root)
  const message = `cannot ${to}: ${reasonOf(cause)}${listOf(diagnostics)}`
  return new RequestError(message, { ...facts, status: cause.status, diagnostics })
}

/** The server's own sentence, whole, rather than the beginning of the body that it stands in. */
function reasonOf({ operation, status, body, message }: StepflowError): string {
  const sentence = (body as Partial<ErrorResponse> | null | undefined)?.message
  return typeof sentence === 'string' ? `${operation}: status ${status}: ${sentence}` : message
}

function diagnosticsOf(body: unknown, root: string | undefined): FlowDiagnostic[] {
  const fields = (body as Partial<ErrorResponse> | null | undefined)?.fields
  return Array.isArray(fields) ? fields.map((field) => fromErrorField(field, root)) : []
}
