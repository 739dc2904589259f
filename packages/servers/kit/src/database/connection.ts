import { hostname } from 'node:os'
import { Client, type ClientConfig } from 'pg'
import { DatabaseUnavailableError, whyDatabaseUnavailable } from './errors.ts'

/** How to reach a database on a PostgreSQL server, and how to speak of it without its password. */
export interface Connection {
  readonly config: ClientConfig
  /** Such as `"stepflow" at localhost:5432`. */
  readonly place: string
  readonly user: string
}

const CONNECT_TIMEOUT_MS = 10_000
/** A server that hangs must not hold requests for ever. */
const QUERY_TIMEOUT_MS = 60_000
const KEEP_ALIVE_MS = 30_000

/**
 * Reads the URL of a database; what it leaves out comes from the environment (`PGUSER` and the like).
 *
 * @param program - Shown to whoever asks the PostgreSQL server who is connected.
 */
export function connectionTo(url: string, program: string): Connection {
  const config: ClientConfig = {
    connectionString: url,
    fallback_application_name: `${program} (process ${process.pid} on ${hostname()})`,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    query_timeout: QUERY_TIMEOUT_MS,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_MS,
  }
  const { host, port, database, user } = new Client(config)
  const address = host.startsWith('/') ? `${host} (port ${port})` : `${host}:${port}`
  return { config, place: `${JSON.stringify(database ?? user)} at ${address}`, user: user ?? '' }
}

/**
 * Opens one connection of its own.
 *
 * @param more - Settings beside those of the connection.
 * @throws DatabaseUnavailableError that says in a sentence what is wrong.
 */
export async function connect(connection: Connection, more: ClientConfig = {}): Promise<Client> {
  const client = new Client({ ...connection.config, ...more })
  // Without a listener a lost connection would end the process; who uses the client sees its queries fail.
  client.on('error', () => {})
  try {
    await client.connect()
    return client
  } catch (error) {
    // Frees the socket of a connection that was refused half way.
    client.end().catch(() => {})
    throw connectionError(error, connection)
  }
}

/** Says in a sentence why a database cannot be used; other errors stay what they are. */
export function connectionError(error: unknown, connection: Connection): unknown {
  if (!(error instanceof Error) || error instanceof DatabaseUnavailableError) return error
  const reason = refusal(error, connection)
  if (reason !== undefined) return new DatabaseUnavailableError(reason, { cause: error })
  const detail = whyDatabaseUnavailable(error) ?? (isConnectionSetup(error) ? error.message : undefined)
  if (detail === undefined) return error
  return new DatabaseUnavailableError(
    `The database ${connection.place} cannot be reached: ${detail}. Check DATABASE_URL, and that PostgreSQL runs there.`,
    { cause: error },
  )
}

/** What the PostgreSQL server itself said no to. */
function refusal(error: Error, { place, user }: Connection): string | undefined {
  const { code } = error as NodeJS.ErrnoException
  if (code === '3D000') return `There is no database ${place}. Create it, or correct DATABASE_URL.`
  if (code === '28P01' || code === '28000') {
    return `The database ${place} refuses user ${JSON.stringify(user)}: ${error.message}. Check DATABASE_URL.`
  }
  if (code === '42501')
    return `User ${JSON.stringify(user)} may not use the database ${place}: ${error.message}.`
  return undefined
}

/** Errors of TLS and of signing in, which come from the driver and have no code of PostgreSQL's. */
function isConnectionSetup(error: Error): boolean {
  const { code } = error as NodeJS.ErrnoException
  return /SSL|SASL|SCRAM|password/.test(error.message) || /^ERR_(TLS|SSL)/.test(code ?? '')
}
