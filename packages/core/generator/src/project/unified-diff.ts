import { createTwoFilesPatch } from 'diff'
import type { FileDrift } from './compare.ts'

export interface DiffLimits {
  /** Lines of all files together. */
  readonly lines: number
  /** Lines of one file. */
  readonly linesPerFile: number
}

/** Enough to see what happened, little enough to read. */
export const defaultDiffLimits: DiffLimits = { lines: 200, linesPerFile: 60 }

/** A unified diff of drifted files whose texts are known, from what stands there to what should, cut to size. */
export function unifiedDiff(drifts: readonly FileDrift[], limits: DiffLimits = defaultDiffLimits): string {
  const lines: string[] = []
  const known = drifts.filter((drift) => drift.actual !== undefined || drift.expected !== undefined)
  for (const [index, drift] of known.entries()) {
    const room = Math.min(limits.linesPerFile, limits.lines - lines.length)
    if (room < 4) {
      lines.push(`... and ${known.length - index} more files`)
      break
    }
    lines.push(...cut(fileDiff(drift), room))
  }
  return lines.join('\n')
}

/** Larger files are not compared line by line: it would take longer than generating them. */
const largestCompared = 1_000_000

function fileDiff(drift: FileDrift): string[] {
  const actual = drift.actual ?? ''
  const expected = drift.expected ?? ''
  const from = drift.actual === undefined ? '/dev/null' : `a/${drift.path}`
  const to = drift.expected === undefined ? '/dev/null' : `b/${drift.path}`
  if (actual.includes('\0') || Math.max(actual.length, expected.length) > largestCompared) {
    return [`--- ${from}`, `+++ ${to}`, firstDifference(actual, expected)]
  }
  const options = { context: 3, maxEditLength: 5_000 }
  const patch = createTwoFilesPatch(from, to, actual, expected, undefined, undefined, options)
  if (patch === undefined) return [`--- ${from}`, `+++ ${to}`, firstDifference(actual, expected)]
  return patch
    .trimEnd()
    .split('\n')
    .filter((line) => !line.startsWith('====') && !line.startsWith('Index: '))
}

function firstDifference(actual: string, expected: string): string {
  const before = actual.split('\n')
  const after = expected.split('\n')
  const line = after.findIndex((text, index) => text !== before[index])
  const number = (line === -1 ? after.length : line) + 1
  return `(too large to compare; first difference in line ${number}, ${before.length} lines here, ${after.length} expected)`
}

function cut(lines: readonly string[], room: number): string[] {
  if (lines.length <= room) return [...lines]
  return [...lines.slice(0, room - 1), `... ${lines.length - room + 1} more lines`]
}
