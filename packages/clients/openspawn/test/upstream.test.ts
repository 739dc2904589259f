import { randomUUID } from 'node:crypto'
import {
  type APIError,
  AuthenticationError,
  BadRequestError,
  BikiniBottomClient,
  type BikiniBottomClientOptions,
  isError,
  NotFoundError,
  OutcomeUnknownError,
  PermissionDeniedError,
  ServerError,
  UnprocessableEntityError,
} from 'openspawn'
import { createTask } from 'openspawn/operations'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { startUpstream, type Upstream } from './upstream/server.ts'
import { isSignedWith, signatureOf } from './upstream/signature.ts'
import { newState, type State } from './upstream/state.ts'

let state: State
let upstream: Upstream
let talent: BikiniBottomClient

function clientOf(agent: string, options: Partial<BikiniBottomClientOptions> = {}): BikiniBottomClient {
  const { agentId, secret } = state.agents.find((each) => each.agentId === agent) as State['agents'][number]
  const settings = { baseUrl: upstream.url, retryBaseMs: 1, ...options }
  return new BikiniBottomClient({ ...settings, agentId, secret } as BikiniBottomClientOptions)
}

beforeEach(async () => {
  state = newState()
  upstream = await startUpstream(state)
  talent = clientOf('talent')
})
afterEach(async () => {
  talent.close()
  await upstream.stop()
})

const failureOf = (call: PromiseLike<unknown>) =>
  call.then(
    () => undefined,
    (error: unknown) => error as APIError,
  )
const last = () => upstream.received.at(-1)
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

describe('signatures', () => {
  const secret = '0123456789abcdef'.repeat(4)
  const parts = { timestamp: '1700000000', nonce: '00112233445566778899aabbccddeeff' }

  test('the mock expects the known answers', () => {
    const post = { method: 'POST', path: '/api/v1/tasks', body: { title: 'hi', priority: 'high' }, ...parts }
    expect(signatureOf(secret, post)).toBe('b29507c399c89423571c12341733c07e478cafe3178744a855f5fc4c1306efc7')
    const get = { method: 'GET', path: '/api/v1/agents', body: undefined, ...parts }
    expect(signatureOf(secret, get)).toBe('2c0ca811fc7e562f1a3614429d6b23d1d925431e6c41044675a983b19716a152')
    expect(isSignedWith(secret, get, signatureOf(secret, get))).toBe(false)
  })

  test('what the client signs is accepted, whatever it sends', async () => {
    await talent.agents.list()
    await talent.events.list({ page: 1, limit: 2, severity: 'info' })
    await talent.tasks.create({
      title: 'Füße 🦀 \u2028 "/\\',
      metadata: { b: 1.0, a: [null, 1e21], ä: { '2': 'x', '1': 'y' } },
    })
    await talent.agents.activate(state.agents[2]?.id ?? '')
    await talent.agents.reject(randomUUID(), { reason: 'not needed' })
    expect(upstream.received.map(({ method }) => method)).toEqual(['GET', 'GET', 'POST', 'POST', 'DELETE'])
  })

  test('another secret, and an agent that is pending, are refused', async () => {
    const { agentId } = state.agents[0] as { agentId: string }
    const stranger = new BikiniBottomClient({ baseUrl: upstream.url, agentId, secret })
    for (const client of [stranger, clientOf('child')]) {
      expect(await failureOf(client.agents.list())).toBeInstanceOf(AuthenticationError)
    }
  })

  test('each attempt has a nonce of its own', async () => {
    upstream.loseNextAnswer()
    expect(await talent.agents.list()).toHaveLength(3)
    expect(upstream.received).toHaveLength(2)
  })

  test('an API key reads, and does little else', async () => {
    const client = new BikiniBottomClient({ baseUrl: upstream.url, apiKey: state.apiKey })
    expect(await client.agents.list()).toHaveLength(3)
    const error = await failureOf(client.agents.create({ name: 'X', agentId: 'x' }))
    expect(error).toBeInstanceOf(PermissionDeniedError)
    expect(error?.body).toEqual({ error: 'Authentication required', code: 'Forbidden' })
  })
})

describe('idempotency keys', () => {
  test('are UUIDs under both names', async () => {
    await talent.tasks.create({ title: 'once' })
    const headers = last()?.headers
    expect(headers?.['x-idempotency-key']).toMatch(UUID)
    expect(headers?.['idempotency-key']).toBe(headers?.['x-idempotency-key'])
  })

  test('keep a call whose answer was lost from being carried out twice', async () => {
    upstream.loseNextAnswer()
    const { id } = await talent.tasks.create({ title: 'once' })
    expect(upstream.received).toHaveLength(2)
    expect(state.tasks.map((task) => task.id)).toEqual([id])
  })

  test('with none, none is sent, and what may have happened is not sent again', async () => {
    const client = clientOf('talent', { idempotency: 'none' })
    upstream.loseNextAnswer()
    const lost = await failureOf(client.tasks.create({ title: 'once' }))
    expect(lost).toBeInstanceOf(OutcomeUnknownError)
    expect(lost?.idempotencyKey).toBeUndefined()
    expect(upstream.received).toHaveLength(1)
    expect(Object.keys(last()?.headers ?? {}).filter((name) => name.includes('idempotency'))).toEqual([])
    expect(state.tasks).toHaveLength(1)
    // This server moves the credits, and answers 500.
    const transfer = { toAgentId: state.agents[1]?.id ?? '', amount: 10 }
    const failed = await failureOf(client.credits.transfer(transfer))
    expect(failed).toBeInstanceOf(ServerError)
    expect(failed?.mayHaveHappened).toBe(true)
    expect(await client.credits.balance()).toBe(90)
  })

  test('with none, what was refused before it began is sent again', async () => {
    upstream.throttleNext()
    await clientOf('talent', { idempotency: 'none' }).tasks.create({ title: 'once' })
    expect(state.tasks).toHaveLength(1)
  })
})

describe('errors', () => {
  test('have a list of texts where a request is invalid', async () => {
    const error = await failureOf(talent.tasks.create({ title: 'x', estimatedCredits: 5 }))
    expect(error).toBeInstanceOf(BadRequestError)
    if (!isError(error, createTask, 400)) throw error
    const texts: string | string[] = error.body.error
    expect(texts).toEqual(['property estimatedCredits should not exist'])
    expect(error.body.code).toBe('Bad Request')
  })

  test('have one text elsewhere', async () => {
    const { id } = await talent.tasks.create({ title: 'x' })
    const error = await failureOf(talent.tasks.transition(id, { status: 'done' }))
    expect(error).toBeInstanceOf(UnprocessableEntityError)
    expect(error?.body).toEqual({
      error: 'Invalid transition: backlog → done',
      code: 'Unprocessable Entity',
    })
  })
})

test('notes of a transition go out under the name that the server knows', async () => {
  const { id } = await talent.tasks.create({ title: 'x' })
  expect(await talent.tasks.transition(id, { status: 'todo', notes: 'ready' })).toMatchObject({
    status: 'todo',
  })
  expect(JSON.parse(last()?.text ?? '')).toEqual({ status: 'todo', reason: 'ready' })
})

test('numbers that come as text are numbers, and pages end', async () => {
  const { items, meta } = await talent.events.list({ page: 2, limit: 2 })
  expect(items).toHaveLength(2)
  expect(meta).toEqual({ total: 5, page: 2, limit: 2 })
  const ids: string[] = []
  for await (const { id } of talent.events.list({ page: 1, limit: 2 })) ids.push(id)
  expect(ids).toEqual(state.events.map(({ id }) => id))
})

test('messages come oldest first, so that an older page lies before the first of them', async () => {
  const channelId = randomUUID()
  const { items } = await talent.messages.list({ channelId, limit: 2 })
  expect(items.map(({ body }) => body)).toEqual(['second', 'third'])
  const older = await talent.messages.list({ channelId, limit: 2, before: items[0]?.id })
  expect(older.items.map(({ body }) => body)).toEqual(['first'])
})

test('an event that is null is not found', async () => {
  const id = String(state.events[0]?.id)
  expect(await talent.events.get(id)).toMatchObject({ id })
  const error = await failureOf(talent.events.get(randomUUID()))
  expect(error).toBeInstanceOf(NotFoundError)
  expect(error?.statusCode).toBe(404)
})

test('a rejection without a reason has a body all the same', async () => {
  expect(await talent.agents.reject(randomUUID())).toEqual({ message: 'Agent rejected' })
  expect(last()?.text).toBe('{}')
})

test('encrypted secrets do not reach the caller', async () => {
  await talent.credits.spend({ amount: 1, reason: 'x' })
  const id = state.agents[0]?.id ?? ''
  const page = await talent.credits.history()
  const results = [
    await talent.agents.update(id, { name: 'New name' }).withResponse(),
    await talent.agents.getHierarchy(id).withResponse(),
    await talent.credits.history().withResponse(),
    page.items,
  ]
  // The mock did send them.
  expect((results[1] as { data: { children: unknown[] } }).data.children).toHaveLength(2)
  expect(page.items).toMatchObject([{ amount: 1, balanceAfter: 99 }])
  expect(JSON.stringify(results)).not.toContain('hmacSecretEnc')
  expect(page.items[0]).not.toHaveProperty('agent')
})

test('results come out of their envelopes; new agents keep theirs', async () => {
  expect(await talent.credits.balance()).toBe(100)
  expect(await talent.agents.getBalance(state.agents[0]?.id ?? '')).toBe(100)
  const { data, secret } = await talent.agents.create({ agentId: 'w2', name: 'Worker 2' })
  expect([data.agentId, secret.length]).toEqual(['w2', 64])
})

test('what that server lacks is not found, and says what was asked for', async () => {
  const id = randomUUID()
  const missing = [
    [() => talent.tasks.claim(id), `Cannot POST /api/v1/tasks/${id}/claim`],
    [() => talent.health.check(), 'Cannot GET /api/v1/health'],
  ] as const
  for (const [call, text] of missing) {
    const error = await failureOf(call())
    expect(error).toBeInstanceOf(NotFoundError)
    expect(error?.body).toEqual({ error: text, code: 'Not Found' })
    expect(error?.mayHaveHappened).toBe(false)
  }
  const error = await failureOf(talent.apiKeys.create({ name: 'key' }))
  expect(error).toBeInstanceOf(BadRequestError)
  expect(error?.body).toMatchObject({ error: ['property name should not exist'] })
})

test('a refusal for now is obeyed', async () => {
  upstream.throttleNext()
  expect(await talent.agents.list()).toHaveLength(3)
  expect(upstream.received).toHaveLength(2)
})
