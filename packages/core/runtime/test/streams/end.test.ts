import { setTimeout as wait } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { AbortError, type DriftlessError, withOptions } from '../../src/index.ts'
import { eventStream } from '../../src/streams/index.ts'
import { type Answer, clientFor, json, serve, silence } from '../support/server.ts'
import {
  collect,
  events,
  eventsThenCut,
  eventsThenSilence,
  follow,
  type Numbered,
  numbered,
  open,
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

/** A signal that counts its listeners. */
function countingSignal() {
  const controller = new AbortController()
  const { signal } = controller
  let listeners = 0
  const add = signal.addEventListener.bind(signal)
  const remove = signal.removeEventListener.bind(signal)
  Object.assign(signal, {
    addEventListener: (...args: Parameters<typeof add>) => {
      listeners++
      add(...args)
    },
    removeEventListener: (...args: Parameters<typeof remove>) => {
      listeners--
      remove(...args)
    },
  })
  return { controller, listeners: () => listeners }
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

test.each<[string, Answer[], number]>([
  ['before the headers', [silence], 0],
  ['between events', [eventsThenSilence(numbered(1))], 1],
  ['in the wait', [eventsThenCut(numbered(1))], 1],
  ['while connecting again', [eventsThenCut(numbered(1)), silence], 1],
  ['in the wait of a call', [json({}, 503)], 0],
])('an abort %s is an AbortError with its reason', async (when, answers, count) => {
  const timers = activeTimers()
  const { controller, listeners } = countingSignal()
  const server = await serve(...answers)
  const reason = new Error('enough')
  setTimeout(() => controller.abort(reason), 60)
  const retryBaseMs = when.includes('wait') ? 60_000 : 1
  const stream = open(server, {
    options: { signal: controller.signal },
    client: { retryBaseMs, retryCapMs: 1e6 },
  })
  const { items, error } = await collect(stream)
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

test.each<[string, Answer[], number]>([
  ['before the headers', [silence], 0],
  ['between events', [eventsThenSilence(numbered(1))], 1],
  ['in the wait', [eventsThenCut(numbered(1))], 1],
])('close() of the stream %s ends the iteration without an error', async (when, answers, count) => {
  const timers = activeTimers()
  const server = await serve(...answers)
  const stream = open(server, {
    client: { retryBaseMs: when === 'in the wait' ? 60_000 : 1, retryCapMs: 1e6 },
  })
  setTimeout(() => stream.close(), 60)
  expect((await collect(stream)).items).toHaveLength(count)
  expect(activeTimers()).toBeLessThanOrEqual(timers)
})

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

test.each<[string, Answer[]]>([
  ['between events', [eventsThenSilence(numbered(1))]],
  ['in the wait', [eventsThenCut(numbered(1))]],
])('close() of the client %s aborts the stream', async (when, answers) => {
  const timers = activeTimers()
  const server = await serve(...answers)
  const origin = clientFor(server, { retryBaseMs: when === 'in the wait' ? 60_000 : 1, retryCapMs: 1e6 })
  const stream = eventStream(withOptions(origin, { headers: { 'x-a': 'b' } }), follow)
  setTimeout(() => origin.close(), 60)
  const { items, error } = await collect(stream)
  expect(items).toHaveLength(1)
  expect(error).toBeInstanceOf(AbortError)
  expect(activeTimers()).toBeLessThanOrEqual(timers)
  const { error: refused } = await collect(eventStream(origin, follow))
  expect(refused).toMatchObject({ name: 'UsageError', api: 'test-api' })
  expect((refused as Error).message).toContain('the client is closed')
})

test('a fetch that ignores its signal cannot hold a stream', async () => {
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
    start: (controller) => controller.enqueue(new TextEncoder().encode(numbered(1))),
  })
  const fetch = async () => new Response(body, { headers: { 'content-type': 'text/event-stream' } })
  const controller = new AbortController()
  setTimeout(() => controller.abort(), 40)
  const server = { url: 'http://localhost' }
  const { items, error } = await collect(
    open(server, { client: { fetch }, options: { signal: controller.signal } }),
  )
  expect(items).toHaveLength(1)
  expect(error).toBeInstanceOf(AbortError)
})

test('the times of a call end with the headers, and hold for each connection', async () => {
  const slow: Answer = async (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.write(numbered(1))
    await wait(250)
    response.end(numbered(2, 'finished'))
  }
  const server = await serve(slow)
  const client = { attemptTimeoutMs: 100, deadlineMs: 100 }
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
