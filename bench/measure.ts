import { spawn } from 'node:child_process'
import { join } from 'node:path'

export const root: string = join(import.meta.dirname, '..')

/** One line of the report: what was divided by what, and what is promised. */
export interface Ratio {
  readonly name: string
  /** Ours over theirs, or an absolute number with its unit where nothing is compared. */
  readonly value: number
  readonly unit: '×' | 'bytes'
  /** The floor: worse than this fails. */
  readonly limit: number
  readonly goal: number
  /** What was measured, in words: both sides with medians. */
  readonly detail: string
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2
}

/** Runs both sides in turn, so that other load on the machine falls on both, and returns the median times in ms. */
export async function alternate(
  rounds: number,
  ours: () => Promise<void> | void,
  theirs: () => Promise<void> | void,
): Promise<{ ours: number; theirs: number; ratio: number }> {
  const times = { ours: [] as number[], theirs: [] as number[] }
  const ratios: number[] = []
  for (let round = 0; round < rounds; round++) {
    const first = await timed(ours)
    const second = await timed(theirs)
    times.ours.push(first)
    times.theirs.push(second)
    ratios.push(first / second)
  }
  return { ours: median(times.ours), theirs: median(times.theirs), ratio: median(ratios) }
}

async function timed(work: () => Promise<void> | void): Promise<number> {
  const start = performance.now()
  await work()
  return performance.now() - start
}

/** Runs a script of `bench/tasks` as a process of its own; rejects with its output when it fails. */
export function runTask(script: string, ...args: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const file = join(root, 'bench/tasks', script)
    const child = spawn(process.execPath, ['--conditions=@driftless/source', file, ...args], { cwd: root })
    let output = ''
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString()
    })
    child.stderr.on('data', (chunk: Buffer) => {
      output += chunk.toString()
    })
    child.once('error', reject)
    child.once('exit', (code) =>
      code === 0 ? resolve(output) : reject(new Error(`${script} exited ${code}\n${output}`)),
    )
  })
}
