import { fileURLToPath } from 'node:url'
import { lazily } from '@driftless/server-kit'
import type { Store } from './store.ts'

/** Folder of the migrations that make the tables. */
export const MIGRATIONS_FOLDER: string = fileURLToPath(new URL('../../migrations', import.meta.url))

export interface StoreOptions {
  /** Folder of the database, locked by the caller; absent: in memory. */
  readonly dataDir?: string
  /** A dumped data folder to start from. */
  readonly seed?: Blob
  /** Called once, before the first use. */
  readonly prepare?: (store: Store) => Promise<void>
}

/** A store that opens on first use: a server must listen before its database is there. */
export interface LazyStore {
  get(): Promise<Store>
  close(): Promise<void>
}

/** Stores everything in the embedded database. */
export function databaseStore({ prepare, ...options }: StoreOptions = {}): LazyStore {
  const opening = lazily(async () => {
    // Loading the database's code takes longer than all the rest of a start.
    const { openStore } = await import('./open-store.ts')
    const opened = await openStore({ ...options, migrationsFolder: MIGRATIONS_FOLDER })
    await prepare?.(opened.store)
    return opened
  })
  return {
    get: async () => (await opening.get()).store,
    close: async () => (await opening.opened())?.close(),
  }
}
