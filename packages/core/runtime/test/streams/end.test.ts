import { setTimeout as wait } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { AbortError, type ClientOptions, type DriftlessError, withOptions } from '../../src/index.ts'
import { eventStream } from '../../src/streams/index.ts'
import { type Answer, clientFor, json, serve, silence } from '../support/server.ts'
import { countingSignal } from '../support/signal.ts'
import {
  collect,
  events,
  eventsThenCut,
  eventsThenSilence,
  follow,
  type Numbered,
  numbered,
  open,
  watch,
} from './support.ts'

function activeTimers(): number {
  return process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length
}

/** An answer that goes on, and a promise of its connection's end. */
function watched(answer: Answer): { readonly answer: Answer; readonly left: Promise<void> } {
  let leave = () => {}
  const left = new Promise<void>((resolve) => {
    leave = resolve
  })
  return {
    answer: (request, response) => {
      request.socket.once('close', leave)
      answer(request, response)
    },
    left,
  }
}

test('`break` ends the request, and leaves no timer and no listener', async () => {
  const timers = activeTimers()
  const { controller, listeners } = countingSignal()
  const { answer, left } = watched(eventsThenSilence(numbered(1)))
  const stream = open(await serve(answer), { options: { signal: controller.signal } })
  for await (const { sequence } of stream) {
    expect(sequence).toBe(1)
    break
  }
  await left
  expect(listeners()).toBe(0)
  expect(activeTimers()).toBeLessThanOrEqual(timers)
})

test('an answer without a body ends at once, and leaves no timer', async () => {
  const timers = activeTimers()
  const headers = { 'content-type': 'text/event-stream' }
  const client = clientFor({ url: 'http://a.test' }, { fetch: async () => new Response(null, { headers }) })
  expect(await collect(eventStream(client, watch))).toMatchObject({ items: [], error: undefined })
  expect(activeTimers()).toBeLessThanOrEqual(timers)
})

test('the terminal event ends the request before the server does', async () => {
  const { answer, left } = watched(eventsThenSilence(numbered(1, 'finished')))
  expect((await collect(open(await serve(answer)))).items).toHaveLength(1)
  await left
})

test('an aborted signal: nothing is sent', async () => {
  const server = await serve(events(numbered(1, 'finished')))
  const reason = new Error('changed my mind')
  const { error } = await collect(open(server, { options: { signal: AbortSignal.abort(reason) } }))
  expect(error).toBeInstanceOf(AbortError)
  expect(error).toMatchObject({ cause: reason, operation: 'follow', mayHaveHappened: false })
  expect(server.received).toHaveLength(0)
})

interface Moment {
  readonly answers: readonly Answer[]
  readonly client?: Partial<ClientOptions>
  /** Told of each event. */
  readonly onItem?: () => void
  /** Events that come before it. */
  readonly count: number
}

/** Reaches a moment of a stream, and acts then. */
function momentOf(name: string, act: () => void): Moment {
  // Whoever tells of the moment has not begun to wait yet.
  const soon = () => setTimeout(act, 5)
  const silent: Answer = () => void soon()
  const patient = { retryBaseMs: 60_000, retryCapMs: 1e6, onRetry: () => void soon() }
  const hasty = {
    onRetry: () => {
      throw new Error('nothing is to be done again')
    },
  }
  const moments: Record<string, Moment> = {
    'before the headers': { answers: [silent], count: 0, client: hasty },
    'between events': {
      answers: [eventsThenSilence(numbered(1))],
      count: 1,
      client: hasty,
      onItem: () => void soon(),
    },
    'in onRetry': {
      answers: [eventsThenCut(numbered(1))],
      count: 1,
      // A wait that outlasts the test.
      client: { ...patient, retryBaseMs: 1e6, onRetry: act },
    },
    'in the wait': { answers: [eventsThenCut(numbered(1))], count: 1, client: patient },
    'while connecting again': { answers: [eventsThenCut(numbered(1)), silent], count: 1 },
    'in the wait of a call': { answers: [json({}, 503)], count: 0, client: patient },
  }
  const moment = moments[name]
  if (moment === undefined) throw new Error(`there is no moment "${name}"`)
  return moment
}

test.each([
  'before the headers',
  'between events',
  'in onRetry',
  'in the wait',
  'while connecting again',
  'in the wait of a call',
])('an abort %s is an AbortError with its reason', async (name) => {
  const timers = activeTimers()
  const { controller, listeners } = countingSignal()
  const reason = new Error('enough')
  const { answers, client, onItem, count } = momentOf(name, () => controller.abort(reason))
  const stream = open(await serve(...answers), {
    options: { signal: controller.signal },
    client: { ...client },
  })
  const { items, error } = await collect(stream, onItem)
  expect(items).toHaveLength(count)
  expect(error).toBeInstanceOf(AbortError)
  expect(error).toMatchObject({ cause: reason, operation: 'follow', api: 'test-api' })
  expect(listeners()).toBe(0)
  expect(activeTimers()).toBeLessThanOrEqual(timers)
})

test('an abort is thrown even where events wait', async () => {
  const controller = new AbortController()
  const server = await serve(events(numbered(1) + numbered(2) + numbered(3, 'finished')))
  const items: Numbered[] = []
  const read = async () => {
    for await (const item of open(server, { options: { signal: controller.signal } })) {
      items.push(item)
      controller.abort()
    }
  }
  await expect(read()).rejects.toBeInstanceOf(AbortError)
  expect(items).toHaveLength(1)
})

test.each(['before the headers', 'between events', 'in onRetry', 'in the wait', 'while connecting again'])(
  'close() of the stream %s ends the iteration without an error',
  async (name) => {
    const timers = activeTimers()
    const { answers, client, onItem, count } = momentOf(name, () => stream.close())
    const stream = open(await serve(...answers), { client: { ...client } })
    expect(await collect(stream, onItem)).toMatchObject({ items: { length: count }, error: undefined })
    expect(activeTimers()).toBeLessThanOrEqual(timers)
  },
)

test('a stream that is closed before it is read asks nothing', async () => {
  const server = await serve(events(numbered(1, 'finished')))
  {
    await using stream = open(server)
    stream.close()
    expect(await collect(stream)).toEqual({ items: [], error: undefined })
  }
  expect(server.received).toHaveLength(0)
})

test('return() does not wait for the event that is on its way', async () => {
  const { answer, left } = watched(eventsThenSilence(numbered(1)))
  const iterator = open(await serve(answer))[Symbol.asyncIterator]()
  expect(await iterator.next()).toEqual({ done: false, value: { sequence: 1 } })
  const next = iterator.next()
  expect(await iterator.return?.()).toEqual({ done: true, value: undefined })
  expect(await next).toEqual({ done: true, value: undefined })
  await left
})

test.each(['between events', 'in the wait'])('close() of the client %s aborts the stream', async (name) => {
  const timers = activeTimers()
  const { answers, client, onItem } = momentOf(name, () => origin.close())
  const origin = clientFor(await serve(...answers), client)
  const stream = eventStream<Numbered>(withOptions(origin, { headers: { 'x-a': 'b' } }), follow)
  const { items, error } = await collect(stream, onItem)
  expect(items).toHaveLength(1)
  expect(error).toBeInstanceOf(AbortError)
  expect(activeTimers()).toBeLessThanOrEqual(timers)
  const { error: refused } = await collect(eventStream(origin, follow))
  expect(refused).toMatchObject({ name: 'UsageError', api: 'test-api' })
  expect((refused as Error).message).toContain('client closed')
})

test('a fetch that ignores its signal cannot hold a stream', async () => {
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
    start: (controller) => controller.enqueue(new TextEncoder().encode(numbered(1))),
  })
  const fetch = async () => new Response(body, { headers: { 'content-type': 'text/event-stream' } })
  const controller = new AbortController()
  const server = { url: 'http://localhost' }
  const { items, error } = await collect(
    open(server, { client: { fetch }, options: { signal: controller.signal } }),
    () => void setTimeout(() => controller.abort(), 5),
  )
  expect(items).toHaveLength(1)
  expect(error).toBeInstanceOf(AbortError)
})

test('the times of a call end with the headers, and hold for each connection', async () => {
  const slow: Answer = async (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.write(numbered(1))
    await wait(2_500)
    response.end(numbered(2, 'finished'))
  }
  const server = await serve(slow)
  const client = { attemptTimeoutMs: 2_000, deadlineMs: 2_000 }
  expect((await collect(open(server, { client }))).items).toHaveLength(2)

  const stuck = await serve(eventsThenCut(numbered(1)), silence)
  const { error } = await collect(open(stuck, { client: { ...client, maxRetries: 1 } }))
  expect(error).toMatchObject({ name: 'StreamTruncatedError', cause: { name: 'TimeoutError' } })
  expect((error as { cause: DriftlessError }).cause.message).toMatch(/attemptTimeoutMs|deadlineMs/)
})

/** Bytes of the heap after a collection. */
function usedBytes(): number {
  setFlagsFromString('--expose-gc')
  runInNewContext('gc')()
  return process.memoryUsage().heapUsed
}

test('ten thousand events leave nothing behind', async () => {
  const server = await serve(async (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    for (let sequence = 1; sequence <= 10_000; sequence += 100) {
      let chunk = ''
      for (let next = sequence; next < sequence + 100; next++) chunk += numbered(next)
      if (!response.write(chunk)) await new Promise((resolve) => response.once('drain', resolve))
    }
    response.end(numbered(10_001, 'finished'))
  })
  const timers = activeTimers()
  const { controller, listeners } = countingSignal()
  let count = 0
  let early = 0
  for await (const { sequence } of open(server, { options: { signal: controller.signal } })) {
    count++
    expect(sequence).toBe(count)
    if (count === 2_000) early = usedBytes()
  }
  expect(usedBytes()).toBeLessThan(early + 1_000_000)
  expect(count).toBe(10_001)
  expect(listeners()).toBe(0)
  expect(activeTimers()).toBeLessThanOrEqual(timers)
})

test('a thousand streams that are left leave no listener, timer or socket behind', async () => {
  let sockets = 0
  const server = await serve((request, response) => {
    sockets++
    request.socket.once('close', () => {
      sockets--
    })
    eventsThenSilence(numbered(1))(request, response)
  })
  const timers = activeTimers()
  const client = clientFor(server)
  const { controller, listeners } = countingSignal()
  for (let round = 0; round < 40; round++) {
    await Promise.all(
      Array.from({ length: 25 }, async () => {
        for await (const _ of eventStream(client, follow, {}, { signal: controller.signal })) break
      }),
    )
  }
  expect(listeners()).toBe(0)
  expect(activeTimers()).toBeLessThanOrEqual(timers)
  await expect.poll(() => sockets).toBe(0)
})
