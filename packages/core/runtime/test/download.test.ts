import { once } from 'node:events'
import { expect, test } from 'vitest'
import {
  AbortError,
  ConnectionError,
  type DownloadOptions,
  type DriftlessError,
  download,
  isError,
  isErrorOf,
  NotFoundError,
  type Operation,
  readByContentType,
  readStream,
  readText,
  request,
  TimeoutError,
  UsageError,
} from '../src/index.ts'
import { getThing } from './support/operations.ts'
import {
  type Answer,
  clientFor,
  cut,
  json,
  plain,
  rejection,
  reset,
  serve,
  stall,
  type TestServer,
} from './support/server.ts'
import { countingSignal } from './support/signal.ts'

const getFile: Operation = { ...getThing, id: 'getFile', read: readStream }

const open = (server: TestServer, options: DownloadOptions = {}, client = clientFor(server)) =>
  download<ReadableStream<Uint8Array>>(client, getFile, {}, options)

const textOf = (body: ReadableStream<Uint8Array>) => new Response(body).text()

/** The error of a body, with whose it says that it is. */
async function failureOf(body: ReadableStream<Uint8Array>): Promise<DriftlessError> {
  const error = await rejection(textOf(body))
  expect(isErrorOf(error, 'test-api')).toBe(true)
  expect(error).toMatchObject({
    operation: 'getFile',
    method: 'GET',
    url: expect.stringMatching(/\/api\/v1\/things$/),
    status: 200,
    headers: expect.any(Headers),
    elapsedMs: expect.any(Number),
    mayHaveHappened: true,
  })
  return error as DriftlessError
}

test('a download that falls silent ends, and lets go of its connection', async () => {
  let closed: Promise<unknown> | undefined
  const server = await serve((request, response) => {
    closed = once(request.socket, 'close')
    stall(request, response)
  })
  const { controller, listeners } = countingSignal()
  const error = await failureOf(await open(server, { idleTimeoutMs: 60, signal: controller.signal }))
  expect(error).toBeInstanceOf(TimeoutError)
  expect(error.message).toBe('getFile: nothing came within idleTimeoutMs 60')
  await closed
  expect(listeners()).toBe(0)
})

test('the option of the client counts where the call has none', async () => {
  const server = await serve(stall)
  const client = clientFor(server, { idleTimeoutMs: 50 })
  expect((await failureOf(await open(server, {}, client))).message).toContain('idleTimeoutMs 50')
  expect((await failureOf(await open(server, { idleTimeoutMs: 40 }, client))).message).toContain('40')
})

test('what the API’s document lacks is downloaded as well', async () => {
  const server = await serve(stall)
  const client = clientFor(server, { idleTimeoutMs: 50 })
  const options = { query: { secret: 'x' }, read: readStream }
  const ofClient = await request<ReadableStream<Uint8Array>>(client, 'GET', '/extra', options)
  expect(await rejection(textOf(ofClient))).toMatchObject({
    name: 'TimeoutError',
    message: '/extra: nothing came within idleTimeoutMs 50',
    url: `${server.url}/api/v1/extra`,
  })
  const ofCall = request<ReadableStream<Uint8Array>>(client, 'GET', '/extra', {
    ...options,
    idleTimeoutMs: 40,
  })
  expect(((await rejection(textOf(await ofCall))) as Error).message).toContain('idleTimeoutMs 40')
})

test('what comes slowly, but comes, is read whole', async () => {
  const server = await serve((_request, response) => {
    response.writeHead(200)
    const pieces = [...'abcdefgh']
    const timer = setInterval(() => {
      const piece = pieces.shift()
      if (piece !== undefined) return response.write(piece)
      clearInterval(timer)
      return response.end()
    }, 400)
  })
  // All of it takes longer than each of these times.
  const times = { idleTimeoutMs: 2_000, attemptTimeoutMs: 2_000, deadlineMs: 2_000 }
  expect(await textOf(await open(server, times))).toBe('abcdefgh')
})

test('a reader that takes its time does not count as silence', async () => {
  const server = await serve(plain(200, 'whole'))
  const reader = (await open(server, { idleTimeoutMs: 1_000 })).getReader()
  await reader.read()
  await new Promise((resolve) => setTimeout(resolve, 1_500))
  expect((await reader.read()).done).toBe(true)
})

test('a download that breaks off is an error of its call, never a silent end', async () => {
  const server = await serve(cut)
  expect(await failureOf(await open(server))).toBeInstanceOf(ConnectionError)
})

test('close() and the signal end it with an error of its call', async () => {
  const server = await serve(stall)
  const client = clientFor(server)
  const closed = await open(server, {}, client)
  client.close()
  expect(await failureOf(closed)).toBeInstanceOf(AbortError)
  const controller = new AbortController()
  const aborted = await open(server, { signal: controller.signal })
  controller.abort()
  expect(await failureOf(aborted)).toBeInstanceOf(AbortError)
})

test('up to the headers it is a call as any other: sent again, and with its own errors', async () => {
  const missing: Answer = json({ code: 'missing' }, 404)
  const server = await serve(reset, plain(200, 'whole'), missing)
  expect(await textOf(await open(server))).toBe('whole')
  const error = await rejection(open(server))
  expect(error).toBeInstanceOf(NotFoundError)
  const getFileOf = (client: ReturnType<typeof clientFor>) => download(client, getFile)
  expect(isError(error, getFileOf, 404)).toBe(true)
  expect(server.received).toHaveLength(3)
})

test('of several media types, what is no stream is read as ever', async () => {
  const server = await serve(plain(200, 'whole', { 'content-type': 'text/plain' }))
  const read = readByContentType([
    ['text/plain', readText],
    ['*/*', readStream],
  ])
  expect(await download(clientFor(server), { ...getFile, read })).toBe('whole')
})

test.each([-1, Number.NaN])(
  'an idleTimeoutMs of %d is refused before anything is sent',
  async (idleTimeoutMs) => {
    const server = await serve(stall)
    expect(await rejection(open(server, { idleTimeoutMs }))).toBeInstanceOf(UsageError)
    expect(server.received).toHaveLength(0)
  },
)

test('cancelling it ends the request', async () => {
  let closed: Promise<unknown> | undefined
  const server = await serve((request, response) => {
    closed = once(request.socket, 'close')
    stall(request, response)
  })
  const body = await open(server)
  await body.cancel()
  await closed
})
