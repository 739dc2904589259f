import { StringDecoder } from 'node:string_decoder'
import type { LogStream } from './log.ts'

const LONGEST_LINE = 10_000

/** Cuts the output of one process into lines. */
export interface LineReader {
  write(stream: LogStream, chunk: Uint8Array): void
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
    write: (chunk: Uint8Array) => {
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
