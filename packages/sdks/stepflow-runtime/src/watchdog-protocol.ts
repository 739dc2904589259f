/** What runtime and watchdog tell each other. The channel itself says the most: when it closes, the runtime is gone. */

/** First message to the watchdog: what to run. */
export interface RunMessage {
  readonly type: 'run'
  /** Absolute path of the program. */
  readonly file: string
  readonly args: readonly string[]
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
  /** Milliseconds from SIGTERM to SIGKILL where the runtime vanishes without a word. */
  readonly graceMs: number
}

/** Asks for the end of the server. */
export interface StopMessage {
  readonly type: 'stop'
  /** Milliseconds from SIGTERM to SIGKILL; 0 kills at once. */
  readonly graceMs: number
}

export type ToWatchdog = RunMessage | StopMessage

/** How a process ended: by itself with a code, or by a signal. */
export interface ProcessEnd {
  readonly code: number | null
  /** Name of the signal, such as `SIGKILL`. */
  readonly signal: string | null
}

export type FromWatchdog =
  | { readonly type: 'running'; readonly pid: number }
  | { readonly type: 'not-started'; readonly message: string }
  /** The server has ended, and what it had started is gone too. */
  | ({ readonly type: 'ended' } & ProcessEnd)
