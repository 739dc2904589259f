import { fileURLToPath } from 'node:url'
import type { DatabaseHandle } from '@driftless/server-kit/database'
import { schema } from './schema.ts'

/** Folder of the migrations that make the tables. */
export const MIGRATIONS_FOLDER: string = fileURLToPath(new URL('../../migrations', import.meta.url))

export interface StoreOptions {
  /** URL of a database on a PostgreSQL server, which several processes may use; absent: the embedded one. */
  readonly databaseUrl?: string
  /** Told when the PostgreSQL server drops a connection. */
  readonly onConnectionLost?: (error: Error) => void
  /** Folder of the embedded database, locked by the caller; absent: in memory. */
  readonly dataDir?: string
  /** A dumped data folder to start the embedded database from. */
  readonly seed?: Blob
}

/** Opens the database and brings it to the latest migration. */
export async function openStore({
  databaseUrl,
  ...options
}: StoreOptions): Promise<DatabaseHandle<typeof schema>> {
  // Loading the database's code takes longer than all the rest of a start.
  const { openDatabase } = await import('@driftless/server-kit/database')
  return openDatabase({
    ...options,
    ...(databaseUrl === undefined ? {} : { url: databaseUrl }),
    schema,
    migrationsFolder: MIGRATIONS_FOLDER,
  })
}
