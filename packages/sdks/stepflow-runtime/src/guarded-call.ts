import { setTimeout as sleep } from 'node:timers/promises'
import { AbortedError, RequestError } from 'stepflow-client'
import { RuntimeStoppedError, ServerCrashedError, StepflowRuntimeError } from './errors.ts'
import { LONGEST_TIMER_MS } from './options.ts'
import { orAborted, underSignals } from './signals.ts'
import type { Uptime } from './supervisor.ts'

/** How long the end of the server may take to be noticed, after it has failed a call. */
const NOTICE_MS = 1_000

/** What bounds a call. */
export interface CallLimits {
  readonly signal?: AbortSignal | undefined
  /** Milliseconds, the wait for a restart included. */
  readonly deadlineMs?: number | undefined
}

/**
 * Makes a call as soon as the server is ready, and ends it when the server does.
 *
 * @param nextUptime gives the server that is ready, or the next one
 * @param call receives what is left of its limits
 * @throws StepflowRuntimeError where the deadline makes no sense, or passes before the server is ready
 * @throws ServerCrashedError where the server ended meanwhile or is down for good; `cause` says how the call failed
 * @throws RuntimeStoppedError likewise
 */
export async function guardedCall<T>(
  nextUptime: Promise<Uptime>,
  { signal, deadlineMs }: CallLimits,
  call: (limits: CallLimits & { readonly signal: AbortSignal }) => Promise<T>,
): Promise<T> {
  if (deadlineMs !== undefined && !(deadlineMs >= 0)) {
    throw new StepflowRuntimeError(`deadlineMs is ${deadlineMs}; give milliseconds, from 0`)
  }
  const startedAt = performance.now()
  const { ended } = await whenReady(nextUptime, { signal, deadlineMs })
  const leftMs = deadlineMs && Math.max(1, deadlineMs - (performance.now() - startedAt))
  try {
    return await underSignals([signal, ended], (either) =>
      call({ signal: either, ...(leftMs === undefined ? {} : { deadlineMs: leftMs }) }),
    )
  } catch (error) {
    // A server that dies fails its callers first; its end says more than theirs.
    if (isUnanswered(error)) await orAborted(sleep(NOTICE_MS), ended).catch(() => {})
    throw ended.aborted && signal?.aborted !== true ? endedError(ended.reason, error) : error
  }
}

async function whenReady(nextUptime: Promise<Uptime>, { signal, deadlineMs }: CallLimits): Promise<Uptime> {
  const isLimited = deadlineMs !== undefined && deadlineMs <= LONGEST_TIMER_MS
  const late = isLimited ? new AbortController() : undefined
  const timer = late && setTimeout(() => late.abort(), deadlineMs)
  try {
    return await underSignals([signal, late?.signal], (either) => orAborted(nextUptime, either))
  } catch (cause) {
    if (signal?.aborted) throw new AbortedError('stopped before the server was ready again', { cause })
    if (late?.signal.aborted) {
      throw new StepflowRuntimeError(`The Stepflow server was not ready again within ${deadlineMs} ms`)
    }
    throw cause
  } finally {
    clearTimeout(timer)
  }
}

function isUnanswered(error: unknown): boolean {
  return error instanceof RequestError && error.status === undefined
}

/** The reason that an uptime ended, as the error of one call. */
function endedError(reason: unknown, cause: unknown): unknown {
  if (reason instanceof ServerCrashedError) {
    const { code, signal, logs, willRestart, restarts } = reason
    return new ServerCrashedError(reason.summary, { code, signal, logs, willRestart, restarts, cause })
  }
  return new RuntimeStoppedError('The runtime was stopped while the call was under way', { cause })
}
