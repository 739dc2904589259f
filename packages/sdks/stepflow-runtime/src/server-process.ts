import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { StepflowRuntimeError } from './errors.ts'
import type { LogStream } from './log.ts'
import { LONGEST_TIMER_MS } from './options.ts'
import { killGroup, ownGroup } from './process-group.ts'
import type { FromWatchdog, ProcessEnd, RunMessage, ToWatchdog } from './watchdog-protocol.ts'

/** How a server ended, and the same in words that follow its name. */
export interface ServerEnd extends ProcessEnd {
  readonly description: string
}

/** A server under its watchdog. */
export interface ServerProcess {
  /** Absent until it runs. */
  readonly pid: number | undefined
  readonly watchdogPid: number | undefined
  /** Resolves once it and everything in its group is gone and its output is read. Never rejects. */
  readonly ended: Promise<ServerEnd>
  /** Sends SIGTERM, and SIGKILL after `graceMs` milliseconds. To call it again can only make it faster. */
  stop(graceMs: number): void
  /** Whether it keeps the program of the runtime alive. */
  keepAlive(on: boolean): void
}

/** How long output may take to arrive once its writers are gone; who left the group may hold the pipe for ever. */
const DRAIN_MS = 500
/** How long a watchdog may be late before the server is killed without it. */
const WATCHDOG_LATE_MS = 2_000

/**
 * Starts a server under a watchdog of its own.
 *
 * @param onOutput receives what it writes, at once: it never waits for a reader
 */
export function startServerProcess(
  command: Omit<RunMessage, 'type'>,
  onOutput: (stream: LogStream, chunk: Buffer) => void,
): ServerProcess {
  const watchdog = spawnWatchdog()
  const state: { pid?: number; end?: ServerEnd } = {}
  watchdog.on('message', (message: FromWatchdog) => {
    if (message.type === 'running') state.pid = message.pid
    else state.end = describeEnd(message)
  })
  watchdog.stdout?.on('data', (chunk: Buffer) => onOutput('stdout', chunk))
  watchdog.stderr?.on('data', (chunk: Buffer) => onOutput('stderr', chunk))
  send(watchdog, { type: 'run', ...command })
  let late: NodeJS.Timeout | undefined
  let over = false
  const ended = endOf(watchdog, state).finally(() => {
    over = true
    clearTimeout(late)
  })
  return {
    get pid() {
      return state.pid
    },
    watchdogPid: watchdog.pid,
    ended,
    stop: (graceMs) => {
      if (over) return
      send(watchdog, { type: 'stop', graceMs })
      clearTimeout(late)
      const lateMs = Math.min(graceMs + WATCHDOG_LATE_MS, LONGEST_TIMER_MS)
      late = setTimeout(() => watchdog.kill('SIGKILL'), lateMs)
    },
    keepAlive: (on) => keepAlive(watchdog, on),
  }
}

function spawnWatchdog(): ChildProcess {
  const inSource = import.meta.url.endsWith('.ts')
  const file = fileURLToPath(new URL(inSource ? './watchdog.ts' : './watchdog.js', import.meta.url))
  if (!existsSync(file)) {
    throw new StepflowRuntimeError(
      `${file} is missing: stepflow-runtime runs it as a program. Where you bundle, keep stepflow-runtime external.`,
    )
  }
  return spawn(process.execPath, [file], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: watchdogEnvironment(),
    // Out of reach of a Ctrl-C, and of whoever kills the group of this process.
    ...ownGroup,
  })
}

/** Without what is meant for the runtime's program alone: debugger, loaders, coverage. */
function watchdogEnvironment(): NodeJS.ProcessEnv {
  const { NODE_OPTIONS: _options, NODE_V8_COVERAGE: _coverage, ...rest } = process.env
  return { ...rest, ELECTRON_RUN_AS_NODE: '1' }
}

function send(watchdog: ChildProcess, message: ToWatchdog): void {
  // One that is gone is noticed by its end.
  if (watchdog.connected) watchdog.send(message, () => {})
}

async function endOf(
  watchdog: ChildProcess,
  state: { readonly pid?: number; end?: ServerEnd },
): Promise<ServerEnd> {
  const closed = new Promise((resolve) => watchdog.once('close', resolve))
  // After both, every message has been handled.
  const left = Promise.all([
    new Promise((resolve) => watchdog.once('exit', resolve)),
    new Promise((resolve) => watchdog.once('disconnect', resolve)),
  ])
  const failed = new Promise<Error>((resolve) => {
    // One that runs has errors too, such as a message that did not arrive; its end says what came of it.
    watchdog.on('error', (error) => {
      if (watchdog.pid === undefined) resolve(error)
    })
  })
  const failure = await Promise.race([left.then(() => undefined), failed])
  if (failure !== undefined) {
    return { code: null, signal: null, description: `could not be started (${failure.message})` }
  }
  if (state.end === undefined && state.pid !== undefined) await killGroup(state.pid)
  await Promise.race([closed, sleep(DRAIN_MS)])
  watchdog.stdout?.destroy()
  watchdog.stderr?.destroy()
  return (
    state.end ?? { code: null, signal: 'SIGKILL', description: 'was killed, since its watchdog had ended' }
  )
}

function describeEnd(message: Exclude<FromWatchdog, { type: 'running' }>): ServerEnd {
  if (message.type === 'not-started') {
    return { code: null, signal: null, description: `could not be started (${message.message})` }
  }
  const { code, signal } = message
  const description = signal === null ? `ended with exit code ${code}` : `was ended by ${signal}`
  return { code, signal, description }
}

function keepAlive(watchdog: ChildProcess, on: boolean): void {
  const handles = [watchdog, watchdog.channel, watchdog.stdout, watchdog.stderr]
  for (const handle of handles) {
    // Streams of a child are sockets, which the declarations of Node do not say.
    const socket = handle as { ref?: () => void; unref?: () => void } | null | undefined
    if (on) socket?.ref?.()
    else socket?.unref?.()
  }
}
