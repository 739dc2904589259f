import path from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core'
import { drizzle } from 'drizzle-orm/pglite'
import { migrate } from 'drizzle-orm/pglite/migrator'

/** The database as stores see it: no word of which PostgreSQL runs it. */
export type Database<Schema extends Record<string, unknown>> = PgDatabase<PgQueryResultHKT, Schema>

export interface DatabaseHandle<Schema extends Record<string, unknown>> {
  readonly database: Database<Schema>
  close(): Promise<void>
}

export interface DatabaseOptions<Schema extends Record<string, unknown>> {
  readonly schema: Schema
  /** Folder with the migrations that drizzle wrote. */
  readonly migrationsFolder: string
  /** Folder of the database, locked by the caller; absent: in memory. */
  readonly dataDir?: string
  /** A dumped data folder to start from instead of an empty one. */
  readonly seed?: Blob
}

/** Opens the embedded PostgreSQL and brings it to the latest migration. Takes seconds on a new folder. */
export async function openDatabase<Schema extends Record<string, unknown>>(
  options: DatabaseOptions<Schema>,
): Promise<DatabaseHandle<Schema>> {
  // Resolved, because PGlite takes a text such as `memory://x` for something other than a folder.
  const client = await PGlite.create({
    ...(options.dataDir === undefined ? {} : { dataDir: path.resolve(options.dataDir) }),
    ...(options.seed === undefined ? {} : { loadDataDir: options.seed }),
  })
  const database = drizzle({ client, schema: options.schema })
  await migrate(database, { migrationsFolder: options.migrationsFolder })
  return { database, close: () => client.close() }
}
