import { randomUUID } from 'node:crypto'
import { Client } from 'pg'
import { openPostgres } from '../database/postgres.ts'
import { lockKey } from '../database/session-lock.ts'
import { migrationsFingerprint } from './seed.ts'

/** A database of a test's own on a PostgreSQL server. */
export interface PostgresDatabase {
  readonly url: string
  /** Removes it, whoever is still connected. */
  drop(): Promise<void>
}

/**
 * Makes a database on the server behind `serverUrl`, whose user may do so.
 *
 * @param migrationsFolder - The database is already migrated by it: a copy of one that was made once per
 * server and set of migrations. Absent: empty.
 */
export async function createPostgresDatabase(
  serverUrl: string,
  migrationsFolder?: string,
): Promise<PostgresDatabase> {
  const name = `test_${randomUUID().replaceAll('-', '')}`
  await asAdministrator(serverUrl, async (client) => {
    const template =
      migrationsFolder === undefined ? 'template1' : await templateOf(client, serverUrl, migrationsFolder)
    await client.query(`create database ${name} template ${template}`)
  })
  return {
    url: urlOf(serverUrl, name),
    drop: () =>
      asAdministrator(serverUrl, async (client) => {
        await client.query(`drop database if exists ${name} with (force)`)
      }),
  }
}

/** Name of a migrated database that others are copied from; several test files may want it at once. */
async function templateOf(client: Client, serverUrl: string, migrationsFolder: string): Promise<string> {
  const name = `template_${await migrationsFingerprint(migrationsFolder)}`
  const lock = lockKey(name)
  await client.query('select pg_advisory_lock($1, $2)', lock)
  const { rows } = await client.query('select 1 from pg_database where datname = $1 and datistemplate', [
    name,
  ])
  if (rows.length === 0) {
    await client.query(`drop database if exists ${name} with (force)`)
    await client.query(`create database ${name}`)
    await (await openPostgres({ url: urlOf(serverUrl, name), schema: {}, migrationsFolder })).close()
    // Says that it is complete.
    await client.query(`alter database ${name} is_template true`)
  }
  await client.query('select pg_advisory_unlock($1, $2)', lock)
  return name
}

async function asAdministrator(serverUrl: string, work: (client: Client) => Promise<void>): Promise<void> {
  const client = new Client({ connectionString: serverUrl })
  await client.connect()
  try {
    await work(client)
  } finally {
    await client.end()
  }
}

function urlOf(serverUrl: string, database: string): string {
  const url = new URL(serverUrl)
  url.pathname = `/${database}`
  return url.href
}
