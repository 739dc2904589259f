/** What the clients do where a fault recipe is met. */
import { setupServer } from 'msw/node'
import { BikiniBottomClient, OutcomeUnknownError as OpenspawnOutcomeUnknownError } from 'openspawn'
import { handlers as openspawn } from 'openspawn/testing'
import {
  ConnectionError,
  OutcomeUnknownError,
  RateLimitError,
  ResponseFormatError,
  ServerError,
  StepflowApi,
  StreamTruncatedError,
  TimeoutError,
} from 'stepflow-api'
import { faults, handlers } from 'stepflow-api/testing'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { holdTimers } from '../../../../../test/support/held-timers.ts'

const baseUrl = 'http://api.test'
const server = setupServer(...handlers({ baseUrl }))
/** Every request, by method and path. */
const requests: { readonly line: string; readonly key: string | null }[] = []
server.events.on('request:start', ({ request }) => {
  const { pathname, search } = new URL(request.url)
  requests.push({
    line: `${request.method} ${pathname}${search}`,
    key: request.headers.get('idempotency-key'),
  })
})

beforeAll(() => server.listen({ onUnhandledFrame: 'error' }))
afterEach(() => {
  server.resetHandlers()
  requests.length = 0
})
afterAll(() => server.close())

const api = new StepflowApi({ baseUrl, retryBaseMs: 1 })
const input = { flowId: 'a'.repeat(64), input: [{}] }

describe('retryAfter', () => {
  test('is obeyed where the deadline allows it', async () => {
    server.use(handlers.runs.list(faults.retryAfter(0, { times: 2 })))
    const { attempts } = await api.runs.list().withResponse()
    expect(attempts.map(({ status }) => status)).toEqual([429, 429, 200])
  })

  test('beyond the deadline fails at once, and says how long', async () => {
    server.use(handlers.runs.list(faults.retryAfter(300)))
    const error = await api.runs.list({}, { deadlineMs: 60_000 }).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(RateLimitError)
    expect(error).toMatchObject({ status: 429, retryAfterMs: 300_000 })
    expect(requests).toHaveLength(1)
  })

  test('with 503 is a server that is away, in the words of the document', async () => {
    server.use(handlers.runs.list(faults.retryAfter(300, { status: 503 })))
    const error = await api.runs.list({}, { deadlineMs: 60_000 }).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(ServerError)
    expect(error).toMatchObject({
      status: 503,
      body: { code: expect.anything(), message: expect.any(String) },
    })
  })
})

describe('resetOnce', () => {
  test('is retried where that does no harm', async () => {
    server.use(handlers.runs.list(faults.resetOnce()))
    const { attempts } = await api.runs.list().withResponse()
    expect(attempts).toHaveLength(2)
    expect(attempts[0]?.status).toBeUndefined()
    expect(attempts[1]?.status).toBe(200)
  })

  test('leaves open what became of an operation that may not be sent again', async () => {
    server.use(handlers.runs.create(faults.resetOnce()))
    await expect(api.runs.create(input)).rejects.toThrow(OutcomeUnknownError)
    expect(requests).toHaveLength(1)
  })

  test('is retried with the same idempotency key, where there is one', async () => {
    server.use(openspawn.tasks.create({ title: 'kept' }, { fault: faults.resetOnce(), baseUrl }))
    await using client = new BikiniBottomClient({ baseUrl, apiKey: 'key', retryBaseMs: 1 })
    expect((await client.tasks.create({ title: 'kept' })).title).toBe('kept')
    expect(requests.map(({ line }) => line)).toEqual(['POST /api/v1/tasks', 'POST /api/v1/tasks'])
    expect(requests[0]?.key).toMatch(/./)
    expect(requests[1]?.key).toBe(requests[0]?.key)
    expect(OpenspawnOutcomeUnknownError).toBe(OutcomeUnknownError)
  })
})

describe('stallBody', () => {
  test('ends with the time of an attempt, and is retried', async () => {
    const timers = holdTimers(30_000)
    server.use(handlers.runs.list({}, { fault: faults.stallBody() }))
    const call = api.runs.list({}, { attemptTimeoutMs: 30_000 }).withResponse()
    await expect.poll(() => requests.length).toBe(1)
    await timers.goOff()
    const { attempts } = await call
    expect(attempts.map(({ cause }) => cause)).toEqual(['TimeoutError', undefined])
  })

  test('for every request is a TimeoutError', async () => {
    server.use(handlers.runs.list(faults.stallBody({ times: Number.POSITIVE_INFINITY })))
    const timers = holdTimers(30_000)
    const call = api.runs.list({}, { attemptTimeoutMs: 30_000, maxRetries: 1 })
    const outcome = expect(call).rejects.toThrow(TimeoutError)
    for (let attempt = 1; attempt <= 2; attempt++) {
      await expect.poll(() => requests.length).toBe(attempt)
      await timers.goOff()
    }
    await outcome
    expect(requests).toHaveLength(2)
  })
})

describe('cutStream', () => {
  const types = async (stream: AsyncIterable<{ readonly type: string }>, seen: string[] = []) => {
    for await (const { type } of stream) seen.push(type)
    return seen
  }

  test('is gone on with behind the last event that came whole', async () => {
    const whole = await types(api.runs.streamEvents('run'))
    expect(whole.length).toBeGreaterThan(3)
    expect(whole.at(-1)).toBe('runCompleted')
    server.use(handlers.runs.streamEvents(faults.cutStream(2)))
    requests.length = 0
    expect(await types(api.runs.streamEvents('run'))).toEqual(whole)
    const path = '/api/v1/runs/run/events'
    expect(requests.map(({ line }) => line)).toEqual([`GET ${path}`, `GET ${path}?since=2`])
  })

  test('is a StreamTruncatedError where nothing is sent again', async () => {
    server.use(handlers.runs.streamEvents(faults.cutStream(2)))
    const seen: string[] = []
    const reading = types(api.runs.streamEvents('run', {}, { maxRetries: 0 }), seen)
    await expect(reading).rejects.toThrow(StreamTruncatedError)
    expect(seen).toHaveLength(2)
  })

  test('loses any other body in its middle', async () => {
    server.use(handlers.runs.list(faults.cutStream(0)))
    await expect(api.runs.list({}, { maxRetries: 0 })).rejects.toThrow(ConnectionError)
  })
})

describe('htmlInstead', () => {
  test('is a ResponseFormatError and never data', async () => {
    server.use(handlers.runs.list(faults.htmlInstead()))
    await expect(api.runs.list()).rejects.toThrow(ResponseFormatError)
    expect(requests).toHaveLength(1)
  })

  test('with a status is an error of the server', async () => {
    server.use(handlers.runs.list(faults.htmlInstead({ status: 502, times: 9 })))
    const error = await api.runs.list({}, { maxRetries: 1 }).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(ServerError)
    expect(error).toMatchObject({ status: 502, body: expect.stringContaining('<!doctype html>') })
    expect(requests).toHaveLength(2)
  })
})

test('a recipe counts for each handler by itself', async () => {
  const fault = faults.resetOnce()
  server.use(handlers.runs.list(fault), handlers.flows.get(fault))
  expect((await api.runs.list().withResponse()).attempts).toHaveLength(2)
  expect((await api.flows.get('a'.repeat(64)).withResponse()).attempts).toHaveLength(2)
  expect((await api.runs.list().withResponse()).attempts).toHaveLength(1)
})

test('recipes refuse numbers that mean nothing', () => {
  expect(() => faults.retryAfter(-1)).toThrow('seconds must be a number from 0, not -1')
  expect(() => faults.cutStream(0.5)).toThrow('atEvent must be a whole number from 0, not 0.5')
  expect(() => faults.stallBody({ times: 0 })).toThrow('times must be a number from 1, not 0')
})
