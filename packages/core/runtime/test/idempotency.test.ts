import { expect, onTestFinished, test, vi } from 'vitest'
import { holdTimers } from '../../../../test/support/held-timers.ts'
import {
  AbortError,
  BadRequestError,
  ConnectionError,
  type DriftlessError,
  OutcomeUnknownError,
  RetryableError,
  ServerError,
  TimeoutError,
  UnprocessableEntityError,
  UsageError,
} from '../src/index.ts'
import { createThing, getThing, payOnce } from './support/operations.ts'
import {
  type Answer,
  clientFor,
  cut,
  json,
  plain,
  rejection,
  reset,
  serve,
  silence,
} from './support/server.ts'

const uuid = /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/

const failureOf = async (promise: Promise<unknown>) => (await rejection(promise)) as DriftlessError

test('one UUID under all declared names, kept over attempts, another for the next call', async () => {
  const server = await serve(plain(503), reset, json({ ok: true }))
  const client = clientFor(server)
  const { data, idempotencyKey } = await client.call(payOnce, { body: { amount: 1 } }).withResponse()
  await client.call(payOnce, { body: { amount: 1 } })
  const keys = server.received.map(({ headers }) => [
    headers['idempotency-key'],
    headers['x-idempotency-key'],
  ])
  expect(data).toEqual({ ok: true })
  expect(idempotencyKey).toMatch(uuid)
  expect(keys.slice(0, 3)).toEqual(Array(3).fill([idempotencyKey, idempotencyKey]))
  expect(keys[3]?.[0]).toMatch(uuid)
  expect(keys[3]?.[0]).not.toBe(idempotencyKey)
})

test('the key is a UUID where the platform makes none', async () => {
  vi.stubGlobal('crypto', { getRandomValues: crypto.getRandomValues.bind(crypto) })
  onTestFinished(() => {
    vi.unstubAllGlobals()
  })
  const server = await serve(json({}))
  const call = async () => (await clientFor(server).call(payOnce).withResponse()).idempotencyKey
  const made = await Promise.all(Array.from({ length: 20 }, call))
  for (const key of made) expect(key).toMatch(uuid)
  expect(new Set(made).size).toBe(20)
})

test("the caller's key, as an option or in a header of the call", async () => {
  const server = await serve(json({}))
  const client = clientFor(server)
  await client.call(payOnce, {}, { idempotencyKey: 'order-7' })
  const { idempotencyKey } = await client
    .call(payOnce, {}, { headers: { 'X-Idempotency-Key': 'order-8' } })
    .withResponse()
  expect(idempotencyKey).toBe('order-8')
  expect(server.received.map(({ headers }) => headers['idempotency-key'])).toEqual(['order-7', 'order-8'])
})

test.each<[string, Answer, typeof ConnectionError]>([
  ['reset before the answer', reset, ConnectionError],
  ['cut inside the answer', cut, ConnectionError],
  ['silent', silence, TimeoutError],
])('once retries end, the outcome of a server that is %s is unknown', async (_what, answer, cause) => {
  const server = await serve(answer)
  const timers = holdTimers(30_000)
  const client = clientFor(server, { maxRetries: 2, attemptTimeoutMs: 30_000 })
  const failure = failureOf(client.call(payOnce, { body: {} }))
  for (let attempt = 1; answer === silence && attempt <= 3; attempt++) {
    await expect.poll(() => server.received.length).toBe(attempt)
    await timers.goOff()
  }
  const error = await failure
  expect(server.received).toHaveLength(3)
  expect(error).toBeInstanceOf(OutcomeUnknownError)
  expect(error).toBeInstanceOf(RetryableError)
  expect(error.cause).toBeInstanceOf(cause)
  expect(error.mayHaveHappened).toBe(true)
  expect(error.idempotencyKey).toBe(server.received[0]?.headers['idempotency-key'])
})

test('the outcome is unknown too where only an earlier attempt may have been carried out', async () => {
  const server = await serve(plain(503))
  let attempts = 0
  const refused: typeof fetch = (...given) =>
    attempts++
      ? Promise.reject(Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }))
      : fetch(...given)
  const error = await failureOf(clientFor(server, { fetch: refused, maxRetries: 1 }).call(payOnce))
  expect(error).toBeInstanceOf(OutcomeUnknownError)
  expect(error.attempts?.map(({ status, cause }) => status ?? cause)).toEqual([503, 'ECONNREFUSED'])
})

test('a server that was never reached, or that answers, leaves nothing unknown', async () => {
  const refused: typeof fetch = () =>
    Promise.reject(Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }))
  const lost = await failureOf(
    clientFor({ url: 'http://h' }, { fetch: refused, maxRetries: 1 }).call(payOnce),
  )
  expect(lost).toBeInstanceOf(ConnectionError)
  expect(lost).toBeInstanceOf(RetryableError)
  expect(lost.mayHaveHappened).toBe(false)
  const failing = await failureOf(clientFor(await serve(plain(503)), { maxRetries: 1 }).call(payOnce))
  expect(failing).toBeInstanceOf(ServerError)
  expect(failing).toBeInstanceOf(RetryableError)
  expect(failing.mayHaveHappened).toBe(true)
})

test('every error tells the key; a refusal after a lost attempt may still have happened', async () => {
  const server = await serve(json({ error: 'no' }, 422))
  const refused = await failureOf(clientFor(server).call(payOnce, {}, { idempotencyKey: 'k' }))
  expect(refused).toBeInstanceOf(UnprocessableEntityError)
  expect([refused.idempotencyKey, refused.mayHaveHappened]).toEqual(['k', false])
  const late = await failureOf(clientFor(await serve(reset, plain(400))).call(payOnce))
  expect(late).toBeInstanceOf(BadRequestError)
  expect(late.mayHaveHappened).toBe(true)
  const controller = new AbortController()
  const answer: Answer = () => controller.abort()
  const aborted = await failureOf(
    clientFor(await serve(answer)).call(payOnce, {}, { signal: controller.signal }),
  )
  expect(aborted).toBeInstanceOf(AbortError)
  expect(aborted.mayHaveHappened).toBe(true)
  expect(aborted.idempotencyKey).toMatch(uuid)
})

test("`idempotency: 'none'` sends no key and resends nothing that may have been carried out", async () => {
  const server = await serve(reset)
  const client = clientFor(server, { idempotency: 'none' })
  const error = await failureOf(client.call(payOnce))
  expect(error).toBeInstanceOf(OutcomeUnknownError)
  expect(error).not.toBeInstanceOf(RetryableError)
  expect(error.idempotencyKey).toBeUndefined()
  expect(server.received).toHaveLength(1)
  expect(server.received[0]?.headers).not.toHaveProperty('idempotency-key')
  const failing = await serve(plain(503))
  await rejection(clientFor(failing, { idempotency: 'none' }).call(payOnce))
  expect(failing.received).toHaveLength(1)
})

test('a streamed body is sent once, key or not', async () => {
  const server = await serve(reset)
  const body = new ReadableStream({
    start(controller) {
      controller.enqueue(new TextEncoder().encode('{}'))
      controller.close()
    },
  })
  const operation = { ...payOnce, body: () => ({ body }) }
  const error = await failureOf(clientFor(server).call(operation, { body: {} }))
  expect(error).toBeInstanceOf(OutcomeUnknownError)
  expect(error.idempotencyKey).toMatch(uuid)
  expect(server.received).toHaveLength(1)
})

test.each<[string, Parameters<ReturnType<typeof clientFor>['call']>, object]>([
  ['for an operation that takes none', [createThing, {}, { idempotencyKey: 'k' }], {}],
  ['for a read', [getThing, {}, { idempotencyKey: 'k' }], {}],
  ['for a server that honours none', [payOnce, {}, { idempotencyKey: 'k' }], { idempotency: 'none' }],
  ['that is empty', [payOnce, {}, { idempotencyKey: '' }], {}],
  ['that no header carries', [payOnce, {}, { idempotencyKey: 'a\nb' }], {}],
])('a key %s is refused before anything is sent', async (_what, call, options) => {
  const server = await serve(json({}))
  const error = await failureOf(clientFor(server, options).call(...call))
  expect(error).toBeInstanceOf(UsageError)
  expect(server.received).toHaveLength(0)
})
