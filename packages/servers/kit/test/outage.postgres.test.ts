import { Client } from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest'
import { type DatabaseHandle, openDatabase } from '../src/database/database.ts'
import { whyDatabaseUnavailable } from '../src/database/errors.ts'
import { createPostgresDatabase, type PostgresServer, startPostgres } from '../src/testing/index.ts'
import { failureOf, migrationsOf, notes, schema, terminate } from './database-support.ts'

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
      await terminate(url, "state = 'idle in transaction'")
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
