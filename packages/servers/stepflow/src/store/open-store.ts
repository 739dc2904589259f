import { type DatabaseHandle, type DatabaseOptions, openDatabase } from '@driftless/server-kit/database'
import { databaseBlobs } from './blobs.ts'
import { databaseEvents } from './events.ts'
import { databaseRuns } from './runs.ts'
import { schema } from './schema.ts'
import type { Store } from './store.ts'

/** A store whose database is open. */
export interface OpenStore extends Pick<DatabaseHandle<typeof schema>, 'ensureHeld' | 'close'> {
  readonly store: Store
}

/** Opens the database and brings it to the latest migration. */
export async function openStore(options: Omit<DatabaseOptions<typeof schema>, 'schema'>): Promise<OpenStore> {
  const { database, ...handle } = await openDatabase({ schema, ...options })
  return {
    store: { blobs: databaseBlobs(database), runs: databaseRuns(database), events: databaseEvents(database) },
    ...handle,
  }
}
