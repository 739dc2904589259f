import { Client } from 'pg'
import { beforeAll, beforeEach, describe, expect, inject, test } from 'vitest'
import { type DatabaseHandle, openDatabase } from '../src/database/database.ts'
import { createPostgresDatabase } from '../src/testing/index.ts'
import { failureOf, holdDatabase, migrationsOf, schema, terminate } from './database-support.ts'

const serverUrl = inject('postgresUrl') as string
let url: string
let migrationsFolder: string
beforeAll(async () => {
  migrationsFolder = await migrationsOf()
})
beforeEach(async () => {
  url = (await createPostgresDatabase(serverUrl)).url
})

type Handle = DatabaseHandle<typeof schema>
const open = (more: { exclusive?: string } = {}): Promise<Handle> =>
  openDatabase({ schema, url, migrationsFolder, ...more })

const LOCK_SESSION = "pid in (select pid from pg_locks where locktype = 'advisory')"

interface Lock {
  readonly pid: number
  readonly classid: string
  readonly objid: string
  readonly granted: boolean
}

/** The advisory locks of the database of the test, and who waits for one. */
async function locks(): Promise<Lock[]> {
  const client = new Client({ connectionString: url })
  await client.connect()
  const { rows } = await client.query<Lock>(
    `select pid, classid::int8, objid::int8, granted from pg_locks join pg_database on oid = database
      where locktype = 'advisory' and datname = current_database()`,
  )
  await client.end()
  return rows
}

describe('exclusive use', () => {
  const inUse = (pid: number | undefined) =>
    new RegExp(
      `is in use by another Notes server \\(process ${pid} on .+\\)\\. Stop it, or choose another database\\.$`,
    )

  test('a second process is refused, and told who has it; a killed one leaves it', async () => {
    const first = holdDatabase(url, migrationsFolder, 'Notes server')
    expect(await first.said).toBe('open')
    const { message } = await failureOf(open({ exclusive: 'Notes server' }))
    expect(message).toMatch(inUse(first.child.pid))
    const other = await open({ exclusive: 'Another program' })
    await other.close()
    await first.kill()
    const next = await open({ exclusive: 'Notes server' })
    await next.close()
    await (await open({ exclusive: 'Notes server' })).close()
  })

  test('a lock that was lost is taken again; if another process was quicker, the database is not used', async () => {
    const first = await open({ exclusive: 'Notes server' })
    const quicker = new Client({ connectionString: url, fallback_application_name: 'Notes server (quicker)' })
    await quicker.connect()
    const [held] = await locks()
    await terminate(url, LOCK_SESSION)
    while (!(await locks()).some(({ pid, granted }) => granted && pid !== held?.pid));
    await first.ensureHeld()
    expect((await failureOf(open({ exclusive: 'Notes server' }))).message).toMatch(inUse(process.pid))

    const waiting = quicker.query('select pg_advisory_lock($1::int8::bit(32)::int, $2::int8::bit(32)::int)', [
      held?.classid,
      held?.objid,
    ])
    // Only one that waits already is sure to be quicker.
    while ((await locks()).every(({ granted }) => granted));
    await terminate(url, `${LOCK_SESSION} and application_name not like '%quicker%'`)
    await waiting
    // The process learns of its loss a moment later.
    const holds = () =>
      first.ensureHeld().then(
        () => true,
        () => false,
      )
    while (await holds()) await new Promise((resolve) => setImmediate(resolve))
    expect((await failureOf(first.ensureHeld())).message).toContain(
      'in use by another Notes server (quicker)',
    )
    await quicker.end()
    await first.ensureHeld()
    await first.close()
  })
})
