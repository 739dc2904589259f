import type { CallOptions, RunDetails, StepflowApi } from 'stepflow-api'
import { told } from '../calls.ts'
import { AbortedError } from '../errors.ts'
import { runEvents } from './run-events.ts'
import { type Closable, pause, type TimeLimit, withinLimit } from './time-limit.ts'

/** How to wait for the end of a run. */
export interface WaitOptions extends TimeLimit {
  /** First wait between two questions in milliseconds, where events cannot be had; doubled each time; default 100. */
  readonly pollBaseMs?: number | undefined
  /** Longest wait between two questions in milliseconds; default 5,000. */
  readonly pollCapMs?: number | undefined
  /** Sent with every request. */
  readonly headers?: CallOptions['headers']
}

/**
 * Waits for the end of a run: its events tell; where they cannot be had, or end early, the run is asked for again and
 * again.
 *
 * @throws RequestError where there is no such run, or the server cannot be reached
 * @throws WaitTimeoutError at the deadline; the run goes on
 * @throws AbortedError if the signal or `close()` ended the wait; the run goes on
 */
export async function waitForEnd(
  api: StepflowApi,
  runId: string,
  options: WaitOptions & Closable = {},
): Promise<RunDetails> {
  const { pollBaseMs = 100, pollCapMs = 5_000, headers } = options
  return withinLimit(options, { text: `the run ${runId}`, runId: () => runId }, async (signal) => {
    const call: CallOptions = { signal, headers }
    await followToEnd(api, runId, call)
    for (let waitMs = pollBaseMs; ; waitMs = Math.min(waitMs * 2, pollCapMs)) {
      const run = await told({ to: `wait for the run ${runId}`, runId }, api.runs.get(runId, {}, call))
      if (hasEnded(run)) return run
      await pause(waitMs, signal)
    }
  })
}

/** Follows the events to the last one, or as far as they go. */
async function followToEnd(api: StepflowApi, runId: string, call: CallOptions): Promise<void> {
  try {
    for await (const event of runEvents(api, runId, { ...call, eventTypes: ['runCompleted'] })) {
      if (event.type === 'runCompleted') return
    }
  } catch (error) {
    // Whatever else is wrong with the events, be it a proxy that does not know them: asking for the run will tell.
    if (error instanceof AbortedError) throw error
  }
}

/** Whether nothing more will happen in a run. */
export function hasEnded({ status, completedAt }: Pick<RunDetails, 'status' | 'completedAt'>): boolean {
  // Newer servers may know further ways to end.
  return completedAt !== null || status === 'completed' || status === 'failed' || status === 'cancelled'
}
