import type { EventStore } from '../store/store.ts'
import { type RunEvent, TERMINAL_EVENT } from './run-event.ts'

/** Events that wait for one reader; what a slower one misses is read from the store. */
const MAX_WAITING = 256
/** Events that are read from the store at once. */
const PAGE = 256
/** The same where each may bring a large result. */
const PAGE_WITH_RESULTS = 16

/** Which events of a run somebody follows. */
export interface Following {
  readonly runId: string
  /** Only those with a greater sequence number. */
  readonly since: number
  /** Whether their results are wanted. */
  readonly withResults: boolean
}

/** Brings the events of runs to those who follow them, as soon as they are stored. */
export class EventHub {
  readonly #followers = new Map<string, Set<Follower>>()
  #closed = false

  /** Hands stored events to the followers of their run. */
  publish(runId: string, events: readonly RunEvent[]): void {
    for (const follower of this.#followers.get(runId) ?? []) follower.receive(events)
  }

  /** Tells the followers of a run that the store holds more. */
  wake(runId: string): void {
    for (const follower of this.#followers.get(runId) ?? []) follower.lookAgain()
  }

  /** Ends the streams of a run that is deleted. */
  forget(runId: string): void {
    for (const follower of this.#followers.get(runId) ?? []) follower.leave()
  }

  /** Ends all streams, those to come too. */
  close(): void {
    this.#closed = true
    for (const followers of this.#followers.values()) for (const follower of followers) follower.leave()
  }

  /**
   * The events of a run, those to come too, in bundles. Ends after the last event, which is given whatever
   * `since` says; and when the run is deleted, the hub is closed or `signal` is aborted.
   */
  async *follow(
    store: EventStore,
    { runId, since, withResults }: Following,
    signal: AbortSignal,
  ): AsyncGenerator<readonly RunEvent[], void, undefined> {
    const follower = this.#enter(runId, withResults)
    const leave = () => follower.leave()
    signal.addEventListener('abort', leave)
    if (signal.aborted || this.#closed) leave()
    try {
      const known = await store.lastSequence(runId)
      let last = Math.min(since, Math.max(known - 1, 0))
      while (!follower.left) {
        const events = follower.take(last) ?? (await follower.read(store, runId, last))
        if (events.length === 0) await follower.news()
        last = events.at(-1)?.sequence ?? last
        const wanted = events.filter(({ sequence, type }) => sequence > since || type === TERMINAL_EVENT)
        if (wanted.length > 0) yield wanted
        if (events.at(-1)?.type === TERMINAL_EVENT) return
      }
    } finally {
      signal.removeEventListener('abort', leave)
      this.#exit(runId, follower)
    }
  }

  #enter(runId: string, withResults: boolean): Follower {
    const follower = new Follower(withResults)
    const followers = this.#followers.get(runId) ?? new Set()
    this.#followers.set(runId, followers.add(follower))
    return follower
  }

  #exit(runId: string, follower: Follower): void {
    const followers = this.#followers.get(runId)
    followers?.delete(follower)
    if (followers?.size === 0) this.#followers.delete(runId)
  }
}

/** One reader of a run's events. */
class Follower {
  left = false
  readonly #withResults: boolean
  #waiting: RunEvent[] = []
  /** Whether the store may hold what was not received. */
  #behind = true
  #wake: () => void = () => {}

  constructor(withResults: boolean) {
    this.#withResults = withResults
  }

  receive(events: readonly RunEvent[]): void {
    if (this.#waiting.length + events.length > MAX_WAITING) {
      this.#waiting = []
      this.#behind = true
    } else {
      this.#waiting.push(...(this.#withResults ? events : events.map(withoutResult)))
    }
    this.#wake()
  }

  lookAgain(): void {
    this.#behind = true
    this.#wake()
  }

  leave(): void {
    this.left = true
    this.#wake()
  }

  /** What was received after `last`; `undefined` if the store must be asked. */
  take(last: number): readonly RunEvent[] | undefined {
    const events = this.#waiting.filter(({ sequence }) => sequence > last)
    this.#waiting = []
    if (events[0] !== undefined && events[0].sequence !== last + 1) this.#behind = true
    else if (events.length > 0) return events
    return this.#behind ? undefined : []
  }

  async read(store: EventStore, runId: string, last: number): Promise<readonly RunEvent[]> {
    // Reset before the question: what arrives meanwhile may not be in the answer.
    this.#behind = false
    const limit = this.#withResults ? PAGE_WITH_RESULTS : PAGE
    const events = await store.read(runId, last, limit, this.#withResults)
    if (events.length === limit) this.#behind = true
    return events
  }

  /** Resolves when there may be something to take. */
  async news(): Promise<void> {
    if (this.left || this.#behind || this.#waiting.length > 0) return
    await new Promise<void>((resolve) => {
      this.#wake = resolve
    })
  }
}

/** A slow reader must not keep results alive that it did not ask for. */
function withoutResult(event: RunEvent): RunEvent {
  if (!('result' in event)) return event
  const { result: _, ...rest } = event
  return rest
}
