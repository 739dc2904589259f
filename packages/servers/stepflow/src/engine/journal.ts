import type { EventStore } from '../store/store.ts'
import type { RunEvent, RunHappening } from './run-event.ts'

interface Entry {
  readonly event: RunEvent
  readonly stored: () => void
  readonly failed: (error: unknown) => void
}

/**
 * Writes the history of a run: events get their numbers in the order in which they are told, and those
 * told while others are being written, or in one turn of the event loop, are stored together.
 */
export class RunJournal {
  readonly #store: EventStore
  readonly #runId: string
  readonly #publish: (events: readonly RunEvent[]) => void
  #sequence: number
  #waiting: Entry[] = []
  #writing: Promise<void> | undefined

  /**
   * @param sequence - number of the last event that is stored.
   * @param publish - given events once they are stored.
   */
  constructor(
    store: EventStore,
    runId: string,
    sequence: number,
    publish: (events: readonly RunEvent[]) => void,
  ) {
    this.#store = store
    this.#runId = runId
    this.#sequence = sequence
    this.#publish = publish
  }

  /** Resolves when the event is stored, and its result with it. */
  tell(happening: RunHappening): Promise<void> {
    return new Promise<void>((stored, failed) => {
      const event = { ...happening, sequence: ++this.#sequence, timestamp: new Date() }
      this.#waiting.push({ event, stored, failed })
      this.#writing ??= this.#write()
    })
  }

  /** Resolves when nothing is being written. */
  async settled(): Promise<void> {
    await this.#writing
  }

  async #write(): Promise<void> {
    // What the same turn of the event loop still brings goes into the same statement.
    await new Promise<void>((resolve) => setImmediate(resolve))
    while (this.#waiting.length > 0) {
      const entries = this.#waiting
      this.#waiting = []
      const events = entries.map(({ event }) => event)
      try {
        await this.#store.append(this.#runId, events)
        this.#publish(events)
        for (const { stored } of entries) stored()
      } catch (error) {
        for (const { failed } of entries) failed(error)
      }
    }
    this.#writing = undefined
  }
}
