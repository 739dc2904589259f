import { sql } from 'drizzle-orm'
import { readMigrationFiles } from 'drizzle-orm/migrator'
import { describeError } from '../http/errors.ts'
import type { Database } from './database.ts'
import { ForeignDatabaseError } from './errors.ts'

const DUPLICATE_TABLE = '42P07'

/**
 * Runs `migrate` unless the database holds migrations that are not in the folder: drizzle compares times
 * only, and would leave out ours without a word where another program has newer ones.
 *
 * @param place - Names the database for people, such as `in ./data`.
 * @throws ForeignDatabaseError for a database of another program or of a newer version of this one.
 */
export async function migrateOwn(
  database: Database<Record<string, unknown>>,
  migrationsFolder: string,
  place: string,
  migrate: () => Promise<unknown>,
): Promise<void> {
  const known = new Set(readMigrationFiles({ migrationsFolder }).map(({ hash }) => hash))
  const foreign = (await appliedMigrations(database)).some((hash) => !known.has(hash))
  if (foreign) {
    throw new ForeignDatabaseError(
      `The database ${place} was made by another program or by another version of this one. Choose another database.`,
    )
  }
  try {
    await migrate()
  } catch (error) {
    if (!hasCode(error, DUPLICATE_TABLE)) throw error
    throw new ForeignDatabaseError(
      `The database ${place} holds tables of another program. Choose an empty database.`,
      { cause: describeError(error) },
    )
  }
}

/** Hashes of the migrations that the database has seen. */
async function appliedMigrations(database: Database<Record<string, unknown>>): Promise<string[]> {
  const found = await rowsOf<{ table: string | null }>(
    database,
    sql`select to_regclass('drizzle.__drizzle_migrations')::text as "table"`,
  )
  if (found[0]?.table == null) return []
  return (await rowsOf<{ hash: string }>(database, sql`select hash from drizzle.__drizzle_migrations`)).map(
    ({ hash }) => hash,
  )
}

async function rowsOf<Row>(
  database: Database<Record<string, unknown>>,
  query: ReturnType<typeof sql>,
): Promise<Row[]> {
  return ((await database.execute(query)) as unknown as { rows: Row[] }).rows
}

function hasCode(error: unknown, code: string): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if ((cause as NodeJS.ErrnoException).code === code) return true
  }
  return false
}
