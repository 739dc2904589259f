import { expect, test } from 'vitest'
import { holdTimers } from '../../../../../test/support/held-timers.ts'
import {
  type Attempt,
  bearer,
  type DriftlessError,
  jsonBody,
  RetryableError,
  type RetryEvent,
} from '../../src/index.ts'
import { type StreamOperation, StreamTruncatedError } from '../../src/streams/index.ts'
import { type Answer, json, plain, reset, serve, type TestServer } from '../support/server.ts'
import {
  collect,
  events,
  eventsThenCut,
  eventsThenSilence,
  follow,
  lines,
  linesThenCut,
  listLines,
  numbered,
  open,
  watch,
} from './support.ts'

const asked = ({ received }: TestServer) =>
  received.map(({ url, headers }) => [url.replace('/api/v1', ''), headers['last-event-id']])

test('goes on behind the last event, by header and by cursor, whatever the caller gave', async () => {
  const server = await serve(
    eventsThenCut(numbered(1), numbered(2), 'id: 3\ndata: {"seq'),
    events(numbered(3, 'finished')),
  )
  const { items, error } = await collect(
    open(server, {
      args: { query: { since: 0, kind: 'all' } },
      options: { headers: { 'Last-Event-ID': '0' } },
    }),
  )
  expect(error).toBeUndefined()
  expect(items).toEqual([{ sequence: 1 }, { sequence: 2 }, { sequence: 3 }])
  expect(asked(server)).toEqual([
    ['/events?since=0&kind=all', '0'],
    ['/events?since=2&kind=all', '2'],
  ])
})

test('goes on where an earlier stream ended', async () => {
  const server = await serve(events(numbered(6, 'finished')))
  await collect(open(server, { options: { lastEventId: '5' } }))
  const cursor: StreamOperation = { ...follow, sequence: undefined }
  await collect(open(server, { operation: cursor, options: { lastEventId: '5' } }))
  expect(asked(server)).toEqual([
    ['/events', '5'],
    ['/events?since=5', '5'],
  ])
})

test('without a sequence the cursor takes the id, in UTF-8 in the header', async () => {
  const server = await serve(eventsThenCut('id: ü€\ndata: 1\n\n'), events('event: finished\ndata: 2\n\n'))
  const operation: StreamOperation = { ...follow, sequence: undefined }
  expect((await collect(open(server, { operation }))).items).toEqual([1, 2])
  const header = Buffer.from('ü€').toString('latin1')
  expect(asked(server)[1]).toEqual(['/events?since=%C3%BC%E2%82%AC', header])
})

const silent = eventsThenSilence(numbered(1), ': beat\n')

test.each<[string, Answer]>([
  ['that ends before its terminal event', events(numbered(1))],
  ['that is cut between events', eventsThenCut(numbered(1))],
  ['that is cut inside an event', eventsThenCut(numbered(1), 'event: step\nda')],
  ['that ends inside an event', events(numbered(1), 'data: {"sequence":2}\n')],
  ['that says nothing more', silent],
])('a connection %s is made again', async (_how, first) => {
  const server = await serve(first, events(numbered(2, 'finished')))
  const timers = holdTimers(60_000)
  const { items, error } = await collect(
    open(server, { options: { idleTimeoutMs: 60_000 } }),
    ({ sequence }) => first === silent && sequence === 1 && void timers.goOff(),
  )
  expect(error).toBeUndefined()
  expect(items).toEqual([{ sequence: 1 }, { sequence: 2 }])
  expect(asked(server)).toEqual([
    ['/events', undefined],
    ['/events?since=1', '1'],
  ])
})

test('comments are a sign of life', async () => {
  const server = await serve(async (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    for (let beat = 0; beat < 12; beat++) {
      response.write(':\n')
      await new Promise((resolve) => setTimeout(resolve, 200))
    }
    response.end(numbered(1, 'finished'))
  })
  const { items } = await collect(open(server, { options: { idleTimeoutMs: 2_000, maxRetries: 0 } }))
  expect(items).toEqual([{ sequence: 1 }])
})

test('a stream that cannot be resumed any more is truncated, and says why and where', async () => {
  const server = await serve(eventsThenCut(numbered(1)), eventsThenSilence())
  const timers = holdTimers(60_000)
  const stream = open(server, { options: { maxRetries: 2, idleTimeoutMs: 60_000 } })
  const collected = collect(stream)
  for (let connection = 2; connection <= 3; connection++) {
    await expect.poll(() => server.received.length).toBe(connection)
    await timers.goOff()
  }
  const { items, error } = await collected
  expect(items).toEqual([{ sequence: 1 }])
  expect(error).toBeInstanceOf(StreamTruncatedError)
  expect(error).toBeInstanceOf(RetryableError)
  expect(error).toMatchObject({
    name: 'StreamTruncatedError',
    api: 'test-api',
    version: '1.2.3',
    operation: 'follow',
    method: 'GET',
    url: `${server.url}/api/v1/events`,
    status: 200,
    mayHaveHappened: true,
    cause: { name: 'TimeoutError' },
  })
  expect((error as Error).message).toBe(
    'follow: the stream ended early: nothing came within idleTimeoutMs 60000',
  )
  expect(server.received).toHaveLength(3)
  expect(stream.lastEventId).toBe('1')
})

test('attempts count in a row, across connections and calls, until an event comes', async () => {
  const busy = json({}, 503)
  const empty = eventsThenCut(': hello\n')
  const server = await serve(
    ...[reset, empty, busy],
    ...[eventsThenCut(numbered(1)), busy, empty],
    ...[eventsThenCut(numbered(2)), empty, busy, busy],
  )
  const { items, error } = await collect(open(server, { options: { maxRetries: 3 } }))
  expect(items).toEqual([{ sequence: 1 }, { sequence: 2 }])
  expect(error).toMatchObject({ name: 'StreamTruncatedError', cause: { name: 'ServerError', status: 503 } })
  expect(server.received).toHaveLength(10)
})

test('a server that is gone for good ends the first connection as any call', async () => {
  const server = await serve(json({}, 503))
  const { error } = await collect(open(server, { options: { maxRetries: 2 } }))
  expect(error).toMatchObject({ name: 'ServerError', status: 503 })
  expect((error as DriftlessError).attempts).toHaveLength(3)
})

test('Retry-After is obeyed while connecting again', async () => {
  const server = await serve(
    eventsThenCut(numbered(1)),
    plain(503, '', { 'retry-after': '0' }),
    plain(429, '', { 'retry-after': '900' }),
  )
  const { error } = await collect(open(server, { options: { deadlineMs: 5_000 } }))
  expect(error).toMatchObject({
    name: 'StreamTruncatedError',
    cause: { name: 'RateLimitError', retryAfterMs: 900_000 },
  })
  expect((error as { cause: { attempts: Attempt[] } }).cause.attempts.map(({ delayMs }) => delayMs)).toEqual([
    0,
    undefined,
  ])
})

test('any other 4xx while connecting again is the typed error', async () => {
  const server = await serve(eventsThenCut(numbered(1)), json({ code: 'deleted' }, 404))
  const { error } = await collect(open(server))
  expect(error).toMatchObject({ name: 'NotFoundError', body: { code: 'deleted' } })
})

test('a connection that is refused is made once more with a new token; 401 twice ends the stream', async () => {
  const server = await serve(eventsThenCut(numbered(1)), eventsThenCut(numbered(2)), json({}, 401))
  let token = 0
  const auth = bearer(async () => `t${++token}`)
  const { items, error } = await collect(open(server, { client: { auth } }))
  expect(items).toHaveLength(2)
  expect(error).toMatchObject({ name: 'AuthenticationError' })
  expect(server.received.map(({ headers }) => headers.authorization)).toEqual([
    'Bearer t1',
    'Bearer t1',
    'Bearer t1',
    'Bearer t2',
  ])
})

test('middleware stands around each connection, and onRetry is told of each wait', async () => {
  const server = await serve(eventsThenCut(numbered(1)), events(numbered(2)), events(numbered(3, 'finished')))
  const told: RetryEvent[] = []
  let passed = 0
  await collect(
    open(server, {
      client: {
        middleware: [
          (request, next) => {
            passed++
            return next(request)
          },
        ],
        onRetry: (event) => told.push(event),
        retryBaseMs: 8,
      },
    }),
  )
  expect(passed).toBe(3)
  expect(told).toMatchObject([
    { operation: { id: 'follow' }, attempt: 1, cause: expect.stringMatching(/ECONNRESET|UND_ERR_SOCKET/) },
    { attempt: 1, cause: 'StreamTruncatedError' },
  ])
  for (const { delayMs } of told) expect(delayMs >= 6 && delayMs <= 8).toBe(true)
})

test('the server says how long the first wait is', async () => {
  const delays: number[] = []
  const server = await serve(
    eventsThenCut(`retry: 40\nretry: 1e3\n\n${numbered(1)}`),
    eventsThenCut(),
    events(numbered(2, 'finished')),
  )
  await collect(open(server, { client: { onRetry: ({ delayMs }) => delays.push(delayMs), retryCapMs: 60 } }))
  expect(delays).toHaveLength(2)
  const [first = 0, second = 0] = delays
  expect(first >= 30 && first <= 40).toBe(true)
  expect(second >= 45 && second <= 60).toBe(true)
})

test('events that were handed out before are left out, and bring no new attempts', async () => {
  const again = eventsThenCut(numbered(1), numbered(2))
  const server = await serve(
    again,
    again,
    events(numbered(1), numbered(2), numbered(3), numbered(4, 'finished')),
  )
  expect((await collect(open(server))).items.map((item) => item.sequence)).toEqual([1, 2, 3, 4])
  const stubborn = await serve(again)
  const { items, error } = await collect(open(stubborn, { options: { maxRetries: 2 } }))
  expect(items).toHaveLength(2)
  expect(error).toBeInstanceOf(StreamTruncatedError)
  expect(stubborn.received).toHaveLength(3)
})

test('events without the sequence that is declared bring no new attempts', async () => {
  const server = await serve(events(numbered(1), 'data: {}\n\n'))
  const { items, error } = await collect(open(server, { options: { maxRetries: 2 } }))
  expect(items).toEqual([{ sequence: 1 }, {}, {}, {}])
  expect(error).toBeInstanceOf(StreamTruncatedError)
})

test('without a terminal event, the end of the answer is the end', async () => {
  const server = await serve(events('id: 1\ndata: 1\n\n'))
  expect(await collect(open(server, { operation: watch }))).toEqual({ items: [1], error: undefined })
  expect(server.received).toHaveLength(1)
})

test.each<[string, StreamOperation, Answer]>([
  ['events have no ids', watch, eventsThenCut('data: 1\n\n')],
  ['the last event took the id back', watch, eventsThenCut('id: 1\ndata: 1\n\nid\ndata: 2\n\n')],
  ['lines have no cursor', listLines, lines('1\n', '{"half')],
  [
    'it may not be carried out twice',
    { ...follow, method: 'POST', body: jsonBody },
    eventsThenCut(numbered(1)),
  ],
  ['it may not be, says the document', { ...follow, retry: 'never' }, events(numbered(1))],
])('nothing is connected again where %s', async (_why, operation, answer) => {
  const server = await serve(answer)
  const { items, error } = await collect(open(server, { operation, args: { body: {} } }))
  expect(items.length).toBeGreaterThan(0)
  expect(error).toBeInstanceOf(StreamTruncatedError)
  expect(error).not.toBeInstanceOf(RetryableError)
  expect(server.received).toHaveLength(1)
})

test('before the first event there is nothing to lose', async () => {
  const server = await serve(eventsThenCut(': hello\n'), events('data: 1\n\n'))
  expect(await collect(open(server, { operation: watch }))).toEqual({ items: [1], error: undefined })
})

test('a streamed request body is sent once', async () => {
  const server = await serve(eventsThenCut(': hello\n'), events(numbered(1, 'finished')))
  const operation: StreamOperation = {
    ...follow,
    method: 'PUT',
    body: (body) => ({ body: body as BodyInit }),
  }
  const body = new Blob(['x']).stream()
  const { error } = await collect(open(server, { operation, args: { body } }))
  expect(error).toBeInstanceOf(StreamTruncatedError)
  expect(server.received).toHaveLength(1)
})

test('JSON lines go on by their sequence', async () => {
  const server = await serve(
    linesThenCut('{"sequence":1}\n{"sequence":2}\n{"seq'),
    lines('{"sequence":2}\n{"sequence":3}\n'),
  )
  const operation: StreamOperation = { ...listLines, cursor: 'since', sequence: ['sequence'] }
  expect((await collect(open(server, { operation }))).items.map((item) => item.sequence)).toEqual([1, 2, 3])
  expect(asked(server)).toEqual([
    ['/lines', undefined],
    ['/lines?since=2', undefined],
  ])
})
