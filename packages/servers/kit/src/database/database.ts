import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core'

/** The database as stores see it: no word of which PostgreSQL runs it. */
export type Database<Schema extends Record<string, unknown>> = PgDatabase<PgQueryResultHKT, Schema>

export interface DatabaseHandle<Schema extends Record<string, unknown>> {
  readonly database: Database<Schema>
  /**
   * Resolves while this program may use the database, which an exclusive one may not when its lock was lost.
   *
   * @throws DatabaseUnavailableError if the lock cannot be had again.
   */
  ensureHeld(): Promise<void>
  close(): Promise<void>
}

export interface DatabaseOptions<Schema extends Record<string, unknown>> {
  readonly schema: Schema
  /** Folder with the migrations that drizzle wrote. */
  readonly migrationsFolder: string
  /** URL of a database on a PostgreSQL server; absent: the embedded PostgreSQL. */
  readonly url?: string
  /** Name of the program when only one process of it may use the database, such as `Stepflow server`. */
  readonly exclusive?: string
  /** Told when a connection to the PostgreSQL server is lost outside of any query. */
  readonly onConnectionLost?: (error: Error) => void
  /** Folder of the embedded database, locked by the caller; absent: in memory. */
  readonly dataDir?: string
  /** A dumped data folder to start the embedded database from instead of an empty one. */
  readonly seed?: Blob
}

/**
 * Opens the database and brings it to the latest migration. The embedded one takes seconds on a new folder
 * and belongs to this process anyway; several processes may open one URL, and then migrate one after another.
 *
 * @throws DatabaseUnavailableError if the PostgreSQL server cannot be reached, refuses, or another process
 * holds the database exclusively; ForeignDatabaseError if the database was not made by these migrations.
 */
export async function openDatabase<Schema extends Record<string, unknown>>(
  options: DatabaseOptions<Schema>,
): Promise<DatabaseHandle<Schema>> {
  const { url } = options
  // Each driver takes longer to load than all the rest of a start.
  if (url === undefined) return (await import('./embedded.ts')).openEmbedded(options)
  return (await import('./postgres.ts')).openPostgres({ ...options, url })
}
