export type LogStream = 'stdout' | 'stderr'

/** One line that the server wrote. */
export interface LogEntry {
  /** When it arrived. */
  readonly time: Date
  readonly stream: LogStream
  /** Without its end; a line of more than 10,000 characters arrives in pieces. */
  readonly line: string
}

/** The last lines of every server that a runtime has run. */
export interface LogTail {
  add(entry: LogEntry): void
  /** The last `count` lines, oldest first. */
  recent(count: number): LogEntry[]
}

/** @param capacity how many lines are kept */
export function createLogTail(capacity: number): LogTail {
  const entries: LogEntry[] = []
  return {
    add: (entry) => {
      entries.push(entry)
      // Cut in blocks: to shift at every line would move the whole list each time.
      if (entries.length >= 2 * capacity) entries.splice(0, entries.length - capacity)
    },
    recent: (count) => {
      const kept = Math.min(count, capacity)
      return kept === 0 ? [] : entries.slice(-kept)
    },
  }
}
