import { StateConflictError } from './errors.ts'
import type { AbortReason } from './launcher.ts'

interface Turns {
  /** Resolves when every turn that was asked for so far is over. */
  readonly over: Promise<unknown>
  /** Aborts the debug calls among them. */
  readonly abort: AbortController
}

/** Makes the debug calls for one run wait for each other, and ends them when the run or the server ends. */
export class DebugTurns {
  readonly #runs = new Map<string, Turns>()
  readonly #stopping = new AbortController()

  /**
   * Does the work of a debug call once those before it are done.
   *
   * @throws StateConflictError if the run is cancelled or deleted, or the server stops, before the work is done.
   */
  take<T>(runId: string, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const abort = this.#runs.get(runId)?.abort ?? new AbortController()
    const signal = AbortSignal.any([abort.signal, this.#stopping.signal])
    return this.#enqueue(runId, abort, async () => {
      try {
        signal.throwIfAborted()
        return await work(signal)
      } catch (error) {
        throw signal.aborted && error === signal.reason ? interrupted(runId, signal.reason) : error
      }
    })
  }

  /** Ends the debug calls for a run, then does work that must not meet one. */
  takeOver<T>(runId: string, work: () => Promise<T>): Promise<T> {
    this.#runs.get(runId)?.abort.abort('cancelled' satisfies AbortReason)
    return this.#enqueue(runId, new AbortController(), work)
  }

  /** Ends all debug calls, those to come too. */
  stop(): void {
    this.#stopping.abort('stopped' satisfies AbortReason)
  }

  /** Resolves when no call is under way. */
  async settled(): Promise<void> {
    await Promise.all([...this.#runs.values()].map(({ over }) => over))
  }

  #enqueue<T>(runId: string, abort: AbortController, work: () => Promise<T>): Promise<T> {
    const turn = (this.#runs.get(runId)?.over ?? Promise.resolve()).then(work)
    const forget = () => {
      if (this.#runs.get(runId)?.over === over) this.#runs.delete(runId)
    }
    const over = turn.then(forget, forget)
    this.#runs.set(runId, { over, abort })
    return turn
  }
}

function interrupted(runId: string, reason: AbortReason): StateConflictError {
  if (reason === 'stopped')
    return new StateConflictError(`The server stopped while run '${runId}' was debugged`)
  return new StateConflictError(`Run '${runId}' was cancelled or deleted while it was debugged`)
}
