import { setTimeout as sleep } from 'node:timers/promises'
import type { Command } from './command.ts'
import { QUOTED_LINES, RuntimeStoppedError, ServerCrashedError, ServerStartError } from './errors.ts'
import { type Launch, launch, requireFreePort } from './launch.ts'
import { createLogTail, type LogEntry, type LogTail } from './log.ts'
import type { CheckedOptions } from './options.ts'
import type { ServerEnd, ServerProcess } from './server-process.ts'
import { type Deferred, defer } from './signals.ts'

const LONGEST_DELAY_MS = 30_000

/** A server that is ready, until it ends. */
export interface Uptime {
  /** Aborted at its end; the reason is a ServerCrashedError or RuntimeStoppedError. */
  readonly ended: AbortSignal
}

/**
 * Keeps one server running: start, crash, restart on the same port, stop.
 *
 * | from       | when                                | to         |
 * | ---------- | ----------------------------------- | ---------- |
 * | starting   | it is healthy                       | ready      |
 * | ready      | it ends, and the policy says again  | restarting |
 * | ready      | it ends, and that was it            | crashed    |
 * | restarting | it is healthy again                 | ready      |
 * | restarting | it fails, with restarts left        | restarting |
 * | restarting | it fails, with none left            | crashed    |
 * | any        | `stop`                              | stopped    |
 */
export class Supervisor {
  readonly #command: Command
  readonly #options: CheckedOptions
  readonly #log: LogTail
  readonly #stopping = new AbortController()
  #port: number
  #server: ServerProcess | undefined
  #alive = false
  #crashed = false
  #restarts = 0
  #keepAlive = true
  /** The server that is ready; pending while there is none, rejected once there will be none. */
  #uptime: Deferred<Uptime> = defer()
  #finished: Promise<void> = Promise.resolve()

  constructor(command: Command, options: CheckedOptions) {
    this.#command = command
    this.#options = options
    this.#port = options.port
    this.#log = createLogTail(options.logLines)
  }

  get port(): number {
    return this.#port
  }

  get pid(): number | undefined {
    return this.#alive ? this.#server?.pid : undefined
  }

  get isAlive(): boolean {
    return this.#alive
  }

  get crashed(): boolean {
    return this.#crashed
  }

  get uptime(): Promise<Uptime> {
    return this.#uptime.promise
  }

  recentLogs(count: number): LogEntry[] {
    return this.#log.recent(count)
  }

  /**
   * Starts the server and waits until it is ready.
   *
   * @throws ServerStartError, or the signal's reason; nothing is left of the server then
   */
  async start(signal: AbortSignal | undefined): Promise<void> {
    const server = await this.#launch(signal ?? this.#stopping.signal)
    this.#finished = this.#supervise(server)
  }

  /** Ends the server and waits until it and its group are gone. */
  async stop(timeoutMs: number): Promise<void> {
    if (!this.#stopping.signal.aborted) {
      const stopped = new RuntimeStoppedError('The runtime was stopped')
      this.#stopping.abort(stopped)
      if (!this.#crashed) {
        // Who waits for a restart, and who comes later.
        this.#uptime.reject(stopped)
        this.#uptime = defer()
        this.#uptime.reject(stopped)
      }
    }
    this.#server?.keepAlive(true)
    this.#server?.stop(timeoutMs)
    await this.#finished
  }

  keepAlive(on: boolean): void {
    this.#keepAlive = on
    this.#server?.keepAlive(on)
  }

  async #launch(signal: AbortSignal): Promise<ServerProcess> {
    signal.throwIfAborted()
    await requireFreePort(this.#port)
    signal.throwIfAborted()
    const { server, ready }: Launch = launch(this.#command, this.#port, this.#options, this.#log, signal)
    this.#server = server
    this.#alive = true
    void server.ended.then(() => {
      this.#alive = false
    })
    this.#port = await ready
    return server
  }

  /** Watches a server that is ready, and those that come after it. */
  async #supervise(first: ServerProcess): Promise<void> {
    let server: ServerProcess | undefined = first
    while (server !== undefined) {
      const uptime = new AbortController()
      const readyAt = performance.now()
      server.keepAlive(this.#keepAlive)
      this.#uptime.resolve({ ended: uptime.signal })
      const end: ServerEnd = await server.ended
      if (!this.#stopping.signal.aborted) this.#uptime = defer()
      if (performance.now() - readyAt >= this.#options.restartResetMs) this.#restarts = 0
      server = await this.#afterEnd(end, uptime)
    }
  }

  /** Gives the server that takes over, if there is one. */
  async #afterEnd(end: ServerEnd, uptime: AbortController): Promise<ServerProcess | undefined> {
    if (this.#stopping.signal.aborted) {
      uptime.abort(this.#stopping.signal.reason)
      return undefined
    }
    const failed = this.#options.restartPolicy === 'on_failure' && end.code !== 0
    let error = this.#crash(end, `The Stepflow server ${end.description}`, {
      again: failed || this.#options.restartPolicy === 'always',
    })
    uptime.abort(error)
    while (error.willRestart) {
      const next = await this.#restart()
      if (!(next instanceof ServerStartError)) return next
      error = this.#crash(next, `It could not be restarted: ${next.summary}`, { again: true })
    }
    return undefined
  }

  /** Waits, then starts the server again; `undefined` where it is stopped meanwhile. */
  async #restart(): Promise<ServerProcess | ServerStartError | undefined> {
    const { restartDelayMs } = this.#options
    const delayMs = Math.min(restartDelayMs * 2 ** this.#restarts, LONGEST_DELAY_MS)
    this.#restarts += 1
    try {
      await sleep(delayMs, undefined, { signal: this.#stopping.signal, ref: this.#keepAlive })
      return await this.#launch(this.#stopping.signal)
    } catch (error) {
      if (this.#stopping.signal.aborted) return undefined
      if (error instanceof ServerStartError) return error
      // Not even a process: the package may have been replaced on the disk meanwhile.
      return new ServerStartError(String(error), { code: null, signal: null, logs: [] })
    }
  }

  #crash(
    { code, signal }: Pick<ServerEnd, 'code' | 'signal'>,
    summary: string,
    { again }: { readonly again: boolean },
  ): ServerCrashedError {
    const restarts = this.#restarts
    const willRestart = again && restarts < this.#options.maxRestarts
    const logs = this.#log.recent(QUOTED_LINES)
    const crash = new ServerCrashedError(summary, { code, signal, logs, willRestart, restarts })
    if (!willRestart) {
      this.#crashed = true
      this.#uptime.reject(crash)
    }
    const { onCrash } = this.#options
    // An error in it is its program's, to be reported like any that nobody catches; it must not end the supervision.
    if (onCrash !== undefined) queueMicrotask(() => onCrash(crash))
    return crash
  }
}
