import { type CallOptions, RetryableError, type RunDetails, type StepflowApi } from 'stepflow-api'
import { told } from '../calls.ts'
import { AbortedError, RequestError } from '../errors.ts'
import { runEvents } from './run-events.ts'
import { type Closable, pause, type TimeLimit, withinLimit } from './time-limit.ts'

/** How to wait for the end of a run. */
export interface WaitOptions extends TimeLimit, Omit<CallOptions, 'deadlineMs' | 'signal'> {
  /** First wait between two questions in milliseconds, where events cannot be had; doubled each time; default 100. */
  readonly pollBaseMs?: number | undefined
  /** Longest wait between two questions in milliseconds; default 5,000. */
  readonly pollCapMs?: number | undefined
}

/**
 * Waits for the end of a run: its events tell; where they cannot be had, or end early, the run is asked for again and
 * again. Up to a deadline, a server that cannot be reached is waited for too: it goes on with its runs when it is back.
 *
 * @throws RequestError where there is no such run, or, without a deadline, the server cannot be reached
 * @throws WaitTimeoutError at the deadline; the run goes on
 * @throws AbortedError if the signal or `close()` ended the wait; the run goes on
 */
export async function waitForEnd(
  api: StepflowApi,
  runId: string,
  { pollBaseMs, pollCapMs, deadlineMs, signal, closed, ...others }: WaitOptions & Closable = {},
): Promise<RunDetails> {
  const what = { text: `the run ${runId}`, runId: () => runId }
  return withinLimit({ deadlineMs, signal, closed }, what, async (limited) => {
    const call: CallOptions = { ...others, signal: limited }
    await followToEnd(api, runId, call)
    for (let asked = 1; ; asked++) {
      const run = await ask(api, runId, call, deadlineMs !== undefined)
      if (run !== undefined && hasEnded(run)) return run
      await pause(pollWait(asked, pollBaseMs, pollCapMs), limited)
    }
  })
}

/** The wait after so many questions, in milliseconds: doubled each time, up to the cap. */
export function pollWait(asked: number, baseMs = 100, capMs = 5_000): number {
  return Math.min(baseMs * 2 ** (asked - 1), capMs)
}

/** Gets the run; nothing where the server cannot be reached, and that is to be waited for. */
async function ask(
  api: StepflowApi,
  runId: string,
  call: CallOptions,
  isPatient: boolean,
): Promise<RunDetails | undefined> {
  try {
    return await told({ to: `wait for the run ${runId}`, runId }, api.runs.get(runId, {}, call))
  } catch (error) {
    if (isPatient && error instanceof RequestError && error.cause instanceof RetryableError) return undefined
    throw error
  }
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
