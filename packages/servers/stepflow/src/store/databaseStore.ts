import { fileURLToPath } from 'node:url'
import { lazily, openDatabase } from '@driftless/server-kit'
import { databaseBlobs } from './blobs.ts'
import { databaseRuns } from './runs.ts'
import { schema } from './schema.ts'
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
export function databaseStore({ dataDir, seed, prepare }: StoreOptions = {}): LazyStore {
  const opening = lazily(async () => {
    const handle = await openDatabase({
      schema,
      migrationsFolder: MIGRATIONS_FOLDER,
      ...(dataDir === undefined ? {} : { dataDir }),
      ...(seed === undefined ? {} : { seed }),
    })
    const store: Store = { blobs: databaseBlobs(handle.database), runs: databaseRuns(handle.database) }
    await prepare?.(store)
    return { store, close: () => handle.close() }
  })
  return {
    get: async () => (await opening.get()).store,
    close: async () => (await opening.opened())?.close(),
  }
}
