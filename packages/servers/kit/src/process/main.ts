import { constants } from 'node:os'
import { DatabaseUnavailableError, ForeignDatabaseError } from '../database/errors.ts'
import type { Api } from '../http/api.ts'
import { describeError } from '../http/errors.ts'
import { type Log, stderrLog } from '../http/log.ts'
import {
  type OwnOption,
  type OwnVariable,
  parseServerArguments,
  type ServerArguments,
  UsageError,
  usage,
} from './arguments.ts'
import { listen } from './listen.ts'

/** One server program, before its socket is open. */
export interface Service {
  readonly api: Api
  /** Opens what may take long, such as the database, once the port is printed. */
  start?(): Promise<void>
  /** Called first on shutdown: lets waiting requests answer. */
  interrupt?(): void
  /** Called last: everything is written when it resolves. */
  close(): Promise<void>
}

export interface ProgramOptions {
  /** Shown in the usage text. */
  readonly name: string
  readonly defaultPort: number
  /** Options of this program beside those of every server. */
  readonly ownOptions?: readonly OwnOption[]
  /** Variables that this program reads beside those of every server. */
  readonly ownVariables?: readonly OwnVariable[]
  /** Checks the arguments and takes locks; throws what must stop the program. */
  readonly create: (args: ServerArguments, log: Log) => Promise<Service>
}

/**
 * Runs a server program: prints `{"port":N}` as the first line of stdout once it listens, drains on
 * SIGTERM and SIGINT and exits 0; exits at once on a further one; exits 1 if it cannot start and 2 on a wrong
 * command line. The one place that reads `DATABASE_URL`.
 */
export async function runProgram(options: ProgramOptions): Promise<void> {
  try {
    const args = parseServerArguments(process.argv.slice(2), { ...options, environment: process.env })
    if (args === undefined) {
      process.stdout.write(`${usage(options.name, options)}\n`)
      return
    }
    await serve(options, args)
  } catch (error) {
    tell(options, error)
    process.exitCode = error instanceof UsageError ? 2 : 1
  }
}

function tell({ name }: ProgramOptions, error: unknown): void {
  process.stderr.write(`${name}: ${error instanceof Error ? error.message : String(error)}\n`)
}

async function serve(options: ProgramOptions, args: ServerArguments): Promise<void> {
  const log = stderrLog
  const service = await options.create(args, log)
  const server = await listen(service.api, args).catch(async (error: unknown) => {
    await service.close()
    throw error
  })
  const stop = once(options, async (signal) => {
    log('info', 'stopping', { signal })
    service.interrupt?.()
    await server.close()
    await service.close()
    process.exit(0)
  })
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
  process.stdout.write(`${JSON.stringify({ port: server.port })}\n`)
  log('info', 'listening', { host: args.host, port: server.port })
  await service.start?.().catch(async (error: unknown) => {
    if (isForOperator(error)) tell(options, error)
    else log('error', 'could not start', { error: describeError(error) })
    await server.close(0)
    await service.close()
    process.exit(1)
  })
}

/** Whether the message alone says what is wrong and what to do. */
function isForOperator(error: unknown): boolean {
  return error instanceof DatabaseUnavailableError || error instanceof ForeignDatabaseError
}

/** A Ctrl-C reaches a package manager, too, which passes it on: signals so close together are one. */
const SAME_SIGNAL_MS = 1000

/** A second signal does not start a second shutdown: it ends the one that hangs, as on a database that does. */
function once(
  options: ProgramOptions,
  action: (signal: NodeJS.Signals) => Promise<void>,
): (signal: NodeJS.Signals) => void {
  let first: number | undefined
  return (signal) => {
    if (first !== undefined) {
      if (performance.now() - first < SAME_SIGNAL_MS) return
      tell(options, `ended by a second ${signal} before everything was closed`)
      process.exit(128 + constants.signals[signal])
    }
    first = performance.now()
    action(signal).catch((error: unknown) => {
      process.stderr.write(`${describeError(error)}\n`)
      process.exit(1)
    })
  }
}
