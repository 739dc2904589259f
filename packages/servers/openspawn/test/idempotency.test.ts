import { randomUUID } from 'node:crypto'
import type { TestClient } from '@driftless/server-kit/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { data, type ErrorBody, fund, type Json, type Member, register } from './support/calls.ts'
import { type RunningOpenSpawn, signatureOf, startOpenSpawn } from './support/server.ts'

const DAY_MS = 24 * 60 * 60 * 1000

let server: RunningOpenSpawn
let agent: Member
/** Added to the server's clock. */
let later = 0
beforeAll(async () => {
  server = await startOpenSpawn({ now: () => new Date(Date.now() + later) })
  agent = await register(server)
  await fund(server, agent, 1000)
})
afterAll(async () => {
  expect(server.loggedErrors).toEqual([])
  await server.stop()
})

const SPEND = { amount: 10, reason: 'x' }

function send(
  client: TestClient,
  key: string,
  { path = '/credits/spend', body = SPEND as unknown, header = 'idempotency-key' } = {},
) {
  return client.request<{ data: Json }>('POST', path, { body, headers: { [header]: key } })
}

async function balance(): Promise<number> {
  return (await data<{ balance: number }>(agent.client, 'GET', '/credits/balance')).balance
}

test('a request that comes again with its key is not carried out again: same answer, marked', async () => {
  const key = randomUUID()
  const before = await balance()
  const first = await send(agent.client, key)
  const second = await send(agent.client, key)
  expect([first.status, first.headers.get('idempotent-replayed')]).toEqual([201, null])
  expect([second.status, second.headers.get('idempotent-replayed')]).toEqual([201, 'true'])
  expect(second.body).toEqual(first.body)
  expect(first.body.data.idempotencyKey).toBe(key)
  expect(await balance()).toBe(before - 10)
})

test('both header names carry the key; where both are sent they must agree', async () => {
  const key = randomUUID()
  const first = await send(agent.client, key, { header: 'x-idempotency-key' })
  expect((await send(agent.client, key)).body).toEqual(first.body)
  const both = await agent.client.request<ErrorBody>('POST', '/credits/spend', {
    body: SPEND,
    headers: { 'idempotency-key': key, 'x-idempotency-key': randomUUID() },
  })
  expect([both.status, both.body.details?.fields]).toEqual([
    422,
    [{ in: 'header', field: 'X-Idempotency-Key', message: 'Must be the same as Idempotency-Key' }],
  ])
})

test.each(['', 'two words', 'x'.repeat(256)])('%j is no key', async (key) => {
  const { status, body } = await agent.client.request<ErrorBody>('POST', '/credits/spend', {
    body: SPEND,
    headers: { 'idempotency-key': key },
  })
  expect([status, body.details?.fields?.[0]?.field]).toEqual([422, 'Idempotency-Key'])
})

test('a key that comes with another body is refused, and keeps its answer', async () => {
  const key = randomUUID()
  const first = await send(agent.client, key)
  const other = await send(agent.client, key, { body: { ...SPEND, amount: 11 } })
  expect([other.status, (other.body as unknown as ErrorBody).code]).toEqual([422, 'idempotency_key_reused'])
  expect((await send(agent.client, key)).body).toEqual(first.body)
})

test('a key belongs to one caller, one method and one path', async () => {
  const key = randomUUID()
  const sibling = await register(server)
  await fund(server, sibling, 10)
  const mine = await send(agent.client, key)
  const theirs = await send(sibling.client, key)
  expect(theirs.body.data).toMatchObject({ agentId: sibling.id })
  const there = await send(agent.client, key, {
    path: '/agents/credits/transfer',
    body: { toAgentId: sibling.id, amount: 1 },
  })
  expect(there.body.data.id).not.toBe(mine.body.data.id)
})

test('one key for two methods of one path is two requests', async () => {
  const capability = await data<Json>(agent.client, 'POST', `/agents/${agent.id}/capabilities`, {
    capability: 'x',
  })
  const path = `/agents/capabilities/${capability.id}`
  const headers = { 'idempotency-key': randomUUID() }
  const changed = await agent.client.request('PATCH', path, { body: { proficiency: 'expert' }, headers })
  const removed = await agent.client.request('DELETE', path, { headers })
  const again = await agent.client.request('DELETE', path, { headers })
  const replayed = [changed, removed, again].map((answer) => answer.headers.get('idempotent-replayed'))
  expect([changed.status, removed.status, again.status]).toEqual([200, 200, 200])
  expect(replayed).toEqual([null, null, 'true'])
})

test('of many that come at once with one key, one is carried out', async () => {
  const key = randomUUID()
  const before = await balance()
  const answers = await Promise.all(Array.from({ length: 8 }, () => send(agent.client, key)))
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]))
  expect(new Set(answers.map(({ body }) => body.data.id)).size).toBe(1)
  expect(answers.filter(({ headers }) => headers.get('idempotent-replayed') === null)).toHaveLength(1)
  expect(await balance()).toBe(before - 10)
})

test('a refusal that is final is kept: sent again when it would succeed, it is the same', async () => {
  const key = randomUUID()
  const tooMuch = { amount: 5000, reason: 'x' }
  const first = await send(agent.client, key, { body: tooMuch })
  await fund(server, agent, 10_000)
  const second = await send(agent.client, key, { body: tooMuch })
  expect([first.status, second.status, second.headers.get('idempotent-replayed')]).toEqual([409, 409, 'true'])
  expect(second.body).toEqual(first.body)
  expect((await send(agent.client, randomUUID(), { body: tooMuch })).status).toBe(201)
})

test('an invalid body is refused again the same', async () => {
  const key = randomUUID()
  for (const replayed of [null, 'true']) {
    const { status, headers } = await send(agent.client, key, { body: { amount: 1 } })
    expect([status, headers.get('idempotent-replayed')]).toEqual([422, replayed])
  }
})

test('a 401 is not kept: with a good signature the request is carried out', async () => {
  const key = randomUUID()
  const wrong = { ...agent, secret: '0'.repeat(64) }
  expect((await send(server.as(wrong), key)).status).toBe(401)
  const { status, headers } = await send(agent.client, key)
  expect([status, headers.get('idempotent-replayed')]).toEqual([201, null])
})

test('a secret comes again to the caller that made it, from encrypted storage', async () => {
  const key = randomUUID()
  const request = { path: '/agents/register', body: { name: 'Twin' } }
  const first = await send(server.hr, key, request)
  const second = await send(server.hr, key, request)
  expect(second.body).toEqual(first.body)
  expect(first.body).toMatchObject({ secret: expect.stringMatching(/^[0-9a-f]{64}$/) })
  // Another caller, though the agent be the same.
  const withKey = await send(server.withKey(server.first.apiKey), key, request)
  expect([withKey.status, withKey.body.data.agentId]).toEqual([201, 'twin-2'])
})

test('answers are kept for 24 hours', async () => {
  const key = randomUUID()
  const first = await send(agent.client, key)
  const sendLater = async (ms: number) => {
    later = ms
    const timestamp = String(Math.floor((Date.now() + later) / 1000))
    return server.anonymous.request<{ data: Json }>('POST', '/credits/spend', {
      body: SPEND,
      headers: {
        ...signatureOf(agent, 'POST', '/credits/spend', { body: SPEND }, timestamp),
        'idempotency-key': key,
      },
    })
  }
  try {
    expect((await sendLater(DAY_MS - 60_000)).body).toEqual(first.body)
    const anew = await sendLater(DAY_MS + 60_000)
    expect([anew.status, anew.body.data.id === first.body.data.id]).toEqual([201, false])
  } finally {
    later = 0
  }
})
