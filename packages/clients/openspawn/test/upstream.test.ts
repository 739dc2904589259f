import { APIError, BadRequestError, BikiniBottomClient, isError, NotFoundError, ServerError } from 'openspawn'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startUpstream, UPSTREAM_AGENT, type Upstream, upstreamSignature } from './support/upstream.ts'

const id = '0f4ed29b-6c55-4c2e-9d3a-0b1c2d3e4f50'
const uuid = /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/

let upstream: Upstream
let client: BikiniBottomClient

beforeEach(async () => {
  upstream = await startUpstream()
  client = new BikiniBottomClient({ baseUrl: upstream.origin, ...UPSTREAM_AGENT, retryBaseMs: 1 })
})
afterEach(async () => {
  client.close()
  await upstream[Symbol.asyncDispose]()
})

const failureOf = (call: Promise<unknown>) =>
  call.then(
    () => expect.unreachable('the call succeeded'),
    (error: unknown) => error,
  )

test('the double verifies signatures as the real server was seen to', () => {
  const headers = { 'x-timestamp': '1700000000', 'x-nonce': '00112233445566778899aabbccddeeff' }
  const post = {
    method: 'POST',
    path: '/api/v1/tasks',
    headers,
    body: '{"title":"hi","priority":"high"}',
  }
  expect(upstreamSignature(post)).toBe('b29507c399c89423571c12341733c07e478cafe3178744a855f5fc4c1306efc7')
  expect(upstreamSignature({ ...post, method: 'GET', path: '/api/v1/agents', body: '' })).toBe(
    '2c0ca811fc7e562f1a3614429d6b23d1d925431e6c41044675a983b19716a152',
  )
})

test('a call carries one UUID under both names of the header', async () => {
  expect(await client.tasks.create({ title: 'First' })).toEqual({ id, title: 'First' })
  const { headers } = upstream.arrived[0] ?? expect.unreachable()
  expect(headers['idempotency-key']).toMatch(uuid)
  expect(headers['x-idempotency-key']).toBe(headers['idempotency-key'])
})

test('queries are not signed, nor are bodies of DELETE', async () => {
  await client.events.list({ severity: 'info', limit: 2 })
  await client.agents.reject(id, { reason: 'no' })
  expect(upstream.arrived).toHaveLength(2)
})

test('what is wrong is a text or a list', async () => {
  const one = await failureOf(client.credits.spend({ amount: 10, reason: 'llm' }))
  expect(one).toBeInstanceOf(BadRequestError)
  expect(isError(one, client.credits.spend, 400) && one.body.error).toBe('Insufficient balance')
  const many = await failureOf(client.tasks.create({ title: 'First', estimatedCredits: 5 }))
  expect(many instanceof APIError && many.responseData).toEqual({
    error: ['property estimatedCredits should not exist', 'title must be a string'],
    code: 'Bad Request',
  })
})

test('numbers in meta may be texts', async () => {
  const page = await client.events.list({ page: 1, limit: 2 })
  expect(page.meta).toEqual({ total: 4, page: 1, limit: 2 })
  const ids: string[] = []
  for await (const event of client.events.list({ page: 1, limit: 2 })) ids.push(event.id)
  expect(ids).toEqual(['first of page 1', 'second of page 1', 'first of page 2', 'second of page 2'])
})

test('an event that is null was not found', async () => {
  const error = await failureOf(client.events.get(id))
  expect(error).toBeInstanceOf(NotFoundError)
  expect((error as NotFoundError).statusCode).toBe(404)
})

test('rejecting always sends a body', async () => {
  expect(await client.agents.reject(id)).toEqual({ message: 'Agent rejected' })
  expect(upstream.arrived.map(({ body }) => body)).toEqual(['{}'])
})

test('encrypted secrets never reach the caller', async () => {
  const updated = await client.agents.update(id, { name: 'Talent Agent' })
  const tree = await client.agents.getHierarchy(id)
  const { items } = await client.credits.history()
  expect(tree.children?.[0]?.children?.[0]?.agentId).toBe('talent')
  expect(items).toEqual([{ id, agentId: id, type: 'debit', amount: 10, balanceAfter: 490 }])
  for (const shown of [updated, tree, items]) {
    expect(JSON.stringify(shown)).toContain(id)
    expect(JSON.stringify(shown)).not.toContain('hmacSecretEnc')
  }
})

test('with idempotency none, what failed is neither keyed nor sent again', async () => {
  const careful = client.withOptions({ idempotency: 'none' })
  const error = await failureOf(careful.credits.transfer({ toAgentId: id, amount: 50 }))
  expect(error).toBeInstanceOf(ServerError)
  expect((error as ServerError).mayHaveHappened).toBe(true)
  expect(upstream.arrived).toHaveLength(1)
  expect(Object.keys(upstream.arrived[0]?.headers ?? {}).filter((name) => name.includes('key'))).toEqual([])
})

test('messages come oldest first, so the older page lies before the first of them', async () => {
  const { items } = await client.messages.list({ channelId: id, limit: 2 })
  expect(items.map(({ body }) => body)).toEqual(['oldest', 'newest'])
})

test('what it lacks is not found', async () => {
  expect(await failureOf(client.tasks.claim(id))).toBeInstanceOf(NotFoundError)
})
