import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { sql } from 'drizzle-orm'
import { Client } from 'pg'
import { beforeAll, beforeEach, describe, expect, inject, test } from 'vitest'
import { freePort } from '../../../../test/support/free-port.ts'
import { type DatabaseHandle, openDatabase } from '../src/database/database.ts'
import { createPostgresDatabase } from '../src/testing/index.ts'
import { failureOf, holdDatabase, migrationsOf, notes, schema } from './database-support.ts'

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

  test('tells times that JavaScript can read, whatever the time zone of the server', async () => {
    const client = new Client({ connectionString: url })
    await client.connect()
    // Long ago its clocks were some minutes and seconds off.
    await client.query(`alter database ${new URL(url).pathname.slice(1)} set timezone = 'Pacific/Kiritimati'`)
    await client.end()
    const { database, close } = await open()
    const { rows } = (await database.execute(
      sql`select timestamptz '1000-01-01T00:00:00Z' as time`,
    )) as never as { rows: { time: string }[] }
    await close()
    expect(new Date(rows[0]?.time ?? '')).toEqual(new Date('1000-01-01T00:00:00Z'))
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
    const port = await freePort()
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
    ).toMatch(/^The database "test_\w+" at nowhere\.invalid:\d+ cannot be reached: (getaddrinfo|timeout)/)
  })
})
