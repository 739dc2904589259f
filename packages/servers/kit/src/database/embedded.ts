import path from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { drizzle } from 'drizzle-orm/pglite'
import { migrate } from 'drizzle-orm/pglite/migrator'
import type { DatabaseHandle, DatabaseOptions } from './database.ts'
import { migrateOwn } from './migrations.ts'

/** Opens PostgreSQL inside this process. */
export async function openEmbedded<Schema extends Record<string, unknown>>(
  options: Pick<DatabaseOptions<Schema>, 'schema' | 'migrationsFolder' | 'dataDir' | 'seed'>,
): Promise<DatabaseHandle<Schema>> {
  const { schema, migrationsFolder, dataDir, seed } = options
  // Resolved, because PGlite takes a text such as `memory://x` for something other than a folder.
  const client = await PGlite.create({
    ...(dataDir === undefined ? {} : { dataDir: path.resolve(dataDir) }),
    ...(seed === undefined ? {} : { loadDataDir: seed }),
  })
  const database = drizzle({ client, schema })
  try {
    await migrateOwn(database, migrationsFolder, dataDir === undefined ? 'in memory' : `in ${dataDir}`, () =>
      migrate(database, { migrationsFolder }),
    )
  } catch (error) {
    await client.close()
    throw error
  }
  return { database, ensureHeld: async () => {}, close: () => client.close() }
}
