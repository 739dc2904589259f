import type { CallOptions, FlowResult, RunDetails, StepflowApi } from 'stepflow-api'
import { told } from '../calls.ts'
import {
  FlowFailedError,
  RunCancelledError,
  RunFailedError,
  RunNotEndedError,
  StepflowClientError,
} from '../errors.ts'
import { hasEnded } from './wait-for.ts'

/** A run of several inputs, as it stands. */
export interface Batch {
  readonly run: RunDetails
  /** Result of each input, by its index; `undefined` where there is none: not yet, or because it was cancelled. */
  readonly results: readonly (FlowResult | undefined)[]
}

/** Gives the result of an ended run of one input. */
export async function resultOf(api: StepflowApi, runId: string, options?: CallOptions): Promise<FlowResult> {
  const purpose = { to: `get the result of the run ${runId}`, runId }
  const { items, itemCount } = await told(purpose, api.runs.getItems(runId, options))
  if (itemCount !== 1) {
    const message = `the run ${runId} has ${itemCount} inputs, and so as many results; use getBatch`
    throw new StepflowClientError(message, { runId })
  }
  return items[0]?.result ?? noResult(await told(purpose, api.runs.get(runId, {}, options)))
}

function noResult(run: RunDetails): never {
  const { runId, status } = run
  if (!hasEnded(run))
    throw new RunNotEndedError(`the run ${runId} is ${status}; waitFor waits for its end`, { runId })
  if (status === 'cancelled') throw new RunCancelledError(`the run ${runId} was cancelled`, { runId })
  throw new RunFailedError(`the run ${runId} ended as ${status}, without a result`, { runId })
}

/** Gives a run of several inputs with the results that there are. */
export async function batchOf(api: StepflowApi, runId: string, options?: CallOptions): Promise<Batch> {
  const purpose = { to: `get the batch ${runId}`, runId }
  // The run first: where it says that it has ended, every result is there.
  const run = await told(purpose, api.runs.get(runId, {}, options))
  const { items } = await told(purpose, api.runs.getItems(runId, options))
  return { run, results: items.map(({ result }) => result ?? undefined) }
}

/**
 * Gives the value of a flow that succeeded.
 *
 * @throws FlowFailedError for one that failed
 * @example
 * const greeting = unwrap(await client.run('greet.yaml', { name: 'Ada' }))
 */
export function unwrap(result: FlowResult): unknown {
  if (result.outcome === 'success') return result.result
  const { error } = result
  throw new FlowFailedError(`the flow failed with code ${error.code}: ${error.message}`, error)
}
