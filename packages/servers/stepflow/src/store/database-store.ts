import { fileURLToPath } from 'node:url'
import { lazily } from '@driftless/server-kit'
import type { Store } from './store.ts'

/** Folder of the migrations that make the tables. */
export const MIGRATIONS_FOLDER: string = fileURLToPath(new URL('../../migrations', import.meta.url))

export interface StoreOptions {
  /** URL of a database on a PostgreSQL server; absent: the embedded database. */
  readonly databaseUrl?: string
  /** Told when the PostgreSQL server drops a connection. */
  readonly onConnectionLost?: (error: Error) => void
  /** Folder of the embedded database, locked by the caller; absent: in memory. */
  readonly dataDir?: string
  /** A dumped data folder to start the embedded database from. */
  readonly seed?: Blob
  /** Called once, before the first use. */
  readonly prepare?: (store: Store) => Promise<void>
}

/** A store that opens on first use: a server must listen before its database is there. */
export interface LazyStore {
  /** @throws DatabaseUnavailableError if the database cannot be used now. */
  get(): Promise<Store>
  close(): Promise<void>
}

/** Stores everything in the database. */
export function databaseStore({ prepare, databaseUrl, ...options }: StoreOptions = {}): LazyStore {
  const opening = lazily(async () => {
    // Loading the database's code takes longer than all the rest of a start.
    const { openStore } = await import('./open-store.ts')
    const opened = await openStore({
      ...options,
      ...(databaseUrl === undefined ? {} : { url: databaseUrl }),
      migrationsFolder: MIGRATIONS_FOLDER,
      // Two servers would run the same runs.
      exclusive: 'Stepflow server',
    })
    await prepare?.(opened.store)
    return opened
  })
  return {
    get: async () => {
      const { store, ensureHeld } = await opening.get()
      await ensureHeld()
      return store
    },
    close: async () => (await opening.opened())?.close(),
  }
}
