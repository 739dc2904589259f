import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

export interface ProgramExit {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

/** A server program in a process of its own. */
export interface RunningProgram {
  readonly port: number
  /** First line of stdout, as printed. */
  readonly firstLine: string
  readonly exited: Promise<ProgramExit>
  /** Everything written to stderr so far. */
  log(): string
  /** Sends a signal and waits for the end. */
  stop(signal?: NodeJS.Signals): Promise<ProgramExit>
}

/**
 * Starts a TypeScript server program from source and waits for the line that names its port.
 *
 * @param environment - Variables beside those of this process.
 * @throws Error with the program's log if it ends before that line.
 */
export async function startProgram(
  file: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<RunningProgram> {
  const child = spawn(process.execPath, ['--conditions=@driftless/source', file, ...args], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let log = ''
  child.stderr.on('data', (chunk: Buffer) => {
    log += chunk.toString()
  })
  const exited = once(child, 'close').then(([code, signal]) => ({ code, signal }) as ProgramExit)
  const lines = createInterface({ input: child.stdout })
  const firstLine = await Promise.race([
    once(lines, 'line').then(([line]) => line as string),
    exited.then(({ code }) => {
      throw new Error(`${file} ended with code ${code} before it listened:\n${log}`)
    }),
  ])
  const { port } = JSON.parse(firstLine) as { port: number }
  return {
    port,
    firstLine,
    exited,
    log: () => log,
    stop: (signal = 'SIGTERM') => stop(child, signal, exited),
  }
}

function stop(
  child: ChildProcess,
  signal: NodeJS.Signals,
  exited: Promise<ProgramExit>,
): Promise<ProgramExit> {
  child.kill(signal)
  return exited
}
