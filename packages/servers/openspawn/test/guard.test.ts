import { randomBytes, randomUUID } from 'node:crypto'
import { createVault } from '@driftless/server-kit/auth'
import { databaseSeed } from '@driftless/server-kit/testing'
import { eq } from 'drizzle-orm'
import { Hono } from 'hono'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { guard } from '../src/api/guard/guard.ts'
import { createOrganization } from '../src/domain/organizations.ts'
import { MIGRATIONS_FOLDER } from '../src/index.ts'
import { openStore } from '../src/store/open-store.ts'
import { events } from '../src/store/schema.ts'

let opened: Awaited<ReturnType<typeof openStore>>
let app: Hono
let apiKey: string
beforeAll(async () => {
  opened = await openStore({ seed: await databaseSeed(MIGRATIONS_FOLDER) })
  const vault = createVault(randomBytes(32))
  const store = opened.database
  const created = await createOrganization({ store, vault, now: new Date() }, 'Guarded')
  apiKey = created.apiKey
  app = new Hono()
  const options = { vault, rateLimit: undefined, waitMs: 10_000, openPaths: [] }
  app.use('*', guard({ ...options, store: async () => store, now: () => new Date() }))
  /** Writes an event of the given type, and answers with the given status. */
  app.post('/write/:type/:status', async (context) => {
    const { store, actor, now } = context.get('session')
    await store.insert(events).values({
      id: randomUUID(),
      orgId: actor.agent.orgId,
      type: context.req.param('type'),
      actorId: actor.agent.id,
      entityType: 'x',
      entityId: randomUUID(),
      data: {},
      severity: 'info',
      message: '',
      createdAt: now,
    })
    const status = Number(context.req.param('status')) as 201 | 500
    if (status === 500) throw new Error('broken')
    return context.json({ attempt: randomUUID() }, status)
  })
  app.onError((_, context) => context.json({ attempt: randomUUID() }, 500))
})
afterAll(() => opened.close())

async function write(type: string, status: number, key?: string) {
  const response = await app.request(`/write/${type}/${status}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${apiKey}`, ...(key === undefined ? {} : { 'idempotency-key': key }) },
  })
  const { attempt } = (await response.json()) as { attempt: string }
  return {
    status: response.status,
    replayed: response.headers.get('idempotent-replayed') === 'true',
    attempt,
  }
}

async function written(type: string): Promise<number> {
  return (await opened.database.select().from(events).where(eq(events.type, type))).length
}

test.each([
  [201, 1],
  [409, 0],
  [422, 0],
  [429, 0],
  [503, 0],
  [500, 0],
])('a handler that writes and answers %i leaves %i behind', async (status, left) => {
  for (const key of [undefined, randomUUID()]) {
    const type = randomUUID()
    expect((await write(type, status, key)).status).toBe(status)
    expect(await written(type)).toBe(left)
  }
})

test.each([201, 409, 422])(
  'an answer %i with a key comes again; the handler does not run again',
  async (status) => {
    const [type, key] = [randomUUID(), randomUUID()]
    const first = await write(type, status, key)
    expect(await write(type, status, key)).toEqual({ ...first, replayed: true })
    expect(await written(type)).toBe(status === 201 ? 1 : 0)
  },
)

test.each([401, 429, 500, 503])('an answer %i with a key is not kept', async (status) => {
  const [type, key] = [randomUUID(), randomUUID()]
  const first = await write(type, status, key)
  const second = await write(type, status, key)
  expect([second.replayed, second.attempt === first.attempt]).toEqual([false, false])
})
