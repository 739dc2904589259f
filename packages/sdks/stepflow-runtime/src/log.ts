import { StringDecoder } from 'node:string_decoder'

export type LogStream = 'stdout' | 'stderr'

/** One line that the server wrote. */
export interface LogEntry {
  /** When it arrived. */
  readonly time: Date
  readonly stream: LogStream
  /** Without its end; a line of more than 10,000 characters arrives in pieces. */
  readonly line: string
}

const LONGEST_LINE = 10_000

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

/** Cuts the output of one process into lines. */
export interface LineReader {
  write(stream: LogStream, chunk: Buffer): void
  /** Hands on what has no line end yet. */
  end(): void
}

/** @param onLine receives each line once it is complete */
export function createLineReader(onLine: (stream: LogStream, line: string) => void): LineReader {
  const readers = {
    stdout: createStreamReader((line) => onLine('stdout', line)),
    stderr: createStreamReader((line) => onLine('stderr', line)),
  }
  return {
    write: (stream, chunk) => readers[stream].write(chunk),
    end: () => {
      readers.stdout.end()
      readers.stderr.end()
    },
  }
}

function createStreamReader(onLine: (line: string) => void) {
  const decoder = new StringDecoder('utf8')
  let rest = ''
  return {
    write: (chunk: Buffer) => {
      const lines = (rest + decoder.write(chunk)).split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) for (const piece of pieces(line.replace(/\r$/, ''))) onLine(piece)
      // A server that never ends its line must not fill the memory.
      while (rest.length >= LONGEST_LINE) {
        onLine(rest.slice(0, LONGEST_LINE))
        rest = rest.slice(LONGEST_LINE)
      }
    },
    end: () => {
      rest += decoder.end()
      if (rest !== '') onLine(rest)
      rest = ''
    },
  }
}

function* pieces(line: string): Iterable<string> {
  if (line.length <= LONGEST_LINE) return yield line
  for (let at = 0; at < line.length; at += LONGEST_LINE) yield line.slice(at, at + LONGEST_LINE)
}
