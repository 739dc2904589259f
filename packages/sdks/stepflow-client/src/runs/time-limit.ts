import { AbortedError, StepflowClientError, WaitTimeoutError } from '../errors.ts'

/** How long to wait, and until whose word. */
export interface TimeLimit {
  /** Longest wait in milliseconds; no limit if absent. */
  readonly deadlineMs?: number | undefined
  /** Ends the wait; what runs on the server goes on. */
  readonly signal?: AbortSignal | undefined
}

/** Something that may be closed while work goes on. */
export interface Closable {
  /** Aborted when the client is closed. */
  readonly closed?: AbortSignal | undefined
}

/** Longer timers than this would fire at once. */
const longestTimer = 2 ** 31 - 1

/**
 * Does work that ends with the caller's signal or at the deadline, and leaves neither timer nor listener behind.
 *
 * @param what for messages: `the run 0190…`
 * @throws WaitTimeoutError at the deadline
 * @throws AbortedError once the signal has aborted, or the client is closed
 */
export async function withinLimit<T>(
  { deadlineMs, signal, closed }: TimeLimit & Closable,
  what: { readonly text: string; readonly runId?: () => string | undefined },
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  if (deadlineMs !== undefined && !(deadlineMs >= 0)) {
    throw new StepflowClientError(`deadlineMs is ${deadlineMs}; give milliseconds, from 0`)
  }
  const controller = new AbortController()
  const stop = () => controller.abort(signal?.reason)
  if (signal?.aborted || closed?.aborted) stop()
  signal?.addEventListener('abort', stop, { once: true })
  closed?.addEventListener('abort', stop, { once: true })
  let late = false
  const limited = deadlineMs !== undefined && deadlineMs <= longestTimer
  const expire = () => {
    late = true
    controller.abort()
  }
  const timer = limited ? setTimeout(expire, deadlineMs) : undefined
  try {
    return await work(controller.signal)
  } catch (cause) {
    const runId = what.runId?.()
    if (late) {
      const state =
        runId === undefined
          ? `had not been started after ${deadlineMs} ms; the server may start it all the same`
          : `had not ended after ${deadlineMs} ms; it goes on`
      throw new WaitTimeoutError(`${what.text} ${state}`, { cause, runId })
    }
    if (signal?.aborted) {
      const message = `no longer waiting for ${what.text}: the signal aborted`
      throw new AbortedError(message, { cause: signal.reason, runId })
    }
    if (closed?.aborted) {
      throw new AbortedError(`no longer waiting for ${what.text}: the client is closed`, { cause, runId })
    }
    throw cause
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', stop)
    closed?.removeEventListener('abort', stop)
  }
}

/** Waits; ends at once, with a rejection, when the signal aborts. */
export function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer)
      reject(signal.reason)
    }
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop)
      resolve()
    }, milliseconds)
    if (signal.aborted) stop()
    else signal.addEventListener('abort', stop, { once: true })
  })
}
