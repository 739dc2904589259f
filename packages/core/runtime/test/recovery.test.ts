import { expect, test } from 'vitest'
import { holdTimers } from '../../../../test/support/held-timers.ts'
import {
  APIError,
  AuthenticationError,
  type AuthProvider,
  apiKey,
  bearer,
  type DriftlessError,
  OutcomeUnknownError,
  TimeoutError,
} from '../src/index.ts'
import { createThing, getThing, payOnce } from './support/operations.ts'
import { type Answer, clientFor, json, plain, rejection, serve } from './support/server.ts'

const failureOf = async (promise: Promise<unknown>) => (await rejection(promise)) as DriftlessError

/** Answers 200 to the tokens that it likes, and 401 to others. */
const likes =
  (...tokens: string[]): Answer =>
  (request, response) =>
    (tokens.includes(`${request.headers.authorization}`.slice(7)) ? json({ ok: true }) : plain(401))(
      request,
      response,
    )

/** Gives `token-1`, `token-2` … */
function tokens() {
  const given: string[] = []
  const next = async () => {
    given.push(`token-${given.length + 1}`)
    return given.at(-1) as string
  }
  return { given, next }
}

test('a token is asked for once, and kept until it is refused', async () => {
  const server = await serve(plain(503), json({}), json({}))
  const { given, next } = tokens()
  const client = clientFor(server, { auth: bearer(next) })
  await client.call(getThing)
  await client.call(getThing)
  expect(given).toEqual(['token-1'])
  expect(server.received.map(({ headers }) => headers.authorization)).toEqual(Array(3).fill('Bearer token-1'))
})

test('a call that is refused is sent once more with a new token, outside of the retries', async () => {
  const server = await serve(likes('token-2'))
  const client = clientFor(server, { auth: bearer(tokens().next), maxRetries: 0 })
  const { data, attempts } = await client.call(createThing, { body: { a: 1 } }).withResponse()
  expect(data).toEqual({ ok: true })
  expect(attempts).toHaveLength(1)
  expect(server.received.map(({ headers, body }) => [headers.authorization, body])).toEqual([
    ['Bearer token-1', '{"a":1}'],
    ['Bearer token-2', '{"a":1}'],
  ])
})

test('fifty calls that are refused share one new token', async () => {
  const server = await serve(likes('token-2'))
  const { given, next } = tokens()
  const client = clientFor(server, { auth: bearer(next) })
  const results = await Promise.all(Array.from({ length: 50 }, () => client.call(getThing)))
  expect(results).toEqual(Array(50).fill({ ok: true }))
  expect(given).toEqual(['token-1', 'token-2'])
  expect(server.received.length).toBeLessThanOrEqual(100)
})

test('a token that was refused late does not drop the one that came after it', async () => {
  const { given, next } = tokens()
  const slow: (() => void)[] = []
  const server = await serve(
    (_request, response) => slow.push(() => response.writeHead(401).end()),
    likes('token-2'),
  )
  const client = clientFor(server, { auth: bearer(next) })
  const late = client.call(getThing)
  await expect.poll(() => slow.length).toBe(1)
  await client.call(getThing)
  expect(given).toEqual(['token-1', 'token-2'])
  slow[0]?.()
  expect(await late).toEqual({ ok: true })
  expect(given).toEqual(['token-1', 'token-2'])
})

test('a new token that is refused too is the end of that call, and no reason to give up later', async () => {
  const server = await serve(likes('token-3'))
  const { given, next } = tokens()
  const client = clientFor(server, { auth: bearer(next) })
  const error = await failureOf(client.call(getThing))
  expect(error).toBeInstanceOf(AuthenticationError)
  expect(error.mayHaveHappened).toBe(false)
  expect(server.received).toHaveLength(2)
  expect(await client.call(getThing)).toEqual({ ok: true })
  expect(given).toEqual(['token-1', 'token-2', 'token-3'])
})

test('a refresh that fails is not asked for again by those that were refused, but by the next call', async () => {
  const server = await serve(likes('good'))
  const failure = new Error('vault sealed')
  const answers = [async () => 'old', () => Promise.reject(failure), async () => 'good']
  let asked = 0
  const client = clientFor(server, { auth: bearer(() => answers[asked++]?.() ?? '') })
  const errors = await Promise.all(Array.from({ length: 20 }, () => failureOf(client.call(getThing))))
  expect(asked).toBe(2)
  expect(errors.map(({ cause }) => cause)).toContain(failure)
  for (const error of errors) {
    expect(error.cause === failure || error instanceof AuthenticationError).toBe(true)
    expect([error.operation, error.mayHaveHappened]).toEqual(['getThing', false])
  }
  expect(await client.call(getThing)).toEqual({ ok: true })
  expect(asked).toBe(3)
})

test('a token that is a text has nothing to recover by, nor has an API key', async () => {
  for (const auth of [bearer('t'), apiKey('k', { in: 'header', name: 'x-key' })]) {
    const server = await serve(plain(401))
    expect(await failureOf(clientFor(server, { auth }).call(getThing))).toBeInstanceOf(AuthenticationError)
    expect(server.received).toHaveLength(1)
  }
})

test('among several schemes the one that can recover does', async () => {
  const server = await serve(likes('token-2'))
  const auth = { key: apiKey('k', { in: 'header', name: 'x-key' }), token: bearer(tokens().next) }
  await clientFor(server, { auth }).call({ ...getThing, security: [['key', 'token']] })
  expect(server.received.map(({ headers }) => [headers['x-key'], headers.authorization])).toEqual([
    ['k', 'Bearer token-1'],
    ['k', 'Bearer token-2'],
  ])
})

test('a provider is asked once per call, with what was refused', async () => {
  const asked: unknown[] = []
  const auth: AuthProvider = {
    authorize: (request) => ({ ...request, headers: { ...request.headers, 'x-try': `${asked.length}` } }),
    recover(response, { operation, attempt }, request) {
      asked.push([response.status, operation.id, attempt, request.headers['x-try']])
      return true
    },
  }
  const server = await serve(plain(503), plain(401), plain(503), plain(401))
  const error = await failureOf(clientFor(server, { auth }).call(getThing))
  expect(error.status).toBe(401)
  expect(asked).toEqual([[401, 'getThing', 2, '0']])
  expect(error.attempts?.map(({ status }) => status)).toEqual([503, 503, 401])
})

test('a provider that never answers is within the time of the attempt', async () => {
  const server = await serve(plain(401))
  const timers = holdTimers(30_000)
  const auth: AuthProvider = {
    authorize: (request) => ({ ...request }),
    recover: () => {
      void timers.goOff()
      return new Promise(() => {})
    },
  }
  const client = clientFor(server, { auth, attemptTimeoutMs: 30_000, maxRetries: 0 })
  const error = await failureOf(client.call(getThing))
  expect(error).toBeInstanceOf(TimeoutError)
  expect(error.mayHaveHappened).toBe(false)
})

test('a provider that answers after its attempt says nothing about the next one, which is not sent twice', async () => {
  const timers = holdTimers(30_000)
  let answerLate = (_isWorthwhile: boolean) => {}
  const auth: AuthProvider = {
    authorize: (request) => ({ ...request }),
    recover: () => {
      void timers.goOff()
      return new Promise<boolean>((resolve) => {
        answerLate = resolve
      })
    },
  }
  const server = await serve(
    plain(401),
    () => {
      answerLate(true)
      setImmediate(() => timers.goOff())
    },
    json({}),
  )
  const error = await failureOf(clientFor(server, { auth }).call(createThing, { body: {} }))
  expect(error).toBeInstanceOf(OutcomeUnknownError)
  expect(error.mayHaveHappened).toBe(true)
  expect(server.received).toHaveLength(2)
})

test('a streamed body is not sent again, but its token is dropped', async () => {
  const server = await serve(likes('token-2'))
  const client = clientFor(server, { auth: bearer(tokens().next) })
  const upload = { ...createThing, body: () => ({ body: new Blob(['x']).stream() }) }
  expect(await failureOf(client.call(upload, { body: 1 }))).toBeInstanceOf(AuthenticationError)
  expect(server.received).toHaveLength(1)
  expect(await client.call(upload, { body: 1 })).toEqual({ ok: true })
})

test('a keyed call keeps its key over the refusal', async () => {
  const server = await serve(likes('token-2'))
  await clientFor(server, { auth: bearer(tokens().next) }).call(payOnce, { body: {} })
  const [first, second] = server.received.map(({ headers }) => headers['idempotency-key'])
  expect(first).toBe(second)
})

test('a refusal behind a redirect is taken to the provider as well; one from elsewhere is not', async () => {
  const server = await serve(plain(307, '', { location: '/b' }), likes('token-2'))
  expect(await clientFor(server, { auth: bearer(tokens().next) }).call(createThing, { body: {} })).toEqual({
    ok: true,
  })
  expect(server.received.map(({ url }) => url)).toEqual(['/api/v1/things', '/b', '/b'])
  const other = await serve(plain(401))
  const { given, next } = tokens()
  const client = clientFor(server, {
    auth: bearer(next),
    middleware: [(request, send) => send({ ...request, url: `${other.url}/x` })],
  })
  expect(await failureOf(client.call(getThing))).toBeInstanceOf(APIError)
  expect(other.received).toHaveLength(1)
  expect(given).toEqual([])
})
