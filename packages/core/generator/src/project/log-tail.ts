import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'

/** The output of a child: read to the end, so that it never blocks on a full pipe, and the last of it kept. */
export interface LogTail {
  /** The first line of stdout; `undefined` where it ends without one. */
  readonly firstLine: Promise<string | undefined>
  /** The last lines of stdout and stderr, once what is on its way has arrived. */
  readonly tail: () => Promise<string>
}

const keptLines = 30
const keptLineLength = 1_000

export function createLogTail(child: ChildProcess): LogTail {
  const lines: string[] = []
  const keep = (line: string) => {
    lines.push(line.slice(0, keptLineLength))
    if (lines.length > keptLines) lines.shift()
  }
  const streams = [child.stdout, child.stderr].filter((stream) => stream !== null)
  const ended = Promise.all(streams.map((stream) => readLines(stream, keep)))
  return {
    firstLine: firstLineOf(child.stdout),
    tail: async () => {
      // A child that has just died has its last words still in the pipe; a grandchild may hold the pipe open.
      await Promise.race([ended, sleep(500, undefined, { ref: false })])
      return lines.map((line) => `  ${line}`).join('\n')
    },
  }
}

async function readLines(stream: Readable, keep: (line: string) => void): Promise<void> {
  const reader = createInterface({ input: stream })
  reader.on('line', keep)
  await once(reader, 'close')
}

function firstLineOf(stream: Readable | null): Promise<string | undefined> {
  return new Promise((resolve) => {
    if (stream === null) return resolve(undefined)
    const reader = createInterface({ input: stream })
    reader.once('line', resolve)
    reader.once('close', () => resolve(undefined))
  })
}
