import { drizzle } from 'drizzle-orm/node-postgres'
import { migrate } from 'drizzle-orm/node-postgres/migrator'
import { Pool } from 'pg'
import { type Connection, connect, connectionError, connectionTo } from './connection.ts'
import type { Database, DatabaseHandle, DatabaseOptions } from './database.ts'
import { migrateOwn } from './migrations.ts'
import { lockKey, SessionLock } from './session-lock.ts'

/** Opens a database on a PostgreSQL server. */
export async function openPostgres<Schema extends Record<string, unknown>>(
  options: DatabaseOptions<Schema> & { readonly url: string },
): Promise<DatabaseHandle<Schema>> {
  const { url, schema, migrationsFolder, exclusive, onConnectionLost = () => {} } = options
  const connection = connectionTo(url, exclusive ?? 'driftless')
  const lock = exclusive === undefined ? undefined : new SessionLock(connection, exclusive)
  await lock?.hold()
  try {
    await migrateAlone(connection, migrationsFolder)
  } catch (error) {
    await lock?.release()
    throw error
  }
  const pool = new Pool({
    ...connection.config,
    onConnect: async (client) => {
      // A new connection may mean that the server restarted, and the lock went with the old ones.
      await lock?.hold()
      // Offsets of other time zones have seconds in times of long ago, which JavaScript cannot read.
      await client.query("set time zone 'UTC'")
    },
  })
  // A connection that breaks must not end the process, whether or not it is in use: its queries fail.
  pool.on('connect', (client) => client.on('error', () => {}))
  pool.on('error', onConnectionLost)
  return {
    database: overPool(pool, schema),
    ensureHeld: async () => lock?.hold(),
    close: async () => {
      await pool.end()
      await lock?.release()
    },
  }
}

/** Migrates while every other process that wants to waits. */
async function migrateAlone(connection: Connection, migrationsFolder: string): Promise<void> {
  const client = await connect(connection, { query_timeout: 0 })
  try {
    await client.query('select pg_advisory_lock($1, $2)', lockKey('migrations'))
    const database = drizzle({ client })
    await migrateOwn(database, migrationsFolder, connection.place, () =>
      migrate(database, { migrationsFolder }),
    )
  } catch (error) {
    throw connectionError(error, connection)
  } finally {
    // Gives the lock back too.
    await client.end().catch(() => {})
  }
}

function overPool<Schema extends Record<string, unknown>>(pool: Pool, schema: Schema): Database<Schema> {
  const database: Database<Schema> = drizzle({ client: pool, schema })
  // drizzle's own keeps the connection for ever where `begin` fails, as it does on one that just broke.
  database.transaction = async (work, config) => {
    const client = await pool.connect()
    let broken = true
    try {
      const result = await drizzle({ client, schema }).transaction(work as never, config)
      broken = false
      return result as never
    } finally {
      // After an error nobody knows the state of the connection.
      client.release(broken)
    }
  }
  return database
}
