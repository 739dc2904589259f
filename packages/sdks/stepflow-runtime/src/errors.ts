import type { LogEntry } from './log.ts'

/** Root of the errors of this package; itself: an option that makes no sense, or no server to start. */
export class StepflowRuntimeError extends Error {
  override readonly name: string = 'StepflowRuntimeError'
}

/** What is known of a server that is no more. */
export interface ServerFacts {
  /** Exit code; `null` where a signal ended it or it never ran. */
  readonly code: number | null
  /** Name of the signal that ended it, such as `SIGKILL`. */
  readonly signal: string | null
  /** The last lines of its output. */
  readonly logs: readonly LogEntry[]
}

/** The server did not become ready. Nothing of it is left. */
export class ServerStartError extends StepflowRuntimeError implements ServerFacts {
  override readonly name = 'ServerStartError'
  /** What happened, without the output that the message quotes. */
  readonly summary: string
  readonly code: number | null
  readonly signal: string | null
  readonly logs: readonly LogEntry[]

  constructor(summary: string, { code, signal, logs }: ServerFacts) {
    // One that never ran had nothing to say.
    const hasRun = code !== null || signal !== null || logs.length > 0
    super(hasRun ? `${summary}. ${quote(logs)}` : summary)
    this.summary = summary
    this.code = code
    this.signal = signal
    this.logs = logs
  }
}

/** The server ended by itself: what `onCrash` is told, and how calls fail that were under way, or come too late. */
export class ServerCrashedError extends StepflowRuntimeError implements ServerFacts {
  override readonly name = 'ServerCrashedError'
  /** What happened, without the output that the message quotes. */
  readonly summary: string
  readonly code: number | null
  readonly signal: string | null
  readonly logs: readonly LogEntry[]
  /** Whether it is being started again; calls that are made now wait for it. */
  readonly willRestart: boolean
  /** How many restarts in a row there were before. */
  readonly restarts: number

  constructor(
    summary: string,
    facts: ServerFacts & {
      readonly willRestart: boolean
      readonly restarts: number
      /** How the call failed that was under way. */
      readonly cause?: unknown
    },
  ) {
    const next = facts.willRestart ? 'It is being restarted. ' : ''
    super(`${summary}. ${next}${quote(facts.logs)}`, 'cause' in facts ? { cause: facts.cause } : undefined)
    this.summary = summary
    this.code = facts.code
    this.signal = facts.signal
    this.logs = facts.logs
    this.willRestart = facts.willRestart
    this.restarts = facts.restarts
  }
}

/** The runtime was stopped, before the call or while it was under way. */
export class RuntimeStoppedError extends StepflowRuntimeError {
  override readonly name = 'RuntimeStoppedError'
}

/** How many lines of output an error carries. */
export const QUOTED_LINES = 20

function quote(logs: readonly LogEntry[]): string {
  if (logs.length === 0) return 'It printed nothing.'
  const lines = logs.map(({ stream, line }) => `  ${stream}: ${line}`)
  return `The end of its output:\n${lines.join('\n')}`
}
