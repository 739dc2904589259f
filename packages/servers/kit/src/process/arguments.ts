import { parseArgs } from 'node:util'

/** What every server takes on its command line. */
export interface ServerArguments {
  /** 0 picks a free port. */
  readonly port: number
  readonly host: string
  /** Folder of the database; absent: in memory. */
  readonly dataDir?: string
  readonly corsOrigins: readonly string[]
}

/** A wrong command line; the program prints the message and exits 2. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'UsageError'
  }
}

/** Text of `--help`. */
export function usage(program: string, defaultPort: number): string {
  return [
    `Usage: ${program} [--port N] [--host HOST] [--data DIR] [--cors-origin ORIGIN]...`,
    '',
    `  --port N              port to listen on; 0 picks a free one (default ${defaultPort})`,
    '  --host HOST           address to listen on (default 127.0.0.1)',
    '  --data DIR            keep the database in DIR (default: in memory)',
    '  --cors-origin ORIGIN  origin that browsers may call from, or *; repeatable',
  ].join('\n')
}

/**
 * Reads a server's command line.
 *
 * @returns `undefined` when help was asked for.
 * @throws UsageError for unknown options and values that make no sense.
 */
export function parseServerArguments(
  args: readonly string[],
  defaultPort: number,
): ServerArguments | undefined {
  const { values } = parse(args)
  if (values.help) return undefined
  for (const name of ['data', 'host'] as const) {
    if (values[name] === '') throw new UsageError(`--${name} must not be empty`)
  }
  return {
    port: values.port === undefined ? defaultPort : portNumber(values.port),
    host: values.host ?? '127.0.0.1',
    ...(values.data === undefined ? {} : { dataDir: values.data }),
    corsOrigins: values['cors-origin'] ?? [],
  }
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        port: { type: 'string' },
        host: { type: 'string' },
        data: { type: 'string' },
        'cors-origin': { type: 'string', multiple: true },
        help: { type: 'boolean', short: 'h' },
      },
    })
  } catch (error) {
    throw new UsageError(`${(error as Error).message}. See --help`)
  }
}

function portNumber(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN
  if (port <= 65_535) return port
  throw new UsageError(`--port must be a number from 0 to 65535, got ${JSON.stringify(text)}`)
}
