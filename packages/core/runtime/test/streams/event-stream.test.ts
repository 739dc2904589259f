import { expect, test } from 'vitest'
import { createClient, type DriftlessError } from '../../src/index.ts'
import { eventStream, type StreamOperation } from '../../src/streams/index.ts'
import { clientFor, json, plain, serve } from '../support/server.ts'
import { countingSignal } from '../support/signal.ts'
import {
  collect,
  events,
  eventsThenSilence,
  follow,
  lines,
  listLines,
  numbered,
  open,
  watch,
} from './support.ts'

const text: StreamOperation = { ...watch, parseData: String }

/** The data of a stream that is sent in these chunks. */
async function dataOf(...chunks: (string | Uint8Array)[]): Promise<unknown[]> {
  const { items, error } = await collect(open(await serve(events(...chunks)), { operation: text }))
  expect(error).toBeUndefined()
  return items
}

test('gives the data of each event, and stops at the terminal one', async () => {
  const server = await serve(events(numbered(1), numbered(2), numbered(3, 'finished'), numbered(4)))
  const { items, error } = await collect(open(server))
  expect(error).toBeUndefined()
  expect(items).toEqual([{ sequence: 1 }, { sequence: 2 }, { sequence: 3 }])
})

test('asks nothing before it is read, and then for what it reads', async () => {
  const server = await serve(events(numbered(1, 'finished')))
  const stream = open(server, { options: { headers: { 'x-trace': 't' } }, args: { query: { kind: 'a b' } } })
  await new Promise(setImmediate)
  expect(server.received).toHaveLength(0)
  await collect(stream)
  expect(server.received).toMatchObject([
    {
      method: 'GET',
      url: '/api/v1/events?kind=a%20b',
      headers: { accept: 'text/event-stream', 'x-trace': 't' },
    },
  ])
  expect(server.received[0]?.headers).not.toHaveProperty('last-event-id')
})

test('gives names and ids with the data', async () => {
  const server = await serve(
    events('event: a\nid: 1\ndata: 1\n\ndata: 2\n\nid\ndata: 3\n\nevent:\nid: x\n\ndata: 4\n\n'),
  )
  const stream = open(server, { operation: watch })
  const { items } = await collect(stream.messages())
  expect(items).toEqual([
    { data: 1, event: 'a', id: '1' },
    { data: 2, event: 'message', id: '1' },
    { data: 3, event: 'message', id: undefined },
    { data: 4, event: 'message', id: 'x' },
  ])
  expect(stream.lastEventId).toBe('x')
})

test('close() lets go of the signal and the client, even where nobody reads on', async () => {
  const { url } = await serve(eventsThenSilence(numbered(1)))
  const calls = new Set<() => void>()
  const client = createClient({ baseUrl: `${url}/api/v1` }, { api: 'test-api', version: '1.2.3' }, calls)
  const { controller, listeners } = countingSignal()
  const stream = eventStream(client, follow, {}, { signal: controller.signal })
  expect(await stream[Symbol.asyncIterator]().next()).toEqual({ done: false, value: { sequence: 1 } })
  stream.close()
  expect([listeners(), calls.size]).toEqual([0, 0])
})

test('lastEventId is that of the event that was handed out, not of those that wait', async () => {
  const stream = open(await serve(events(numbered(1) + numbered(2))))
  for await (const { sequence } of stream) {
    expect(stream.lastEventId).toBe(String(sequence))
    break
  }
  expect(stream.lastEventId).toBe('1')
})

test('lines end with CRLF, CR or LF, wherever chunks are cut', async () => {
  const all = 'data: 1\r\ndata: 2\r\n\r\ndata: 3\r\rdata: 4\n\r\ndata: 5\r\n\n'
  const expected = ['1\n2', '3', '4', '5']
  expect(await dataOf(all)).toEqual(expected)
  expect(await dataOf(...all)).toEqual(expected)
})

test('comments, unknown fields and empty lines are no events', async () => {
  expect(await dataOf(':\n: comment\n\n\nfoo: bar\ndata:x\n data: y\ndatabase: z\n\n: bye')).toEqual(['x'])
})

test('data of several lines is joined, of none is empty', async () => {
  expect(await dataOf('data: a\ndata:  b\ndata\ndata:\n\n', 'data\n\n', 'data:\n\n')).toEqual([
    'a\n b\n\n',
    '',
    '',
  ])
})

test('a byte order mark and characters that are cut', async () => {
  const bytes = new TextEncoder().encode('\ufeffdata: grün 😀\n\ndata: \ufeff\n\n')
  expect(await dataOf(...Array.from(bytes, (byte) => Uint8Array.of(byte)))).toEqual(['grün 😀', '\ufeff'])
})

test('JSON lines: a value per line, the last one with or without an end', async () => {
  const server = await serve(lines('{"a":', '1}\r\n\n', '[2]\n"', '3"'), lines('1\n2\n'))
  const first = await collect(open(server, { operation: listLines }))
  expect(first).toEqual({ items: [{ a: 1 }, [2], '3'], error: undefined })
  expect((await collect(open(server, { operation: listLines }))).items).toEqual([1, 2])
})

test('data is parsed and then translated', async () => {
  const operation = { ...watch, decodeData: (data: unknown) => ({ data }) }
  const server = await serve(events('data: [1]\n\n'))
  expect((await collect(open(server, { operation }))).items).toEqual([{ data: [1] }])
})

test('data that is not JSON is a ResponseFormatError with the text, and no reason to connect again', async () => {
  const server = await serve(events(numbered(1), 'id: 2\ndata: {broken\n\n'))
  const stream = open(server)
  const { items, error } = await collect(stream)
  expect(items).toHaveLength(1)
  expect(error).toMatchObject({
    name: 'ResponseFormatError',
    operation: 'follow',
    body: '{broken',
    status: 200,
  })
  expect(server.received).toHaveLength(1)
  expect(stream.lastEventId).toBe('1')
})

test('204 is an end for good', async () => {
  const server = await serve(plain(204))
  expect(await collect(open(server))).toEqual({ items: [], error: undefined })
  expect(server.received).toHaveLength(1)
})

test.each([
  ['HTML', plain(200, '<html>', { 'content-type': 'text/html' }), 'text/html'],
  ['JSON', json({}), 'application/json'],
  ['nothing', plain(200, 'data: 1\n\n'), 'missing'],
])('%s instead of a stream is a ResponseFormatError', async (_what, answer, found) => {
  const server = await serve(answer)
  const { error } = await collect(open(server))
  expect(error).toMatchObject({ name: 'ResponseFormatError', operation: 'follow', status: 200 })
  expect((error as Error).message).toContain(`the content type is ${found}`)
  expect(server.received).toHaveLength(1)
})

test('an error before the stream is the typed error of any call', async () => {
  const server = await serve(json({ code: 'gone' }, 404))
  const { error } = await collect(open(server))
  expect(error).toMatchObject({ name: 'NotFoundError', body: { code: 'gone' }, operation: 'follow' })
  expect((error as DriftlessError).attempts).toHaveLength(1)
})

test('an event that is too large ends the stream, in one chunk or in many', async () => {
  const large = `data: "${'x'.repeat(300)}"\n\n`
  for (const chunks of [[large], [...large], Array.from({ length: 40 }, () => 'data: 1234567\n')]) {
    const server = await serve(events(numbered(1), ...chunks))
    const { items, error } = await collect(open(server, { options: { maxEventBytes: 200 } }))
    expect(items).toHaveLength(1)
    expect(error).toMatchObject({ name: 'ResponseTooLargeError', operation: 'follow' })
    expect((error as Error).message).toContain('maxEventBytes 200')
    expect(server.received).toHaveLength(1)
  }
})

test('many comments and events are no large event', async () => {
  const chunks = Array.from({ length: 50 }, (_, index) => `: ${'-'.repeat(50)}\n${numbered(index + 1)}`)
  const server = await serve(events(...chunks, numbered(99, 'finished')))
  const { items, error } = await collect(open(server, { options: { maxEventBytes: 100 } }))
  expect(error).toBeUndefined()
  expect(items).toHaveLength(51)
})

test('a stream is read once', async () => {
  const server = await serve(events(numbered(1, 'finished')))
  const stream = open(server)
  expect((await collect(stream)).items).toHaveLength(1)
  const { error } = await collect(stream.messages())
  expect(error).toMatchObject({ name: 'UsageError', operation: 'follow' })
  expect(server.received).toHaveLength(1)
})

test.each([{ idleTimeoutMs: -1 }, { maxEventBytes: Number.NaN }, { deadlineMs: -1 }])(
  'settings that cannot be are refused before anything is sent: %j',
  async (options) => {
    const server = await serve(events(numbered(1, 'finished')))
    const { error } = await collect(open(server, { options }))
    expect(error).toMatchObject({ name: 'UsageError', api: 'test-api' })
    expect(server.received).toHaveLength(0)
  },
)

test('neither printing nor serializing a stream shows what the client knows', async () => {
  const client = clientFor({ url: 'http://localhost' }, { headers: { 'x-key': 'secret' } })
  const stream = eventStream(client, follow, {}, { headers: { authorization: 'secret' } })
  const { inspect } = await import('node:util')
  expect(inspect(stream, { depth: 9, showHidden: true }) + JSON.stringify(stream)).not.toContain('secret')
})
