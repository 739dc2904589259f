import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import type { StartedServer } from '../config.ts'
import { messageOf, ProjectError } from './errors.ts'
import { createLogTail, type LogTail } from './log-tail.ts'

export interface ServerLimits {
  /** Milliseconds from the start until it must be healthy. */
  readonly startMs: number
  /** Milliseconds that one health probe may take. */
  readonly probeMs: number
  /** Milliseconds between asking it to end and killing it. */
  readonly stopMs: number
}

export const defaultServerLimits: ServerLimits = { startMs: 60_000, probeMs: 2_000, stopMs: 5_000 }

export interface RunningServer {
  readonly url: string
  readonly port: number
  /** Its last lines of output; for messages. */
  readonly log: LogTail
}

/**
 * Starts a server on a free port, waits until it is healthy, runs `work` with it, and stops it, whatever happens.
 *
 * @param root folder that the command is relative to
 * @throws ProjectError with the end of the server's log where it ends, stays silent or stays unhealthy
 */
export async function withServer<T>(
  root: string,
  config: StartedServer,
  work: (server: RunningServer) => Promise<T>,
  options: { readonly signal?: AbortSignal; readonly limits?: ServerLimits } = {},
): Promise<T> {
  const limits = options.limits ?? defaultServerLimits
  const child = spawnServer(root, config)
  const log = createLogTail(child)
  // Process groups outlive us only if we are killed outright; every other end passes here.
  const killAtExit = () => signalGroup(child, 'SIGKILL')
  process.once('exit', killAtExit)
  try {
    const ended = endOf(child).then((how) => failed(how, config, log))
    const done = waitUntilReady(config, log, limits, options.signal).then(work)
    return await Promise.race([done, ended]).catch(async (error: unknown) => {
      options.signal?.throwIfAborted()
      // A server that dies fails its callers first; its end says more than theirs.
      return Promise.race([ended, sleep(limits.probeMs).then(() => Promise.reject(error))])
    })
  } finally {
    await stop(child, limits.stopMs)
    process.off('exit', killAtExit)
  }
}

function spawnServer(root: string, config: StartedServer): ChildProcess {
  return spawn(process.execPath, [...config.command, '--port', '0'], {
    cwd: root,
    env: { ...process.env, ...config.env },
    stdio: ['ignore', 'pipe', 'pipe'],
    // Its own group, so that whatever it starts ends with it. Windows has no groups.
    detached: process.platform !== 'win32',
  })
}

async function endOf(child: ChildProcess): Promise<string> {
  try {
    const [code, signal]: unknown[] = await once(child, 'exit')
    return signal ? `was ended by ${signal}` : `ended with exit code ${code} before its work was done`
  } catch (error) {
    return `could not be started (${messageOf(error)})`
  }
}

async function waitUntilReady(
  config: StartedServer,
  log: LogTail,
  limits: ServerLimits,
  signal: AbortSignal | undefined,
): Promise<RunningServer> {
  const timeout = AbortSignal.timeout(limits.startMs)
  const either = signal ? AbortSignal.any([signal, timeout]) : timeout
  const late = (what: string) => failed(`${what} within ${limits.startMs} ms`, config, log)
  const line = await Promise.race([log.firstLine, aborted(either)])
  if (line === undefined) {
    // Its output may end before it does: then its end is noticed elsewhere, or this time runs out.
    await aborted(either)
    signal?.throwIfAborted()
    return late('printed no {"port":N}')
  }
  const port = readPort(line)
  if (port === undefined) {
    // Whoever complains on stdout and dies is better told as dead than as talking out of turn.
    await sleep(limits.probeMs, undefined, { signal: either }).catch(() => {})
    signal?.throwIfAborted()
    return failed(`printed ${JSON.stringify(line)} first, not {"port":N}`, config, log)
  }
  const url = `http://127.0.0.1:${port}`
  let answer = 'nothing'
  while (!either.aborted) {
    const latest = await probe(url + config.healthPath, limits.probeMs, either)
    if (latest === '200') return { url, port, log }
    // A probe that was cut short because the time is up says nothing about the server.
    if (!either.aborted) answer = latest
    await sleep(50, undefined, { signal: either }).catch(() => {})
  }
  signal?.throwIfAborted()
  return late(`did not answer 200 at ${config.healthPath} (last: ${answer})`)
}

function readPort(line: string): number | undefined {
  try {
    const value: unknown = JSON.parse(line)
    const port = typeof value === 'object' && value !== null && 'port' in value ? value.port : undefined
    return typeof port === 'number' && Number.isInteger(port) && port > 0 && port < 65_536 ? port : undefined
  } catch {
    return undefined
  }
}

/** The status that was answered, or what went wrong instead. */
async function probe(url: string, probeMs: number, signal: AbortSignal): Promise<string> {
  try {
    const response = await fetch(url, { signal: AbortSignal.any([signal, AbortSignal.timeout(probeMs)]) })
    await response.body?.cancel()
    return String(response.status)
  } catch (error) {
    return messageOf(error)
  }
}

function aborted(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(undefined)
    signal.addEventListener('abort', () => resolve(undefined), { once: true })
  })
}

async function failed(how: string, config: StartedServer, log: LogTail): Promise<never> {
  const tail = await log.tail()
  const output = tail === '' ? 'It printed nothing.' : `The end of its output:\n${tail}`
  throw new ProjectError(`The server (node ${config.command.join(' ')}) ${how}. ${output}`)
}

async function stop(child: ChildProcess, stopMs: number): Promise<void> {
  if (child.pid === undefined) return
  signalGroup(child, 'SIGTERM')
  if (!isEnded(child)) await Promise.race([once(child, 'exit'), sleep(stopMs, undefined, { ref: false })])
  // Also after a clean end: what it started may still be there.
  signalGroup(child, 'SIGKILL')
  if (!isEnded(child)) await once(child, 'exit')
}

function isEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null
}

function signalGroup(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): void {
  if (child.pid === undefined) return
  try {
    if (process.platform === 'win32') child.kill(signal)
    else process.kill(-child.pid, signal)
  } catch {
    // The group is gone.
  }
}
