/**
 * The program between a runtime and its server. It starts the server in a process group of its own and ends that
 * group when it is asked to, and also when the channel to the runtime closes, however the runtime ended: SIGKILL
 * leaves the runtime no time to clean up, but closes its channel.
 *
 * It never touches `process.stdout` and `process.stderr`: Node would make them non-blocking, and the server, which
 * has the same ones, would lose what it writes while they are full.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { killGroup, ownGroup, signalGroup, untilGroupEnds } from './process-group.ts'
import type { FromWatchdog, ProcessEnd, RunMessage, ToWatchdog } from './watchdog-protocol.ts'

let server: ChildProcess | undefined
/** Time between SIGTERM and SIGKILL where nobody says how long. */
let defaultGraceMs = 0
/** When what is left of the group is killed, on the clock of `performance.now()`; absent: not asked to stop. */
let killAt: number | undefined

// What a list of processes shows.
process.title = 'stepflow-runtime-watchdog'

process.on('message', (message: ToWatchdog) => {
  if (message.type === 'run') run(message)
  else stop(message.graceMs)
})
process.on('disconnect', () => stop(defaultGraceMs))
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => stop(defaultGraceMs))

function run({ file, args, cwd, env, graceMs }: RunMessage): void {
  defaultGraceMs = graceMs
  const child = spawn(file, args, { cwd, env, stdio: ['ignore', 'inherit', 'inherit'], ...ownGroup })
  child.on('error', (error) => {
    if (child.pid === undefined) leave({ type: 'not-started', message: error.message })
  })
  if (child.pid === undefined) return
  server = child
  tell({ type: 'running', pid: child.pid })
  child.once('exit', (code, signal) => void afterExit(child.pid as number, { code, signal }))
}

/** Ends the server; to call it again can only make it faster. */
function stop(graceMs: number): void {
  const pid = server?.pid
  if (pid === undefined) {
    leave()
    return
  }
  if (killAt === undefined && graceMs > 0) signalGroup(pid, 'SIGTERM')
  killAt = Math.min(killAt ?? Number.POSITIVE_INFINITY, performance.now() + graceMs)
  if (graceMs === 0) signalGroup(pid, 'SIGKILL')
  else setTimeout(() => signalGroup(pid, 'SIGKILL'), graceMs).unref()
}

/** The head of the group has ended: whoever is left has the rest of the grace, or none where nobody asked for the end. */
async function afterExit(pid: number, end: ProcessEnd): Promise<void> {
  await untilGroupEnds(pid, () => killAt ?? 0)
  await killGroup(pid)
  server = undefined
  leave({ type: 'ended', ...end })
}

function tell(message: FromWatchdog, then: () => void = () => {}): void {
  // A runtime that is gone need not be told.
  if (process.connected) process.send?.(message, undefined, undefined, then)
}

/** Closes the channel, the last thing that keeps this process alive. */
function leave(lastWords?: FromWatchdog): void {
  const disconnect = () => {
    if (process.connected) process.disconnect()
  }
  if (lastWords === undefined) disconnect()
  else tell(lastWords, disconnect)
}
