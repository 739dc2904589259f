import type { ConnectOptions } from 'stepflow-client'
import { type ServerCrashedError, StepflowRuntimeError } from './errors.ts'
import type { LogEntry } from './log.ts'

/** When the server is started again after it has ended by itself: on a code other than 0 or a signal, or also on 0. */
export type RestartPolicy = 'never' | 'on_failure' | 'always'

/** What to run, and what to do when it ends. All times are milliseconds. */
export interface StartOptions {
  /**
   * The server: a program, or a program and its arguments; `--port N` is appended, and `--config FILE` where `config`
   * is given. Default: what `STEPFLOW_SERVER_BINARY` names, else what `STEPFLOW_DEV_BINARY` names, else
   * `stepflow-server` on the `PATH`.
   */
  readonly command?: string | readonly string[] | undefined
  /** Stepflow configuration file, handed over as `--config FILE`. Default: the built-in components alone. */
  readonly config?: string | undefined
  /** Folder that the server runs in, and that `config` and paths in `command` are relative to. Default: this program's. */
  readonly cwd?: string | undefined
  /** Port to listen on. Default 0: a free one, which the server names in a line `{"port":N}` on stdout. */
  readonly port?: number | undefined
  /** Environment variables, beside this program's or, with `inheritEnv: false`, alone. */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined
  /** Default true. */
  readonly inheritEnv?: boolean | undefined
  /** Time from the start until it must be healthy; default 30,000. Holds for every restart too. */
  readonly startupTimeoutMs?: number | undefined
  /** Time from SIGTERM to SIGKILL, where `stop` is not told otherwise and where this program dies; default 5,000. */
  readonly stopTimeoutMs?: number | undefined
  /** Default `never`. */
  readonly restartPolicy?: RestartPolicy | undefined
  /** Restarts in a row until the runtime gives up; default 3. */
  readonly maxRestarts?: number | undefined
  /** Wait before the first restart, doubled for each further one up to 30,000; default 500. */
  readonly restartDelayMs?: number | undefined
  /** Once a server has been ready for so long, restarts are counted anew; default 60,000. */
  readonly restartResetMs?: number | undefined
  /** Told of every end that `stop` did not ask for, also of a restart that failed. */
  readonly onCrash?: ((crash: ServerCrashedError) => void) | undefined
  /** Told of every line that the server writes. */
  readonly onLog?: ((entry: LogEntry) => void) | undefined
  /** How many lines are kept for `getRecentLogs`; default 1,000. */
  readonly logLines?: number | undefined
  /** How the client calls: credentials, times, retries. */
  readonly client?: Omit<ConnectOptions, 'signal'> | undefined
  /** Ends the start; once the server is ready it has no effect. */
  readonly signal?: AbortSignal | undefined
}

type Defaulted =
  | 'port'
  | 'inheritEnv'
  | 'startupTimeoutMs'
  | 'stopTimeoutMs'
  | 'restartPolicy'
  | 'maxRestarts'
  | 'restartDelayMs'
  | 'restartResetMs'
  | 'logLines'

/** Options with nothing left open. */
export type CheckedOptions = Omit<StartOptions, Defaulted> & {
  readonly [Name in Defaulted]: Exclude<StartOptions[Name], undefined>
}

/** A timer of more milliseconds would fire at once. */
export const LONGEST_TIMER_MS: number = 2 ** 31 - 1
const POLICIES: readonly string[] = ['never', 'on_failure', 'always'] satisfies RestartPolicy[]

/** What each option may be; in words, as in "must be …". */
const rules: Record<keyof StartOptions, { readonly is: (value: unknown) => boolean; readonly rule: string }> =
  {
    command: { is: isCommand, rule: 'a program, or a list of a program and its arguments' },
    config: { is: isText, rule: 'the path of a file' },
    cwd: { is: isText, rule: 'the path of a folder' },
    port: integer(0, 65_535),
    env: { is: isEnvironment, rule: 'an object whose values are strings' },
    inheritEnv: { is: (value) => typeof value === 'boolean', rule: 'true or false' },
    startupTimeoutMs: integer(1, LONGEST_TIMER_MS),
    stopTimeoutMs: integer(0, LONGEST_TIMER_MS),
    restartPolicy: {
      is: (value) => POLICIES.includes(value as string),
      rule: `one of ${POLICIES.join(', ')}`,
    },
    maxRestarts: integer(0, Number.MAX_SAFE_INTEGER),
    restartDelayMs: integer(0, LONGEST_TIMER_MS),
    restartResetMs: integer(0, Number.MAX_SAFE_INTEGER),
    onCrash: { is: isFunction, rule: 'a function' },
    onLog: { is: isFunction, rule: 'a function' },
    logLines: integer(0, 1_000_000),
    client: { is: (value) => typeof value === 'object' && value !== null, rule: 'an object' },
    signal: { is: (value) => value instanceof AbortSignal, rule: 'an AbortSignal' },
  }

/**
 * Checks options and puts in defaults.
 *
 * @throws StepflowRuntimeError that names the option and what it must be
 */
export function checkOptions(options: StartOptions): CheckedOptions {
  for (const [name, value] of Object.entries(options)) {
    const known = Object.hasOwn(rules, name) ? rules[name as keyof StartOptions] : undefined
    if (known === undefined) {
      throw new StepflowRuntimeError(
        `Unknown option ${JSON.stringify(name)}; known are ${Object.keys(rules).join(', ')}`,
      )
    }
    // Values are not shown: one of `env` or `command` may be a secret.
    if (value !== undefined && !known.is(value)) {
      throw new StepflowRuntimeError(`The option ${name} must be ${known.rule}`)
    }
  }
  return {
    ...options,
    port: options.port ?? 0,
    inheritEnv: options.inheritEnv ?? true,
    startupTimeoutMs: options.startupTimeoutMs ?? 30_000,
    stopTimeoutMs: options.stopTimeoutMs ?? 5_000,
    restartPolicy: options.restartPolicy ?? 'never',
    maxRestarts: options.maxRestarts ?? 3,
    restartDelayMs: options.restartDelayMs ?? 500,
    restartResetMs: options.restartResetMs ?? 60_000,
    logLines: options.logLines ?? 1_000,
  }
}

/** @throws StepflowRuntimeError unless it is a whole number of milliseconds that a timer can wait */
export function checkStopTimeout(timeoutMs: number): number {
  const { is, rule } = rules.stopTimeoutMs
  if (!is(timeoutMs)) throw new StepflowRuntimeError(`The time that stop waits must be ${rule}`)
  return timeoutMs
}

/** @throws StepflowRuntimeError unless it is a whole number from 0 on, or `Infinity` */
export function checkCount(count: number): number {
  if (count >= 0 && (Number.isInteger(count) || count === Number.POSITIVE_INFINITY)) return count
  throw new StepflowRuntimeError('The number of lines must be a whole number from 0 on')
}

function integer(least: number, most: number) {
  const is = (value: unknown) => Number.isInteger(value) && Number(value) >= least && Number(value) <= most
  return { is, rule: `a whole number from ${least} to ${most}` }
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value !== '' && !value.includes('\0')
}

function isCommand(value: unknown): boolean {
  if (!Array.isArray(value)) return isText(value)
  return isText(value[0]) && value.every((part) => typeof part === 'string' && !part.includes('\0'))
}

function isFunction(value: unknown): boolean {
  return typeof value === 'function'
}

function isEnvironment(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  return Object.entries(value).every(
    ([name, text]) =>
      (text === undefined || (typeof text === 'string' && !text.includes('\0'))) && /^[^=\0]+$/.test(name),
  )
}
