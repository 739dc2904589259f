import { createHash } from 'node:crypto'
import type { Client } from 'pg'
import { type Connection, connect, connectionError } from './connection.ts'
import { DatabaseUnavailableError } from './errors.ts'

const LOCK_NOT_AVAILABLE = '55P03'
/** A server that was killed a moment ago may still seem to be there. */
const WAIT_MS = 3_000

/** Lets PostgreSQL notice within a minute that the machine of a holder is gone. */
const KEEP_ALIVE =
  'set tcp_keepalives_idle = 30; set tcp_keepalives_interval = 10; set tcp_keepalives_count = 3'

/**
 * Exclusive use of a database by one process: an advisory lock that PostgreSQL itself gives back when the
 * connection ends, however the process ends. A lock that is lost with its connection is taken again.
 */
export class SessionLock {
  readonly #connection: Connection
  readonly #program: string
  #client: Client | undefined
  #holding: Promise<void> | undefined
  #released = false

  constructor(connection: Connection, program: string) {
    this.#connection = connection
    this.#program = program
  }

  /**
   * Resolves while the lock is held; takes it where it is not.
   *
   * @throws DatabaseUnavailableError if another process has it, which is named, or the database cannot be reached.
   */
  hold(): Promise<void> {
    this.#holding ??= this.#acquire().catch((error: unknown) => {
      this.#holding = undefined
      throw error
    })
    return this.#holding
  }

  async release(): Promise<void> {
    this.#released = true
    await this.#client?.end()
  }

  async #acquire(): Promise<void> {
    if (this.#released) throw new DatabaseUnavailableError('The database is closed.')
    const client = await connect(this.#connection, { lock_timeout: WAIT_MS })
    try {
      await client.query(KEEP_ALIVE)
      await client.query('select pg_advisory_lock($1, $2)', lockKey(this.#program))
    } catch (error) {
      const holder = isLocked(error) ? await this.#holder(client) : undefined
      await client.end().catch(() => {})
      if (holder === undefined) throw connectionError(error, this.#connection)
      throw new DatabaseUnavailableError(
        `The database ${this.#connection.place} is in use by another ${holder}. ` +
          'Stop it, or choose another database.',
        { cause: error },
      )
    }
    this.#client = client
    client.on('end', () => this.#lost())
  }

  /** Takes the lock again at once, if that can be; else whoever needs it next tries. */
  #lost(): void {
    this.#holding = undefined
    if (!this.#released) this.hold().catch(() => {})
  }

  async #holder(client: Client): Promise<string> {
    const [group, key] = lockKey(this.#program)
    const { rows } = await client.query<{ name: string | null }>(
      `select application_name as name from pg_locks join pg_stat_activity using (pid)
        where locktype = 'advisory' and granted and objsubid = 2
          and pg_locks.database = (select oid from pg_database where datname = current_database())
          and classid::bigint = $1 and objid::bigint = $2`,
      [unsigned(group), unsigned(key)],
    )
    return rows[0]?.name || this.#program
  }
}

/** The two numbers that stand for a name among the advisory locks of a database. */
export function lockKey(name: string): [number, number] {
  const hash = createHash('sha256').update(`driftless ${name}`).digest()
  return [hash.readInt32BE(0), hash.readInt32BE(4)]
}

function unsigned(value: number): number {
  return value >>> 0
}

function isLocked(error: unknown): boolean {
  return error instanceof Error && (error as NodeJS.ErrnoException).code === LOCK_NOT_AVAILABLE
}
