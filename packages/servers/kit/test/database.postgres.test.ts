import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { sql } from 'drizzle-orm'
import { Client } from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest'
import { type DatabaseHandle, openDatabase } from '../src/database/database.ts'
import { whyDatabaseUnavailable } from '../src/database/errors.ts'
import { createPostgresDatabase, type PostgresServer, startPostgres } from '../src/testing/index.ts'
import { holdDatabase, migrationsOf, notes, schema } from './database-support.ts'

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
const open = (more: { url?: string; exclusive?: string; migrationsFolder?: string } = {}): Promise<Handle> =>
  openDatabase({ schema, url, migrationsFolder, ...more })

/** Ends connections to the database of the test, as an administrator or a broken network does. */
async function terminate(condition: string): Promise<void> {
  const client = new Client({ connectionString: serverUrl })
  await client.connect()
  const database = new URL(url).pathname.slice(1)
  await client.query(
    `select pg_terminate_backend(pid) from pg_stat_activity where datname = $1 and ${condition}`,
    [database],
  )
  await client.end()
}

const LOCK_SESSION = "pid in (select pid from pg_locks where locktype = 'advisory')"

async function failureOf(promise: Promise<unknown>): Promise<Error> {
  return promise.then(
    () => expect.unreachable('it should fail'),
    (error: Error) => error,
  )
}

describe('a database on a PostgreSQL server', () => {
  test('is migrated, keeps rows, and takes a transaction back that fails', async () => {
    const first = await open()
    await first.database.insert(notes).values({ text: 'kept' })
    const failing = () =>
      first.database.transaction(async (transaction) => {
        await transaction.insert(notes).values({ text: 'taken back' })
        throw new Error('on purpose')
      })
    // More than there are connections: none may stay taken.
    for (let attempt = 0; attempt < 12; attempt++) {
      expect((await failureOf(failing())).message).toBe('on purpose')
    }
    expect(await first.database.transaction((transaction) => transaction.select().from(notes))).toEqual([
      { text: 'kept' },
    ])
    await first.close()
    const second = await open()
    expect(await second.database.select().from(notes)).toEqual([{ text: 'kept' }])
    await second.close()
  })

  test('is migrated once by processes that start together', async () => {
    const slow = await migrationsOf(
      'SELECT pg_sleep(0.3);--> statement-breakpoint\nCREATE TABLE "notes" ("text" text);',
    )
    const holders = [1, 2, 3].map(() => holdDatabase(url, slow))
    expect(await Promise.all(holders.map(({ said }) => said))).toEqual(['open', 'open', 'open'])
    const { database, close } = await open({ migrationsFolder: slow })
    expect(
      (
        (await database.execute(sql`select * from drizzle.__drizzle_migrations`)) as never as {
          rowCount: number
        }
      ).rowCount,
    ).toBe(1)
    await close()
    await Promise.all(holders.map(({ kill }) => kill()))
  })
})

describe('what was not made by these migrations is left alone', () => {
  test('a database that another program or another version migrated', async () => {
    await (
      await open({ migrationsFolder: await migrationsOf('CREATE TABLE "other" ("id" int);', 999) })
    ).close()
    expect((await failureOf(open())).message).toMatch(
      /^The database "test_\w+" at 127\.0\.0\.1:\d+ was made by another program or by another version of this one\. Choose another database\.$/,
    )
  })

  test('a database that holds a table of the same name', async () => {
    const client = new Client({ connectionString: url })
    await client.connect()
    await client.query('create table notes (number int)')
    await client.end()
    expect((await failureOf(open())).message).toMatch(
      /^The database "test_\w+" at \S+ holds tables of another program\. Choose an empty database\.$/,
    )
  })
})

describe('a database that cannot be opened is told in one sentence, without the password', () => {
  const elsewhere = async (change: (url: URL) => void): Promise<string> => {
    const changed = new URL(url)
    change(changed)
    const { message, name } = await failureOf(open({ url: changed.href }))
    expect(name).toBe('DatabaseUnavailableError')
    expect(message).not.toContain(new URL(serverUrl).password)
    expect(message).not.toContain('hunter2')
    return message
  }

  test('nothing listens on the port', async () => {
    const socket = createServer().listen(0, '127.0.0.1')
    await once(socket, 'listening')
    const { port } = socket.address() as AddressInfo
    socket.close()
    await once(socket, 'close')
    expect(
      await elsewhere((changed) => {
        changed.port = String(port)
      }),
    ).toMatch(
      /^The database "test_\w+" at 127\.0\.0\.1:\d+ cannot be reached: connect ECONNREFUSED 127\.0\.0\.1:\d+\. Check DATABASE_URL, and that PostgreSQL runs there\.$/,
    )
  })

  test('something else listens on the port', async () => {
    const server = createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')).listen(
      0,
      '127.0.0.1',
    )
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    expect(
      await elsewhere((changed) => {
        changed.port = String(port)
      }),
    ).toMatch(/^The database .* cannot be reached: /)
    server.close()
  })

  test('the password is wrong', async () => {
    expect(
      await elsewhere((changed) => {
        changed.password = 'hunter2'
      }),
    ).toMatch(
      /^The database "test_\w+" at \S+ refuses user "postgres": password authentication failed for user "postgres"\. Check DATABASE_URL\.$/,
    )
  })

  test('the password is missing', async () => {
    expect(
      await elsewhere((changed) => {
        changed.password = ''
      }),
    ).toMatch(/^The database .*password/)
  })

  test('there is no such database', async () => {
    expect(
      await elsewhere((changed) => {
        changed.pathname = '/missing'
      }),
    ).toMatch(/^There is no database "missing" at 127\.0\.0\.1:\d+\. Create it, or correct DATABASE_URL\.$/)
  })

  test('there is no such host', async () => {
    expect(
      await elsewhere((changed) => {
        changed.hostname = 'nowhere.invalid'
      }),
    ).toMatch(/^The database "test_\w+" at nowhere\.invalid:\d+ cannot be reached: getaddrinfo/)
  })
})

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
    await terminate(LOCK_SESSION)
    await first.ensureHeld()
    expect((await failureOf(open({ exclusive: 'Notes server' }))).message).toMatch(inUse(process.pid))

    // Without a session of its own no other process can take the lock first.
    const quicker = new Client({ connectionString: url, fallback_application_name: 'Notes server (quicker)' })
    await quicker.connect()
    const { rows } = await quicker.query(
      "select classid::int8, objid::int8 from pg_locks where locktype = 'advisory'",
    )
    const waiting = quicker.query('select pg_advisory_lock($1::int8::bit(32)::int, $2::int8::bit(32)::int)', [
      rows[0].classid,
      rows[0].objid,
    ])
    await terminate(`${LOCK_SESSION} and application_name not like '%quicker%'`)
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

describe('a server that goes away', () => {
  let postgres: PostgresServer
  beforeAll(async () => {
    postgres = await startPostgres()
  })
  afterAll(() => postgres.stop())

  test('fails queries with a reason, however many, and works again when it is back', async () => {
    const lost: string[] = []
    const { database, ensureHeld, close } = await openDatabase({
      schema,
      migrationsFolder,
      url: await postgres.createDatabase(),
      exclusive: 'Notes server',
      onConnectionLost: ({ message }) => lost.push(message),
    })
    await database.insert(notes).values({ text: 'before' })
    const count = () => database.transaction((transaction) => transaction.select().from(notes))
    expect(await count()).toHaveLength(1)
    await postgres.down()
    for (let attempt = 0; attempt < 12; attempt++) {
      expect(whyDatabaseUnavailable(await failureOf(count()))).toMatch(/ECONNREFUSED|terminat/)
    }
    expect(whyDatabaseUnavailable(await failureOf(ensureHeld()))).toContain('cannot be reached')
    await postgres.up()
    await ensureHeld()
    expect(await count()).toHaveLength(1)
    expect(lost.join()).toMatch(/terminat/)
    await close()
  })

  test('a transaction whose connection breaks fails, and leaves the others alone', async () => {
    const { database, close } = await open()
    const failing = database.transaction(async (transaction) => {
      await transaction.insert(notes).values({ text: 'lost' })
      await terminate("state = 'idle in transaction'")
      await transaction.insert(notes).values({ text: 'lost too' })
    })
    expect(whyDatabaseUnavailable(await failureOf(failing))).toMatch(/terminat|not queryable/)
    expect(await database.select().from(notes)).toEqual([])
    await close()
  })

  test('closing gives every connection back', async () => {
    const { database, close } = await open({ exclusive: 'Notes server' })
    await Promise.all([1, 2, 3].map(() => database.select().from(notes)))
    await close()
    const client = new Client({ connectionString: serverUrl })
    await client.connect()
    const left = () =>
      client.query('select pid from pg_stat_activity where datname = $1', [new URL(url).pathname.slice(1)])
    while ((await left()).rowCount !== 0);
    await client.end()
  })
})
