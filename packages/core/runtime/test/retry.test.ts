import { expect, onTestFinished, test, vi } from 'vitest'
import { freePort } from '../../../../test/support/free-port.ts'
import {
  APIError,
  ConnectionError,
  DriftlessError,
  fromWire,
  type Operation,
  OutcomeUnknownError,
  RateLimitError,
  RetryableError,
  type RetryEvent,
  ServerError,
  toNumber,
} from '../src/index.ts'
import { createThing, deleteThing, getThing } from './support/operations.ts'
import { clientFor, cut, json, plain, rejection, reset, serve } from './support/server.ts'

test.each([408, 429, 500, 502, 503, 504])('a GET that is answered %i is sent again', async (status) => {
  const server = await serve(plain(status), json({ ok: true }))
  const { data, attempts } = await clientFor(server).call(getThing).withResponse()
  expect(data).toEqual({ ok: true })
  expect(attempts.map((attempt) => attempt.status)).toEqual([status, 200])
  expect(attempts[0]?.delayMs).toBeGreaterThan(0)
})

test.each([400, 401, 403, 404, 409, 422, 501])(
  'a GET that is answered %i is not sent again',
  async (status) => {
    const server = await serve(plain(status))
    const error = await rejection(clientFor(server).call(getThing))
    expect(error).toBeInstanceOf(APIError)
    expect(error).not.toBeInstanceOf(RetryableError)
    expect(server.received).toHaveLength(1)
  },
)

test('three retries, then the last error with all attempts', async () => {
  const server = await serve(plain(503, '', { 'x-request-id': 'r-1' }))
  const error = (await rejection(clientFor(server).call(getThing))) as DriftlessError
  expect(server.received).toHaveLength(4)
  expect(error).toBeInstanceOf(ServerError)
  expect(error).toBeInstanceOf(RetryableError)
  expect(error.attempts?.map(({ status, requestId }) => [status, requestId])).toEqual(
    Array(4).fill([503, 'r-1']),
  )
  expect(error.mayHaveHappened).toBe(true)
})

test('maxRetries of the client and of the call', async () => {
  const server = await serve(plain(503))
  const client = clientFor(server, { maxRetries: 1 })
  await rejection(client.call(getThing))
  expect(server.received).toHaveLength(2)
  await rejection(client.call(getThing, {}, { maxRetries: 0 }))
  expect(server.received).toHaveLength(3)
})

/** Lets waits between attempts pass at once, and lists them; `random` spreads them. */
function withoutWaiting(random = 0): {
  readonly waits: number[]
  readonly onRetry: (event: RetryEvent) => void
} {
  const waits: number[] = []
  vi.spyOn(Math, 'random').mockReturnValue(random)
  const { setTimeout } = globalThis
  // Timers with arguments are those of Node's fetch.
  vi.spyOn(globalThis, 'setTimeout').mockImplementation(((work: () => void, ms: number, ...args: []) =>
    setTimeout(work, ms === waits.at(-1) && args.length === 0 ? 0 : ms, ...args)) as typeof setTimeout)
  onTestFinished(() => {
    vi.restoreAllMocks()
  })
  return { waits, onRetry: ({ delayMs }) => waits.push(delayMs) }
}

test.each([
  [0.999_999, [750, 1_500, 2_250]],
  [0, [1_000, 2_000, 3_000]],
])('waits double up to the cap, spread over their last quarter: random %d', async (random, expected) => {
  const server = await serve(plain(503))
  const { waits, onRetry } = withoutWaiting(random)
  const client = clientFor(server, { onRetry, retryBaseMs: 1_000, retryCapMs: 3_000, maxRetries: 3 })
  await rejection(client.call(getThing))
  expect(waits.map(Math.round)).toEqual(expected)
})

test('a connection that is reset before or inside the answer: a GET is sent again', async () => {
  const server = await serve(reset, cut, json({ ok: true }))
  const { data, attempts } = await clientFor(server).call(getThing).withResponse()
  expect(data).toEqual({ ok: true })
  expect(attempts.map((attempt) => Boolean(attempt.cause))).toEqual([true, true, false])
})

test.each([
  ['before', reset],
  ['inside', cut],
])(
  'a connection that is reset %s the answer: a POST ends with its outcome unknown',
  async (_when, answer) => {
    const server = await serve(answer)
    const error = (await rejection(clientFor(server).call(createThing, { body: {} }))) as DriftlessError
    expect(server.received).toHaveLength(1)
    expect(error).toBeInstanceOf(OutcomeUnknownError)
    expect(error).not.toBeInstanceOf(RetryableError)
    expect(error.cause).toBeInstanceOf(ConnectionError)
    expect(error.mayHaveHappened).toBe(true)
  },
)

test.each([408, 500, 502, 503, 504])('a POST that is answered %i is not sent again', async (status) => {
  const server = await serve(plain(status))
  const error = (await rejection(clientFor(server).call(createThing, { body: {} }))) as DriftlessError
  expect(server.received).toHaveLength(1)
  expect(error).toBeInstanceOf(APIError)
  expect(error).not.toBeInstanceOf(RetryableError)
  expect(error.mayHaveHappened).toBe(true)
})

test('a POST that was refused with 429 is sent again', async () => {
  const server = await serve(plain(429), json({ ok: true }, 201))
  expect(await clientFor(server).call(createThing, { body: {} })).toEqual({ ok: true })
})

test('a POST to a port where nobody listens is sent again, and has surely not happened', async () => {
  const client = clientFor({ url: `http://127.0.0.1:${await freePort()}` })
  const error = (await rejection(client.call(createThing, { body: {} }))) as DriftlessError
  expect(error).toBeInstanceOf(ConnectionError)
  expect(error).toBeInstanceOf(RetryableError)
  expect(error.attempts?.map((attempt) => attempt.cause)).toEqual(Array(4).fill('ECONNREFUSED'))
  expect(error.mayHaveHappened).toBe(false)
})

test('several addresses: not carried out only if none was reached', async () => {
  const attempt = (codes: string[]) => {
    const failures = codes.map((code) => Object.assign(new Error(code), { code }))
    const fetch = async () => {
      throw new TypeError('fetch failed', { cause: new AggregateError(failures) })
    }
    return rejection(clientFor({ url: 'http://localhost' }, { fetch }).call(createThing, { body: {} }))
  }
  expect(await attempt(['ECONNREFUSED', 'UND_ERR_CONNECT_TIMEOUT'])).toBeInstanceOf(ConnectionError)
  expect(await attempt(['ECONNREFUSED', 'ECONNRESET'])).toBeInstanceOf(OutcomeUnknownError)
})

test('a lost call whose cause the platform hides counts as perhaps carried out', async () => {
  const fetch = async () => {
    throw new TypeError('Failed to fetch')
  }
  const client = clientFor({ url: 'http://localhost' }, { fetch })
  expect(await rejection(client.call(createThing, { body: {} }))).toBeInstanceOf(OutcomeUnknownError)
  expect(((await rejection(client.call(getThing))) as DriftlessError).mayHaveHappened).toBe(true)
})

test.each([404, 410])('a DELETE resent after a lost one is done when it answers %i', async (status) => {
  const server = await serve(reset, json({ message: 'gone' }, status))
  expect(await clientFor(server).call(deleteThing, { path: { id: 'a' } })).toBeUndefined()
})

test('a DELETE answered 404 at first, or after an attempt that was refused, is an error', async () => {
  const first = await serve(plain(404))
  expect(await rejection(clientFor(first).call(deleteThing, { path: { id: 'a' } }))).toBeInstanceOf(APIError)
  const refused = await serve(plain(429), plain(404))
  expect(await rejection(clientFor(refused).call(deleteThing, { path: { id: 'a' } }))).toBeInstanceOf(
    APIError,
  )
})

test('an operation may say itself how safe it is', async () => {
  const server = await serve(plain(503))
  await rejection(clientFor(server).call({ ...createThing, retry: 'safe' }, { body: {} }))
  expect(server.received).toHaveLength(4)
  await rejection(clientFor(server).call({ ...getThing, retry: 'never' }))
  expect(server.received).toHaveLength(5)
})

test('a streamed body is sent once, even where the call was refused', async () => {
  const server = await serve(plain(429))
  const body = new Blob(['text']).stream()
  const operation = {
    ...createThing,
    retry: 'safe',
    body: (value: unknown) => ({ body: value as BodyInit }),
  } as const
  const error = await rejection(clientFor(server).call(operation, { body }))
  expect(error).toBeInstanceOf(RateLimitError)
  expect(server.received.map((request) => request.body)).toEqual(['text'])
})

test('the same body goes with every attempt', async () => {
  const server = await serve(plain(429), json({}))
  await clientFor(server).call(createThing, { body: { a: 1 } })
  expect(server.received.map((request) => request.body)).toEqual(['{"a":1}', '{"a":1}'])
})

test('a body that cannot be translated hides neither the status nor that the call may be sent again', async () => {
  const operation: Operation = {
    ...getThing,
    decodeError: (body) => fromWire(body, { convert: { balance: toNumber } }),
  }
  const server = await serve(json({ balance: '99999999999999999999' }, 503), json({ ok: true }))
  const { data, attempts } = await clientFor(server).call(operation).withResponse()
  expect(data).toEqual({ ok: true })
  expect(attempts.map(({ status }) => status)).toEqual([503, 200])
})

test('onRetry is told before each wait', async () => {
  const server = await serve(plain(503), reset, json({}))
  const events: RetryEvent[] = []
  await clientFor(server, { onRetry: (event) => events.push(event) }).call(getThing)
  expect(
    events.map(({ attempt, operation, status, cause }) => [attempt, operation.id, status ?? cause]),
  ).toEqual([
    [1, 'getThing', 503],
    [2, 'getThing', expect.any(String)],
  ])
})

test('Retry-After in seconds and as a date is obeyed', async () => {
  const date = new Date('2030-01-01T00:00:10Z').toUTCString()
  const server = await serve(
    plain(503, '', { 'retry-after': '7' }),
    plain(503, '', { 'retry-after': date, date: new Date('2030-01-01T00:00:05Z').toUTCString() }),
    plain(429, '', { 'retry-after': '0' }),
    json({}),
  )
  const { waits, onRetry } = withoutWaiting()
  await clientFor(server, { onRetry }).call(getThing)
  expect(waits).toEqual([7_000, 5_000, 0])
})

test.each(['-5', 'soon', '12 parsecs', 'NaN', '', 'Sun, 06 Nov 1994 08:49:37 GMT'])(
  'Retry-After %j makes no sense: the usual wait',
  async (value) => {
    const server = await serve(plain(503, '', { 'retry-after': value }), json({}))
    const { waits, onRetry } = withoutWaiting()
    await clientFor(server, { onRetry, retryBaseMs: 1_000 }).call(getThing)
    expect(waits).toEqual([1_000])
  },
)

test.each(['121', '99999999999999999999'])(
  'Retry-After %s ends behind the deadline: fails at once, and says when',
  async (value) => {
    const server = await serve(plain(429, '', { 'retry-after': value }))
    const error = (await rejection(clientFor(server).call(getThing))) as DriftlessError
    expect(server.received).toHaveLength(1)
    expect(error).toBeInstanceOf(RateLimitError)
    expect(error).toBeInstanceOf(RetryableError)
    expect(error.retryAfterMs).toBe(Number(value) * 1_000)
    expect(error.mayHaveHappened).toBe(false)
  },
)

test('no wait goes beyond the deadline', async () => {
  const server = await serve(plain(503))
  const error = await rejection(clientFor(server, { retryBaseMs: 60_000, deadlineMs: 5_000 }).call(getThing))
  expect(error).toBeInstanceOf(ServerError)
  expect(server.received).toHaveLength(1)
})

test('every error of a client is a DriftlessError, whoever threw what', async () => {
  const server = await serve(json({}))
  const thrown = [new RangeError('mine'), 'text', null, undefined]
  for (const value of thrown) {
    const middleware = [
      async () => {
        throw value
      },
    ]
    const error = (await rejection(clientFor(server, { middleware }).call(getThing))) as DriftlessError
    expect(error).toBeInstanceOf(DriftlessError)
    expect(error.cause ?? value).toBe(value)
    expect(error.mayHaveHappened).toBe(false)
  }
  expect(server.received).toHaveLength(0)
})
