import { createHmac } from 'node:crypto'
import { inspect } from 'node:util'
import { expect, onTestFinished, test, vi } from 'vitest'
import {
  AuthenticationError,
  type DriftlessError,
  type HmacScheme,
  hmac,
  jsonBody,
  type Operation,
  UsageError,
} from '../src/index.ts'
import { payOnce } from './support/operations.ts'
import { type Answer, clientFor, json, plain, rejection, serve } from './support/server.ts'

const secret = '0123456789abcdef'.repeat(4)
const scheme: HmacScheme = {
  secretDigits: 64,
  nonceDigits: 32,
  headers: async ({ id, method, path, body, timestamp, nonce }, sign) => ({
    'x-agent-id': id,
    'x-timestamp': timestamp,
    'x-nonce': nonce,
    'x-signature': await sign(
      method + path + timestamp + nonce + (/^(GET|HEAD|DELETE)$/.test(method) ? '' : (body ?? '{}')),
    ),
  }),
}

const signer = (changes: Partial<HmacScheme> = {}, signingPath?: string) =>
  hmac('talent', secret, { ...scheme, ...changes }, signingPath)

const listAgents: Operation = { id: 'listAgents', method: 'GET', path: '/agents' }
const createTask: Operation = { id: 'createTask', method: 'POST', path: '/tasks', body: jsonBody }

/** Only dates are faked: connections need the timers. */
function clockAt(seconds: number): void {
  vi.useFakeTimers({ toFake: ['Date'], now: seconds * 1000 })
  onTestFinished(() => {
    vi.useRealTimers()
  })
}

function nonceOf(hex: string): void {
  vi.spyOn(crypto, 'getRandomValues').mockImplementation((bytes) => {
    const { buffer, byteOffset, byteLength } = bytes as Uint8Array
    new Uint8Array(buffer, byteOffset, byteLength).set(Buffer.from(hex, 'hex'))
    return bytes
  })
  onTestFinished(() => {
    vi.restoreAllMocks()
  })
}

test.each<[string, Operation, object, string]>([
  [
    'a POST',
    createTask,
    { body: { title: 'hi', priority: 'high' } },
    'b29507c399c89423571c12341733c07e478cafe3178744a855f5fc4c1306efc7',
  ],
  ['a GET', listAgents, {}, '2c0ca811fc7e562f1a3614429d6b23d1d925431e6c41044675a983b19716a152'],
  [
    'a GET, whose query is not signed',
    listAgents,
    { query: { status: 'active' } },
    '2c0ca811fc7e562f1a3614429d6b23d1d925431e6c41044675a983b19716a152',
  ],
])('signs %s as the known answer says', async (_what, operation, args, signature) => {
  clockAt(1_700_000_000)
  nonceOf('00112233445566778899aabbccddeeff')
  const server = await serve(json({}))
  await clientFor(server, { auth: signer() }).call(operation, args)
  expect(server.received[0]?.headers).toMatchObject({
    'x-agent-id': 'talent',
    'x-timestamp': '1700000000',
    'x-nonce': '00112233445566778899aabbccddeeff',
    'x-signature': signature,
  })
})

/** Checks a signature as a server does, by what arrived; `prefix` stands for a part that a proxy took away. */
function isSigned(
  { method, url, headers, body }: Awaited<ReturnType<typeof serve>>['received'][number],
  prefix = '',
) {
  const path = `${url.split('?')[0]}`.slice(prefix.length)
  const signed = /^(GET|DELETE)$/.test(method) ? '' : Buffer.from(body, 'latin1').toString() || '{}'
  const text = method + path + headers['x-timestamp'] + headers['x-nonce'] + signed
  return (
    createHmac('sha256', Buffer.from(secret, 'hex')).update(text).digest('hex') === headers['x-signature']
  )
}

test('each attempt has a nonce of its own; path and text are signed as they are sent', async () => {
  const server = await serve(plain(503), json({}))
  const client = clientFor(server, { auth: signer({ nonceDigits: 64 }) })
  await client.call(
    { ...payOnce, path: '/a/{id}/%C3%A4', expand: () => '/a/x%2Fy/%C3%A4' },
    { body: { text: 'ä😀\u2028' } },
  )
  await client.call({ ...payOnce, method: 'DELETE' }, { body: { reason: 'r' } })
  await client.call(payOnce)
  expect(server.received.map((request) => isSigned(request))).toEqual([true, true, true, true])
  const nonces = server.received.map(({ headers }) => headers['x-nonce'])
  expect(new Set(nonces).size).toBe(4)
  for (const nonce of nonces) expect(nonce).toMatch(/^[\da-f]{64}$/)
})

test.each([
  ['/api/v1', '/gateway/api/v1', '/gateway'],
  ['/api/v1/', '/gateway/api/v1', '/gateway'],
  ['api/v1', '/gateway/api/v1', '/gateway'],
  ['', '/gateway/api/v1', '/gateway/api/v1'],
  ['/$&/api/v1', '/gateway/$&/api/v1', '/gateway'],
])('signs by the path that the server sees: %j', async (signingPath, path, stripped) => {
  const server = await serve(json({}))
  const auth = signer({}, signingPath)
  await clientFor({ url: server.url + path }, { auth }).call(createTask, { body: {} })
  expect(server.received[0]?.url).toBe(`${path}/tasks`)
  expect(isSigned(server.received[0] as never, stripped)).toBe(true)
})

test.each<[string, string, string]>([
  ['63 digits', 'talent', secret.slice(1)],
  ['65 digits', 'talent', `${secret}0`],
  ['another digit', 'talent', `${secret.slice(1)}g`],
  ['a line break', 'talent', `${secret}\n`],
  ['a line break instead of a digit', 'talent', `${secret.slice(1)}\n`],
  ['no secret', 'talent', undefined as never],
  ['no id', '', secret],
])('%s is refused when the provider is made, and not printed', (_what, id, given) => {
  const make = () => hmac(id, given, scheme)
  expect(make).toThrow(UsageError)
  expect(make).toThrow('64 hex digits')
  expect(make).not.toThrow(/0123/)
})

test('a page that is not secure is told so', () => {
  vi.stubGlobal('crypto', { getRandomValues: crypto.getRandomValues.bind(crypto) })
  onTestFinished(() => {
    vi.unstubAllGlobals()
  })
  expect(() => signer()).toThrow(UsageError)
  expect(() => signer()).toThrow('https')
})

test('nothing shows the secret', async () => {
  const server = await serve(plain(403))
  const auth = signer()
  const client = clientFor(server, { auth })
  const error = (await rejection(client.call(listAgents))) as DriftlessError
  const printed = [auth, client, error].map((value) => inspect(value, { depth: 9, showHidden: true })).join()
  expect(printed + error.toReport()).not.toContain(secret)
  expect(error.toReport()).not.toContain(server.received[0]?.headers['x-signature'])
})

test('a body that is no text is refused before it is sent', async () => {
  const server = await serve(json({}))
  const operation = { ...createTask, body: () => ({ body: new Blob(['x']) }) }
  const error = await rejection(clientFor(server, { auth: signer() }).call(operation, { body: 1 }))
  expect(error).toBeInstanceOf(UsageError)
  expect(server.received).toHaveLength(0)
})

/** A server whose clock is `aheadMs` ahead, and that bears a difference of five minutes. */
const clockAhead =
  (aheadMs: () => number): Answer =>
  (request, response) => {
    const now = Date.now() + aheadMs()
    const isRight = Math.abs(Number(request.headers['x-timestamp']) * 1000 - now) <= 300_000
    const date = { date: new Date(now).toUTCString() }
    ;(isRight ? json({ ok: true }, 200, date) : plain(401, '', date))(request, response)
  }

test.each([600_000, -600_000])(
  'a clock that is off by %i ms: the call is signed again by the server’s',
  async (aheadMs) => {
    let ahead = aheadMs
    const server = await serve(clockAhead(() => ahead))
    const client = clientFor(server, { auth: signer(), maxRetries: 0 })
    expect(await client.call(payOnce)).toEqual({ ok: true })
    expect(await client.call(payOnce)).toEqual({ ok: true })
    expect(server.received).toHaveLength(3)
    expect(new Set(server.received.map(({ headers }) => headers['x-nonce'])).size).toBe(3)
    // Somebody sets the clock right.
    ahead = 0
    expect(await client.call(payOnce)).toEqual({ ok: true })
    expect(server.received).toHaveLength(5)
  },
)

test('fifty calls by a wrong clock are all sent once more', async () => {
  const server = await serve(clockAhead(() => 600_000))
  const client = clientFor(server, { auth: signer(), maxRetries: 0 })
  const results = await Promise.all(Array.from({ length: 50 }, () => client.call(listAgents)))
  expect(results).toEqual(Array(50).fill({ ok: true }))
  expect(server.received.length).toBeLessThanOrEqual(100)
})

test.each<[string, Record<string, string>]>([
  ['the same time', {}],
  ['no time that makes sense', { date: 'yesterday' }],
  ['a time half a minute off', { date: new Date(Date.now() + 30_000).toUTCString() }],
])('a refusal at %s is final', async (_what, headers) => {
  const server = await serve(plain(401, '', headers))
  const error = await rejection(clientFor(server, { auth: signer() }).call(listAgents))
  expect(error).toBeInstanceOf(AuthenticationError)
  expect(server.received).toHaveLength(1)
})
