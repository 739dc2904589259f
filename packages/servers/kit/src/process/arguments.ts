import { parseArgs } from 'node:util'

/** What every server takes on its command line and from its environment. */
export interface ServerArguments {
  /** 0 picks a free port. */
  readonly port: number
  readonly host: string
  /** Folder of the embedded database; absent, and no `databaseUrl`: in memory. */
  readonly dataDir?: string
  /** URL of the database on a PostgreSQL server; excludes `dataDir`. Holds a password: never print it. */
  readonly databaseUrl?: string
  readonly corsOrigins: readonly string[]
  /** Values of the server's own options, by name, in the order given. */
  readonly own: Readonly<Record<string, readonly string[]>>
}

/** An option that one server takes beside those of all. It may be given several times. */
export interface OwnOption {
  /** Without the dashes. */
  readonly name: string
  /** Stands for the value in the usage text, such as `FILE`. */
  readonly value: string
  /** One line for the usage text. */
  readonly help: string
}

/** A variable of the environment that one server reads beside those of all. */
export interface OwnVariable {
  readonly name: string
  /** One line for the usage text. */
  readonly help: string
}

export interface ArgumentOptions {
  readonly defaultPort: number
  readonly ownOptions?: readonly OwnOption[]
  readonly ownVariables?: readonly OwnVariable[]
  /** Where `DATABASE_URL` comes from. */
  readonly environment?: Readonly<Record<string, string | undefined>>
}

/** A wrong command line or environment; the program prints the message and exits 2. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'UsageError'
  }
}

/** Text of `--help`. */
export function usage(
  program: string,
  { defaultPort, ownOptions = [], ownVariables = [] }: ArgumentOptions,
): string {
  const options: [option: string, help: string][] = [
    ['--port N', `port to listen on; 0 picks a free one (default ${defaultPort})`],
    ['--host HOST', 'address to listen on (default 127.0.0.1)'],
    ['--data DIR', 'keep the database in DIR (default: in memory)'],
    ['--cors-origin ORIGIN', 'origin that browsers may call from, or *; repeatable'],
    ...ownOptions.map(({ name, value, help }): [string, string] => [`--${name} ${value}`, help]),
  ]
  const width = Math.max(...options.map(([option]) => option.length)) + 2
  return [
    `Usage: ${program} [OPTION]...`,
    '',
    ...options.map(([option, help]) => `  ${option.padEnd(width)}${help}`),
    '',
    'Environment:',
    `  ${'DATABASE_URL'.padEnd(width)}keep the database on a PostgreSQL server instead: postgres://USER:PASSWORD@HOST:PORT/DATABASE`,
    ...ownVariables.map(({ name, help }) => `  ${name.padEnd(width)}${help}`),
  ].join('\n')
}

/**
 * Reads a server's command line and environment.
 *
 * @returns `undefined` when help was asked for.
 * @throws UsageError for unknown options and values that make no sense.
 */
export function parseServerArguments(
  args: readonly string[],
  { defaultPort, ownOptions = [], environment = {} }: ArgumentOptions,
): ServerArguments | undefined {
  const values = parse(args, ownOptions)
  const one = (name: string) => values[name]?.at(-1)
  if (values.help !== undefined) return undefined
  for (const [name, given] of Object.entries(values)) {
    if (given.includes('')) throw new UsageError(`--${name} must not be empty`)
  }
  const port = one('port')
  const dataDir = one('data')
  const databaseUrl = databaseUrlOf(environment)
  if (dataDir !== undefined && databaseUrl !== undefined) {
    throw new UsageError('--data and DATABASE_URL exclude each other: leave one of them out')
  }
  return {
    port: port === undefined ? defaultPort : portNumber(port),
    host: one('host') ?? '127.0.0.1',
    ...(dataDir === undefined ? {} : { dataDir }),
    ...(databaseUrl === undefined ? {} : { databaseUrl }),
    corsOrigins: (values['cors-origin'] ?? []).map(requireOrigin),
    own: Object.fromEntries(ownOptions.map(({ name }) => [name, values[name] ?? []])),
  }
}

/** Every option with its values in the order given; a flag has none. */
function parse(args: readonly string[], ownOptions: readonly OwnOption[]): Record<string, string[]> {
  const names = ['port', 'host', 'data', 'cors-origin', ...ownOptions.map(({ name }) => name)]
  const text = { type: 'string', multiple: true } as const
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        ...Object.fromEntries(names.map((name) => [name, text])),
        help: { type: 'boolean', short: 'h' },
      },
    })
    return Object.fromEntries(
      Object.entries(values).map(([name, given]) => [name, Array.isArray(given) ? given.map(String) : []]),
    )
  } catch (error) {
    throw new UsageError(`${(error as Error).message}. See --help`)
  }
}

function portNumber(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN
  if (port <= 65_535) return port
  throw new UsageError(`--port must be a number from 0 to 65535, got ${JSON.stringify(text)}`)
}

/** Browsers send an origin as `scheme://host:port` or `null`: what is written otherwise would match none of them. */
function requireOrigin(text: string): string {
  const isHttp = /^https?:/i.test(text)
  const isOrigin = isHttp
    ? URL.canParse(text) && new URL(text).origin === text
    : /^([a-z][a-z\d+.-]*:\/\/[^\s/?#]+|null|\*)$/.test(text)
  if (isOrigin) return text
  throw new UsageError(
    `--cors-origin must be an origin such as http://localhost:5173, without a path, or *; got ${JSON.stringify(text)}`,
  )
}

/** The message never repeats the URL: it holds a password. */
function databaseUrlOf({
  DATABASE_URL: url,
}: Readonly<Record<string, string | undefined>>): string | undefined {
  // Many tools set a variable to nothing to switch it off.
  if (url === undefined || url === '') return undefined
  if (/^postgres(ql)?:\/\//.test(url) && URL.canParse(url)) return url
  throw new UsageError(
    'DATABASE_URL must be a URL such as postgres://user:password@host:5432/database; ' +
      'signs such as @ : / # ? % in the user or the password are written as %40 %3A %2F %23 %3F %25',
  )
}
