import { sign } from '@driftless/server-kit/auth'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { call, data, type ErrorBody, type Json, type Member, refusal, register } from './support/calls.ts'
import { type RunningOpenSpawn, signatureOf, startOpenSpawn } from './support/server.ts'

let server: RunningOpenSpawn
let agent: Member
/** Added to the server's clock. */
let later = 0
beforeAll(async () => {
  server = await startOpenSpawn({ now: () => new Date(Date.now() + later) })
  agent = await register(server, { agentId: 'signer' })
})
afterAll(async () => {
  expect(server.loggedErrors).toEqual([])
  await server.stop()
})

const now = (offset = 0) => String(Math.floor(Date.now() / 1000) + offset)
const signed = (method = 'GET', path = '/agents', body?: unknown, timestamp = now()) =>
  signatureOf(agent, method, path, body === undefined ? {} : { body }, timestamp)

/** Status, and code if it is an error. */
async function ask(
  headers: Record<string, string>,
  { method = 'GET', path = '/agents', body = undefined as unknown } = {},
): Promise<[status: number, code?: string]> {
  const answer = await server.anonymous.request<ErrorBody>(method, path, {
    headers,
    ...(body === undefined ? {} : { body }),
  })
  return answer.status < 400 ? [answer.status] : [answer.status, answer.body.code]
}

test('who says nothing of itself is told how', async () => {
  const { status, headers, body } = await server.anonymous.request<ErrorBody>('GET', '/agents')
  expect([status, headers.get('www-authenticate')]).toEqual([401, 'Bearer'])
  expect(body).toEqual({
    error: 'Send Authorization: Bearer with an API key, or X-Agent-Id, X-Timestamp, X-Nonce, X-Signature',
    code: 'unauthorized',
  })
})

test('what is no operation is 404 or 405, whoever asks; health and the document are for all', async () => {
  expect(await ask({}, { path: '/nowhere' })).toEqual([404, 'not_found'])
  expect(await ask({}, { method: 'PUT' })).toEqual([405, 'method_not_allowed'])
  expect(await ask({}, { path: '/health' })).toEqual([200])
  expect((await fetch(`${server.url}/openapi.json`)).status).toBe(200)
})

test('a signature covers method, path and body; not the query, nor the body of DELETE', async () => {
  expect(await ask(signed())).toEqual([200])
  expect(await ask(signed(), { path: '/agents?' })).toEqual([200])
  expect(await ask(signed('POST'))).toEqual([401, 'invalid_signature'])
  expect(await ask(signed('GET', '/tasks'))).toEqual([401, 'invalid_signature'])
  const body = { title: 'hi' }
  const path = '/tasks'
  expect(await ask(signed('POST', path, body), { method: 'POST', path, body })).toEqual([201])
  expect(await ask(signed('POST', path, body), { method: 'POST', path, body: { title: 'ho' } })).toEqual([
    401,
    'invalid_signature',
  ])
})

test('the text that was sent is signed, whatever its white space', async () => {
  const rawBody = '{ "title": "spaced\\u002e" }\n'
  const headers = { ...signatureOf(agent, 'POST', '/tasks', { rawBody }), 'content-type': 'application/json' }
  expect((await server.anonymous.request('POST', '/tasks', { rawBody, headers })).status).toBe(201)
})

test('a method that could have a body and sends none signs {}', async () => {
  const task = await data<{ id: string }>(agent.client, 'POST', '/tasks', { title: 'x' })
  const path = `/tasks/${task.id}/claim`
  const [timestamp, nonce] = [now(), 'once']
  const headersFor = (body: string) => ({
    ...signed(),
    'x-timestamp': timestamp,
    'x-nonce': nonce,
    'x-signature': sign(agent.secret, { method: 'POST', path: `/api/v1${path}`, timestamp, nonce, body }),
  })
  expect(await ask(headersFor(''), { method: 'POST', path })).toEqual([401, 'invalid_signature'])
  expect(await ask(headersFor('{}'), { method: 'POST', path })).toEqual([201])
})

test.each(['x-agent-id', 'x-timestamp', 'x-nonce', 'x-signature'])('without %s it is 401', async (name) => {
  const { [name]: _, ...headers } = signed()
  expect(await ask(headers)).toEqual([401, 'invalid_signature'])
})

test.each([
  ['of another secret', () => signatureOf({ ...agent, secret: 'ab'.repeat(32) }, 'GET', '/agents')],
  ['in capitals', () => ({ ...signed(), 'x-signature': signed()['x-signature']?.toUpperCase() ?? '' })],
  ['that is cut off', () => ({ ...signed(), 'x-signature': 'ab' })],
  ['of nobody', () => signatureOf({ ...agent, agentId: 'nobody' }, 'GET', '/agents')],
])('a signature %s is 401', async (_, headers) => {
  expect(await ask(headers())).toEqual([401, 'invalid_signature'])
})

test.each([
  [-290, [200]],
  [290, [200]],
  [-310, [401, 'stale_timestamp']],
  [310, [401, 'stale_timestamp']],
])('a timestamp %i seconds off is %j', async (offset, expected) => {
  expect(await ask(signed('GET', '/agents', undefined, now(offset)))).toEqual(expected)
})

test.each(['soon', '1e9', `${Date.now()}`, '-1', '0x10'])('the timestamp %s is 401', async (timestamp) => {
  expect(await ask(signed('GET', '/agents', undefined, timestamp))).toEqual([401, 'stale_timestamp'])
})

test('a nonce counts once for an agent, also when both come at once; another agent may use it', async () => {
  const headers = signed()
  const answers = await Promise.all([ask(headers), ask(headers), ask(headers)])
  expect(answers.map(([status]) => status).sort()).toEqual([200, 401, 401])
  expect(await ask(headers)).toEqual([401, 'nonce_used'])
  const other = await register(server)
  const timestamp = now()
  const nonce = headers['x-nonce'] ?? ''
  const parts = { method: 'GET', path: '/api/v1/agents', timestamp, nonce, body: '' }
  expect(
    await ask({
      'x-agent-id': other.agentId,
      'x-timestamp': timestamp,
      'x-nonce': nonce,
      'x-signature': sign(other.secret, parts),
    }),
  ).toEqual([200])
})

test('a wrong signature uses up no nonce', async () => {
  const headers = signed()
  expect(await ask({ ...headers, 'x-signature': '0'.repeat(64) })).toEqual([401, 'invalid_signature'])
  expect(await ask(headers)).toEqual([200])
})

interface KeyBody {
  readonly data: { readonly id: string } & Json
  readonly key: string
}

const makeKey = (body: Json, { client } = agent) => call<KeyBody>(client, 201, 'POST', '/api-keys', body)

test('an API key acts as the agent that it was issued to, within its scope', async () => {
  const { key, data: made } = await makeKey({ name: 'reader' })
  expect(made).toMatchObject({
    agentId: agent.id,
    scopes: ['read'],
    keyPrefix: key.slice(0, 12),
    expiresAt: null,
  })
  expect(key).toMatch(/^osp_[0-9a-f]{64}$/)
  const reader = server.withKey(key)
  expect(await data(reader, 'GET', '/credits/balance')).toMatchObject({ balance: 0 })
  expect(await refusal(reader, 403, 'POST', '/tasks', { title: 'x' })).toBe('insufficient_scope')
  const writer = server.withKey((await makeKey({ name: 'writer', scopes: ['write'] })).key)
  expect(await data(writer, 'POST', '/tasks', { title: 'x' })).toMatchObject({ creatorId: agent.id })
  expect(await refusal(writer, 403, 'POST', '/api-keys', { name: 'x' })).toBe('insufficient_scope')
})

test('scope admin allows what the role of the agent allows, and no more', async () => {
  await register(server, {}, server.withKey(server.first.apiKey))
  const hrWriter = await makeKey({ name: 'w', scopes: ['read', 'write'] }, { ...agent, client: server.hr })
  const body = { name: 'x' }
  expect(await refusal(server.withKey(hrWriter.key), 403, 'POST', '/agents/register', body)).toBe(
    'insufficient_scope',
  )
  const admin = server.withKey((await makeKey({ name: 'a', scopes: ['admin'] })).key)
  expect(await refusal(admin, 403, 'POST', '/agents/register', body)).toBe('insufficient_role')
})

test('HR makes keys for others; others for themselves alone', async () => {
  const other = await register(server)
  const body = { name: 'x', agentId: other.id, scopes: ['write'] }
  expect(await refusal(agent.client, 403, 'POST', '/api-keys', body)).toBe('insufficient_role')
  const { key, data: made } = await makeKey(body, { ...agent, client: server.hr })
  expect(await data(server.withKey(key), 'POST', '/tasks', { title: 'x' })).toMatchObject({
    creatorId: other.id,
  })
  expect(await data<Json[]>(other.client, 'GET', '/api-keys')).toMatchObject([{ id: made.id }])
  expect(await refusal(agent.client, 403, 'DELETE', `/api-keys/${made.id}`)).toBe('insufficient_role')
})

test('a key ends when it is revoked, or its agent is', async () => {
  const mortal = await register(server)
  const [first, second] = [await makeKey({ name: '1' }, mortal), await makeKey({ name: '2' }, mortal)]
  await call(mortal.client, 200, 'DELETE', `/api-keys/${first.data.id}`)
  expect(await refusal(server.withKey(first.key), 401, 'GET', '/agents')).toBe('invalid_api_key')
  expect(await refusal(mortal.client, 409, 'DELETE', `/api-keys/${first.data.id}`)).toBe('already_revoked')
  await data(server.withKey(second.key), 'GET', '/agents')
  await data(server.hr, 'POST', `/agents/${mortal.id}/revoke`)
  expect(await refusal(server.withKey(second.key), 401, 'GET', '/agents')).toBe('invalid_api_key')
})

test('a key that expires works until then', async () => {
  const { key, data: made } = await makeKey({ name: 'short', expiresInDays: 2 })
  const expiresMs = Date.parse(String(made.expiresAt))
  try {
    later = expiresMs - Date.now() - 60_000
    expect(await ask({ authorization: `Bearer ${key}` })).toEqual([200])
    later = expiresMs - Date.now()
    expect(await ask({ authorization: `Bearer ${key}` })).toEqual([401, 'invalid_api_key'])
  } finally {
    later = 0
  }
  expect(expiresMs - Date.parse(String(made.createdAt))).toBe(2 * 24 * 60 * 60 * 1000)
})

test.each(['osp_', `osp_${'0'.repeat(64)}`, 'x', ''])('the bearer %j is 401', async (key) => {
  expect(await ask({ authorization: `Bearer ${key}` })).toEqual([
    401,
    key === '' ? 'unauthorized' : 'invalid_api_key',
  ])
})

test('a key comes before a signature', async () => {
  expect(await ask({ ...signed(), authorization: 'Bearer x' })).toEqual([401, 'invalid_api_key'])
})

test('a body where none is declared may be small, and must be signed', async () => {
  const task = await data<{ id: string }>(agent.client, 'POST', '/tasks', { title: 'x' })
  const path = `/tasks/${task.id}/claim`
  const huge = { a: 'x'.repeat(70_000) }
  expect(await ask(signed('POST', path, huge), { method: 'POST', path, body: huge })).toEqual([
    413,
    'body_too_large',
  ])
  expect(await ask(signed('POST', path), { method: 'POST', path, body: { a: 1 } })).toEqual([
    401,
    'invalid_signature',
  ])
  expect(await ask(signed('POST', path, { a: 1 }), { method: 'POST', path, body: { a: 1 } })).toEqual([201])
})
