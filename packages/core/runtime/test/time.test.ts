import { setTimeout as wait } from 'node:timers/promises'
import { expect, onTestFinished, test, vi } from 'vitest'
import {
  AbortError,
  type DriftlessError,
  NotFoundError,
  OutcomeUnknownError,
  RetryableError,
  readStream,
  TimeoutError,
  UsageError,
  withOptions,
} from '../src/index.ts'
import { createThing, getThing } from './support/operations.ts'
import { type Answer, clientFor, json, plain, rejection, serve, silence, stall } from './support/server.ts'
import { countingSignal } from './support/signal.ts'

/** Counts the timers of more than ten seconds that are set and neither over nor cleared. */
function countTimers(): () => number {
  const left = new Set<unknown>()
  const { setTimeout, clearTimeout } = globalThis
  vi.spyOn(globalThis, 'setTimeout').mockImplementation(((
    work: (...args: []) => void,
    ms: number,
    ...args: []
  ) => {
    const timer = setTimeout(() => {
      left.delete(timer)
      work(...args)
    }, ms)
    // Node's fetch has shorter ones of its own.
    if (ms > 10_000) left.add(timer)
    return timer
  }) as typeof setTimeout)
  vi.spyOn(globalThis, 'clearTimeout').mockImplementation((timer) => {
    left.delete(timer)
    clearTimeout(timer)
  })
  onTestFinished(() => {
    vi.restoreAllMocks()
  })
  return () => left.size
}

test.each([
  ['silent server', silence],
  ['stalled body', stall],
])('%s: a GET times out after each attempt', async (_name, answer) => {
  const server = await serve(answer)
  const client = clientFor(server, { attemptTimeoutMs: 40, maxRetries: 1 })
  const error = (await rejection(client.call(getThing))) as DriftlessError
  expect(error.attempts).toHaveLength(2)
  expect(error).toBeInstanceOf(TimeoutError)
  expect(error).toBeInstanceOf(RetryableError)
  expect(error.message).toContain('attemptTimeoutMs')
})

test('a POST that times out ends with its outcome unknown', async () => {
  const server = await serve(silence)
  const error = (await rejection(
    clientFor(server).call(createThing, { body: {} }, { attemptTimeoutMs: 40 }),
  )) as DriftlessError
  expect(error).toBeInstanceOf(OutcomeUnknownError)
  expect(error.cause).toBeInstanceOf(TimeoutError)
  expect(error.mayHaveHappened).toBe(true)
})

test('the deadline covers all attempts', async () => {
  const server = await serve(silence)
  const error = (await rejection(
    clientFor(server, { attemptTimeoutMs: 40, deadlineMs: 100, maxRetries: 50 }).call(getThing),
  )) as DriftlessError
  expect(error).toBeInstanceOf(TimeoutError)
  expect(server.received.length).toBeLessThan(5)
})

test('nothing is sent once the deadline has passed', async () => {
  const warn = vi.spyOn(process, 'emitWarning')
  onTestFinished(() => warn.mockRestore())
  const server = await serve(json({}))
  const error = (await rejection(clientFor(server, { deadlineMs: 0 }).call(getThing))) as DriftlessError
  expect(error).toBeInstanceOf(TimeoutError)
  expect(error).toMatchObject({ message: 'getThing: over deadlineMs', mayHaveHappened: false })
  expect(server.received).toHaveLength(0)
  // Node warns of timers that are set to the past.
  expect(warn).not.toHaveBeenCalled()
})

test('a stalled error body does not hide the status', async () => {
  const server = await serve((_request, response) => {
    response.writeHead(404, { 'content-length': '100' })
    response.write('half')
    setTimeout(() => response.destroy(), 20)
  })
  expect(await rejection(clientFor(server).call(getThing))).toBeInstanceOf(NotFoundError)
})

test('a fetch that ignores its signal cannot hold a call', async () => {
  const client = clientFor({ url: 'http://localhost' }, { fetch: () => new Promise(() => {}), maxRetries: 0 })
  expect(await rejection(client.call(getThing, {}, { attemptTimeoutMs: 20 }))).toBeInstanceOf(TimeoutError)
  const controller = new AbortController()
  setTimeout(() => controller.abort(), 20)
  expect(await rejection(client.call(getThing, {}, { signal: controller.signal }))).toBeInstanceOf(AbortError)
})

test('an aborted signal: nothing is sent', async () => {
  const server = await serve(json({}))
  const reason = new Error('changed my mind')
  const error = (await rejection(
    clientFor(server).call(getThing, {}, { signal: AbortSignal.abort(reason) }),
  )) as DriftlessError
  expect(error).toBeInstanceOf(AbortError)
  expect(error.cause).toBe(reason)
  expect(error.mayHaveHappened).toBe(false)
  expect(server.received).toHaveLength(0)
})

test.each<[string, Answer]>([
  ['before the headers', silence],
  ['inside the body', stall],
])('abort %s', async (_when, answer) => {
  const { controller, listeners } = countingSignal()
  const server = await serve((request, response) => {
    answer(request, response)
    setTimeout(() => controller.abort(), 20)
  })
  const error = (await rejection(
    clientFor(server).call(createThing, { body: {} }, { signal: controller.signal }),
  )) as DriftlessError
  expect(error).toBeInstanceOf(AbortError)
  expect(error.mayHaveHappened).toBe(true)
  expect(listeners()).toBe(0)
})

test('abort inside the wait between attempts', async () => {
  const { controller, listeners } = countingSignal()
  const server = await serve(plain(429, '', { 'retry-after': '60' }))
  const call = clientFor(server, { onRetry: () => setTimeout(() => controller.abort(), 10) }).call(
    createThing,
    { body: {} },
    { signal: controller.signal },
  )
  const error = (await rejection(call)) as DriftlessError
  expect(error).toBeInstanceOf(AbortError)
  expect(error.mayHaveHappened).toBe(false)
  expect(server.received).toHaveLength(1)
  expect(listeners()).toBe(0)
})

test('nothing is left behind: no timer, no listener', async () => {
  const { controller, listeners } = countingSignal()
  const server = await serve(plain(503), json({}), plain(404), stall)
  const timersLeft = countTimers()
  const client = clientFor(server, { maxRetries: 1 })
  const options = { signal: controller.signal }
  await client.call(getThing, {}, options)
  await rejection(client.call(getThing, {}, options))
  await rejection(client.call(getThing, {}, { ...options, attemptTimeoutMs: 20, maxRetries: 0 }))
  await wait(5)
  expect(listeners()).toBe(0)
  expect(timersLeft()).toBe(0)
})

test('close() aborts open calls and waits, and refuses further ones', async () => {
  const server = await serve(silence)
  const client = clientFor(server)
  const derived = withOptions(client, { maxRetries: 0 })
  const open = [client.call(getThing), derived.call(createThing, { body: {} })].map(rejection)
  await expect.poll(() => server.received.length).toBe(2)
  client.close()
  for (const error of await Promise.all(open)) {
    expect(error).toBeInstanceOf(AbortError)
    expect((error as DriftlessError).message).toMatch(/: aborted$/)
  }
  expect(await rejection(client.call(getThing))).toBeInstanceOf(UsageError)
  expect(await rejection(derived.call(getThing))).toBeInstanceOf(UsageError)
})

test('closing a derived client leaves its origin open; await using closes', async () => {
  const server = await serve(json({ ok: true }))
  const client = clientFor(server)
  {
    await using derived = withOptions(client, { maxRetries: 0 })
    await derived.call(getThing)
  }
  expect(await client.call(getThing)).toEqual({ ok: true })
})

test('a stream outlives timeouts, and ends with the signal, with close() or by itself', async () => {
  const drip: Answer = (_request, response) => {
    response.writeHead(200)
    response.write('a')
    setTimeout(() => response.write('b'), 3_000)
  }
  const download = { ...getThing, read: readStream }
  const server = await serve(drip, plain(200, 'whole'), drip)
  const { controller, listeners } = countingSignal()
  const client = clientFor(server)
  const options = { signal: controller.signal, attemptTimeoutMs: 2_000, deadlineMs: 2_500 }
  const stream = await client.call<ReadableStream<Uint8Array>>(download, {}, options)
  const reader = stream.getReader()
  expect(new TextDecoder().decode((await reader.read()).value)).toBe('a')
  expect(new TextDecoder().decode((await reader.read()).value)).toBe('b')
  expect(listeners()).toBe(1)
  controller.abort()
  expect(await rejection(reader.read())).toBeInstanceOf(AbortError)
  expect(listeners()).toBe(0)

  expect(await new Response(await client.call<ReadableStream>(download)).text()).toBe('whole')

  const last = await client.call<ReadableStream>(download)
  client.close()
  expect(await rejection(new Response(last).text())).toBeInstanceOf(AbortError)
})
