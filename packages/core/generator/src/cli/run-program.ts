import { type Command, CommanderError } from 'commander'
import { SpecError } from '../document/errors.ts'
import { defaultPipeline } from '../project/default-pipeline.ts'
import { messageOf, ProjectError, UnfinishedError, UsageError } from '../project/errors.ts'
import type { Pipeline } from '../project/pipeline.ts'
import type { CommandContext } from './context.ts'
import { createProgress } from './progress.ts'

/** Exit codes of every command. */
export const exitCodes: {
  readonly done: 0
  readonly failed: 1
  readonly wrongUsage: 2
  readonly interrupted: 130
} = { done: 0, failed: 1, wrongUsage: 2, interrupted: 130 }

/** Signals that arrive together mean one key: the terminal sends one, and so does each tool between it and us. */
const sameKeyMs = 500

/** A command's action: does the work and answers with the exit code. */
export type Report = (code: number) => void

/**
 * Runs a command line and ends the process with its exit code. Ctrl-C (also SIGTERM, or SIGHUP from a terminal that
 * closes) aborts the work, waits until it has cleaned up, and exits 130; a second one exits at once.
 *
 * @param build makes the commands; each action calls `report` with its exit code
 */
export async function runProgram(
  build: (context: CommandContext, report: Report) => Command,
  argv: readonly string[] = process.argv.slice(2),
  pipeline: Pipeline = defaultPipeline,
): Promise<never> {
  const controller = new AbortController()
  let interruptedAt: number | undefined
  const interrupt = () => {
    if (interruptedAt !== undefined) {
      if (performance.now() - interruptedAt > sameKeyMs) process.exit(exitCodes.interrupted)
      return
    }
    interruptedAt = performance.now()
    controller.abort()
    process.stderr.write('\nInterrupted; cleaning up.\n')
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, interrupt)
  const context = createContext(pipeline, controller.signal)
  const code = await run(build, context, argv)
  await flushed(process.stdout)
  await flushed(process.stderr)
  process.exit(controller.signal.aborted ? exitCodes.interrupted : code)
}

async function run(
  build: (context: CommandContext, report: Report) => Command,
  context: CommandContext,
  argv: readonly string[],
): Promise<number> {
  let reported: number = exitCodes.done
  try {
    const program = build(context, (code) => {
      reported = code
    })
    await exitInsteadOfEnding(program).parseAsync([...argv], { from: 'user' })
    return reported
  } catch (error) {
    return explain(error, context)
  }
}

function createContext(pipeline: Pipeline, signal: AbortSignal): CommandContext {
  return {
    pipeline,
    signal,
    progress: createProgress(process.stderr),
    print: (line) => process.stdout.write(`${line}\n`),
    remark: (line) => process.stderr.write(`${line}\n`),
    // pnpm runs scripts in the package's folder and tells us here where the person is.
    workingFolder: process.env.INIT_CWD ?? process.cwd(),
  }
}

function explain(error: unknown, context: CommandContext): number {
  if (error instanceof CommanderError) {
    return error.exitCode === 0 ? exitCodes.done : exitCodes.wrongUsage
  }
  if (context.signal.aborted && !(error instanceof UnfinishedError)) return exitCodes.interrupted
  if (error instanceof UsageError) {
    context.remark(`error: ${error.message}`)
    return exitCodes.wrongUsage
  }
  const expected = error instanceof ProjectError || error instanceof SpecError || isFileFault(error)
  const text = expected || !(error instanceof Error) ? messageOf(error) : (error.stack ?? error.message)
  context.remark(`error: ${text}`)
  return exitCodes.failed
}

/** What the file system refuses, such as a write without permission: its message names the reason and the path. */
function isFileFault(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error && 'path' in error
}

function exitInsteadOfEnding(command: Command): Command {
  command.exitOverride()
  for (const child of command.commands) exitInsteadOfEnding(child)
  return command
}

function flushed(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    stream.write('', () => resolve())
  })
}
