import type { Command } from './command.ts'
import { QUOTED_LINES, ServerStartError } from './errors.ts'
import { createLineReader } from './line-reader.ts'
import type { LogTail } from './log.ts'
import type { CheckedOptions } from './options.ts'
import { isTaken, readPort, waitForHealth } from './readiness.ts'
import { type ServerEnd, type ServerProcess, startServerProcess } from './server-process.ts'
import { defer, orAborted, underSignals } from './signals.ts'

/** A server that was started, and may not be ready yet. */
export interface Launch {
  readonly server: ServerProcess
  /**
   * Resolves with its port once it is healthy.
   *
   * Rejects with a ServerStartError, or the reason of the signal; the server and its group are gone then.
   */
  readonly ready: Promise<number>
}

/**
 * Starts a server.
 *
 * @param port that it must listen on; 0 where it may choose
 * @param signal ends the start
 */
export function launch(
  command: Command,
  port: number,
  options: CheckedOptions,
  log: LogTail,
  signal: AbortSignal,
): Launch {
  const announced = defer<number>()
  const reader = createLineReader((stream, line) => {
    const entry = { time: new Date(), stream, line }
    log.add(entry)
    if (stream === 'stdout') {
      const found = readPort(line)
      if (found !== undefined) announced.resolve(found)
    }
    options.onLog?.(entry)
  })
  const args = [...command.args, '--port', String(port)]
  const server = startServerProcess({ ...command, args, graceMs: options.stopTimeoutMs }, reader.write)
  void server.ended.then(() => reader.end())
  const start = new Start(server, [command.file, ...args].join(' '), log)
  return { server, ready: start.run(port, announced.promise, options, signal) }
}

/** One start, from the process to its health. */
class Start {
  readonly #server: ServerProcess
  readonly #name: string
  readonly #log: LogTail

  constructor(server: ServerProcess, name: string, log: LogTail) {
    this.#server = server
    this.#name = name
    this.#log = log
  }

  async run(
    port: number,
    announced: Promise<number>,
    { startupTimeoutMs, stopTimeoutMs }: CheckedOptions,
    signal: AbortSignal,
  ): Promise<number> {
    const late = new AbortController()
    const timer = setTimeout(() => late.abort(), startupTimeoutMs)
    const progress = { missing: port === 0 ? 'printed no {"port":N}' : 'did not answer' }
    try {
      const ended = this.#server.ended.then((end) => Promise.reject(this.#error(end.description, end)))
      return await underSignals([late.signal, signal], (either) =>
        Promise.race([this.#ready(port, announced, either, progress), ended]),
      )
    } catch (error) {
      this.#server.stop(stopTimeoutMs)
      const end = await this.#server.ended
      if (!late.signal.aborted || signal.aborted || error instanceof ServerStartError) throw error
      throw this.#error(`${progress.missing} within ${startupTimeoutMs} ms`, end)
    } finally {
      clearTimeout(timer)
    }
  }

  async #ready(
    wanted: number,
    announced: Promise<number>,
    signal: AbortSignal,
    progress: { missing: string },
  ): Promise<number> {
    const port = wanted === 0 ? await orAborted(announced, signal) : wanted
    const other = announced.then((named) => {
      if (named !== port) throw this.#error(`listens on port ${named}, not on ${port} as it was told`)
      return new Promise<never>(() => {})
    })
    const healthy = waitForHealth(port, signal, (answer) => {
      progress.missing = `did not become healthy on port ${port} (last answer: ${answer})`
    })
    await Promise.race([healthy, other])
    return port
  }

  #error(how: string, { code, signal }: Partial<ServerEnd> = {}): ServerStartError {
    return new ServerStartError(`The Stepflow server (${this.#name}) ${how}`, {
      code: code ?? null,
      signal: signal ?? null,
      logs: this.#log.recent(QUOTED_LINES),
    })
  }
}

/** @throws ServerStartError where another program listens on the port: its health must not pass for the server's */
export async function requireFreePort(port: number): Promise<void> {
  if (port === 0 || !(await isTaken(port))) return
  throw new ServerStartError(`Port ${port} is taken: another program listens on it`, {
    code: null,
    signal: null,
    logs: [],
  })
}
