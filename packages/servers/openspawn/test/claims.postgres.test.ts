import { randomBytes, randomUUID } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { listen } from '@driftless/server-kit'
import { createVault } from '@driftless/server-kit/auth'
import {
  createContract,
  createPostgresDatabase,
  type PostgresDatabase,
  type RunningProgram,
  startProgram,
  type TestClient,
} from '@driftless/server-kit/testing'
import { sql } from 'drizzle-orm'
import { Client } from 'pg'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { createFirstOrganization } from '../src/domain/organizations.ts'
import { API_PREFIX, createOpenSpawnServer, MIGRATIONS_FOLDER, type NewOrganization } from '../src/index.ts'
import { openStore } from '../src/store/open-store.ts'
import { call, data, type ErrorBody, type Json } from './support/calls.ts'
import { type Credentials, clientsOf, signatureOf } from './support/server.ts'

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url))

const encryptionKey = randomBytes(32)
let database: PostgresDatabase
let first: NewOrganization
let programs: RunningProgram[]
/** One for each process. */
let processes: ReturnType<typeof clientsOf>[]
beforeAll(async () => {
  const serverUrl = inject('postgresUrl')
  if (serverUrl === undefined) throw new Error('This file is for the PostgreSQL project.')
  database = await createPostgresDatabase(serverUrl, MIGRATIONS_FOLDER)
  const environment = { DATABASE_URL: database.url, ENCRYPTION_KEY: encryptionKey.toString('hex') }
  const args = ['--port', '0', '--rate-limit', '0']
  // Both find the database empty, at once.
  programs = await Promise.all([startProgram(MAIN, args, environment), startProgram(MAIN, args, environment)])
  const own = createOpenSpawnServer({ encryptionKey, databaseUrl: database.url })
  first = await own.createOrganization('Claimers')
  const contract = createContract(own.api.openApiDocument(), API_PREFIX, 'ErrorResponse')
  await own.close()
  processes = programs.map(({ port }) => clientsOf(`http://127.0.0.1:${port}${API_PREFIX}`, contract))
})
afterAll(async () => {
  for (const program of programs) expect(await program.stop()).toEqual({ code: 0, signal: null })
  await database.drop()
})

const at = (index: number) => processes[index % processes.length] as (typeof processes)[number]
const hr = (index = 0) => at(index).as(first.agent)

async function register(body: Json = {}): Promise<Credentials> {
  const made = await call<{ data: { id: string; agentId: string }; secret: string }>(
    hr(),
    201,
    'POST',
    '/agents/register',
    { name: 'Claimer', ...body },
  )
  return { ...made.data, secret: made.secret }
}

const post = (client: TestClient, path: string, body: unknown, key?: string) =>
  client.request<{ data: Json } & ErrorBody>('POST', path, {
    ...(body === undefined ? {} : { body }),
    headers: key === undefined ? {} : { 'idempotency-key': key },
  })

async function query<Row extends Json>(text: string, values: unknown[] = []): Promise<Row[]> {
  const client = new Client({ connectionString: database.url })
  await client.connect()
  try {
    return (await client.query<Row>(text, values)).rows
  } finally {
    await client.end()
  }
}

/** Keeps others from changing a row until it is released. */
async function holdRow(table: string, id: string): Promise<() => Promise<void>> {
  const client = new Client({ connectionString: database.url })
  await client.connect()
  await client.query('begin')
  await client.query(`select 1 from ${table} where id = $1 for update`, [id])
  return () => client.end()
}

async function waitingForLocks(): Promise<number> {
  const waiting =
    "select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
  return (await query(waiting)).length
}

test('of processes that start on an empty database at once, one makes the first organization', async () => {
  const rows = await query<{ name: string }>('select name from organizations order by created_at')
  expect(rows.map(({ name }) => name)).toEqual(['Default', 'Claimers'])
})

test('of many that make the first organization at once, one does', async () => {
  const empty = await createPostgresDatabase(inject('postgresUrl') ?? '', MIGRATIONS_FOLDER)
  const { database: store, close } = await openStore({ databaseUrl: empty.url })
  // All connections are there, so that nobody is ahead.
  await Promise.all(Array.from({ length: 10 }, () => store.execute(sql`select pg_sleep(0.1)`)))
  const context = { store, vault: createVault(encryptionKey), now: new Date() }
  const made = await Promise.all(Array.from({ length: 10 }, () => createFirstOrganization(context)))
  await close()
  await empty.drop()
  expect(made.filter((each) => each !== undefined)).toHaveLength(1)
})

test('of fifty that claim one task over two processes, one gets it', async () => {
  const claimers: Credentials[] = []
  for (let number = 0; number < 50; number++) claimers.push(await register())
  const { id } = await data<{ id: string }>(hr(), 'POST', '/tasks', { title: 'wanted' })
  const release = await holdRow('tasks', id)
  const claims = Promise.all(
    claimers.map((claimer, index) => post(at(index).as(claimer), `/tasks/${id}/claim`, undefined)),
  )
  // All that have a connection want the task before anybody can have it.
  await expect.poll(waitingForLocks, { timeout: 60_000 }).toBeGreaterThan(10)
  await release()
  const answers = await claims
  const count = (wanted: number) => answers.filter(({ status }) => status === wanted).length
  expect([count(201), count(409)]).toEqual([1, 49])
  const { assigneeId } = await data(hr(1), 'GET', `/tasks/${id}`)
  expect(answers.find(({ status }) => status === 201)?.body.data.assigneeId).toBe(assigneeId)
  const events = await data<Json[]>(hr(), 'GET', `/events?entityId=${id}&type=task.claimed`)
  expect(events).toHaveLength(1)
})

test('of twelve children spawned at once over two processes, a parent gets as many as its level allows', async () => {
  const parent = await register({ level: 3 })
  const spawns = Array.from({ length: 12 }, (_, index) =>
    at(index)
      .as(parent)
      .request('POST', '/agents/spawn', {
        body: { name: 'Child', agentId: `child-${randomUUID()}` },
      }),
  )
  const statuses = (await Promise.all(spawns)).map(({ status }) => status)
  expect(statuses.sort()).toEqual([201, 201, ...Array.from({ length: 10 }, () => 403)])
})

test('one key at two processes at once is carried out once', async () => {
  const spender = await register()
  await data(hr(), 'POST', '/credits/adjust', {
    agentId: spender.id,
    amount: 100,
    type: 'credit',
    reason: 'x',
  })
  const key = randomUUID()
  const answers = await Promise.all(
    Array.from({ length: 12 }, (_, index) =>
      post(at(index).as(spender), '/credits/spend', { amount: 10, reason: 'x' }, key),
    ),
  )
  expect(new Set(answers.map(({ status, body }) => `${status} ${body.data?.id}`)).size).toBe(1)
  expect(answers.filter(({ headers }) => headers.get('idempotent-replayed') === null)).toHaveLength(1)
  expect(await data(at(1).as(spender), 'GET', '/credits/balance')).toMatchObject({ balance: 90 })
})

test('transfers to and fro over two processes lose nothing', async () => {
  const pair = [await register(), await register()]
  for (const { id: agentId } of pair) {
    await data(hr(), 'POST', '/credits/adjust', { agentId, amount: 100, type: 'credit', reason: 'x' })
  }
  const answers = await Promise.all(
    Array.from({ length: 40 }, (_, index) => {
      const [from, to] = index % 2 === 0 ? pair : [...pair].reverse()
      const body = { toAgentId: to?.id, amount: 1 + (index % 5) }
      return post(at(index >> 1).as(from as Credentials), '/agents/credits/transfer', body)
    }),
  )
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]))
  let total = 0
  for (const agent of pair) {
    const lines = await data<{ type: string; amount: number; balanceAfter: number }[]>(
      at(0).as(agent),
      'GET',
      '/credits/history?limit=100',
    )
    let balance = 0
    for (const { type, amount, balanceAfter } of lines.reverse()) {
      balance += type === 'credit' ? amount : -amount
      expect(balanceAfter).toBe(balance)
    }
    total += balance
  }
  expect(total).toBe(200)
})

test('a nonce counts once over two processes', async () => {
  const headers = signatureOf(first.agent, 'GET', '/agents')
  const answers = await Promise.all(
    [0, 1].map((index) => at(index).anonymous.request('GET', '/agents', { headers })),
  )
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 401])
})

test('secrets, and answers that hold them, are encrypted in the database', async () => {
  const key = randomUUID()
  const { body } = await post(hr(), '/agents/register', { name: 'Sealed' }, key)
  const { secret } = body as unknown as { secret: string }
  const tables = await query<{ table_name: string }>(
    "select table_name from information_schema.tables where table_schema = 'public'",
  )
  for (const { table_name: table } of tables) {
    const found = await query(`select 1 from ${table} as t where t::text like '%' || $1 || '%'`, [secret])
    expect(found, table).toEqual([])
  }
  expect(await query('select 1 from idempotency_records where key = $1', [key])).toHaveLength(1)
})

test('a request that waits too long for another one is 503, and may come again', async () => {
  const log = () => {}
  const server = createOpenSpawnServer({ encryptionKey, databaseUrl: database.url, waitMs: 200, log })
  const socket = await listen(server.api, { port: 0, host: '127.0.0.1' })
  const contract = createContract(server.api.openApiDocument(), API_PREFIX, 'ErrorResponse')
  const impatient = clientsOf(`http://127.0.0.1:${socket.port}${API_PREFIX}`, contract)
  const spender = await register()
  await data(hr(), 'POST', '/credits/adjust', {
    agentId: spender.id,
    amount: 10,
    type: 'credit',
    reason: 'x',
  })
  const key = randomUUID()
  const spend = () => post(impatient.as(spender), '/credits/spend', { amount: 1, reason: 'x' }, key)
  const blocker = new Client({ connectionString: database.url })
  await blocker.connect()
  try {
    await blocker.query('begin')
    await blocker.query(
      `insert into idempotency_records (caller, method, path, key, fingerprint, sealed_reply, expires_at)
       values ($1, 'POST', '/api/v1/credits/spend', $2, '', '', now() + interval '1 day')`,
      [`agent ${spender.id}`, key],
    )
    const inFlight = await spend()
    expect([inFlight.status, inFlight.body.code, inFlight.headers.get('retry-after')]).toEqual([
      503,
      'busy',
      '1',
    ])
    await blocker.query('rollback')
    await blocker.query('begin')
    await blocker.query('select 1 from agents where id = $1 for update', [spender.id])
    const locked = await spend()
    expect([locked.status, locked.body.code]).toEqual([503, 'busy'])
    await blocker.query('rollback')
    // On a busy machine others than the blocker may be waited for, too.
    let done = await spend()
    while (done.status === 503) done = await spend()
    expect([done.status, done.headers.get('idempotent-replayed')]).toEqual([201, null])
  } finally {
    await blocker.end()
    await socket.close(0)
    await server.close()
  }
})
