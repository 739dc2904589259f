/** What one attempt leaves behind must not reach another, the caller, or the server. */
import { setTimeout as wait } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { holdTimers } from '../../../../test/support/held-timers.ts'
import {
  AbortError,
  APIError,
  bearer,
  type DriftlessError,
  type Middleware,
  OutcomeUnknownError,
  ResponseTooLargeError,
  readByContentType,
  readJson,
  readStream,
  TimeoutError,
  UsageError,
} from '../src/index.ts'
import { createThing, getThing } from './support/operations.ts'
import { type Answer, clientFor, json, plain, rejection, reset, serve, silence } from './support/server.ts'
import { countingSignal } from './support/signal.ts'

async function failure(promise: Promise<unknown>): Promise<DriftlessError> {
  return (await rejection(promise)) as DriftlessError
}

test.each([
  ['lost', reset],
  ['silent', silence],
])('a POST that is %s behind a redirect is not sent again', async (_how, answer) => {
  const server = await serve(plain(307, '', { location: 'b' }), answer)
  const timers = holdTimers(30_000)
  const call = failure(clientFor(server).call(createThing, { body: {} }, { attemptTimeoutMs: 30_000 }))
  await expect.poll(() => server.received.length).toBe(2)
  if (answer === silence) await timers.goOff()
  const error = await call
  expect(error).toBeInstanceOf(OutcomeUnknownError)
  expect(error.status).toBeUndefined()
  expect(error.mayHaveHappened).toBe(true)
  expect(server.received).toHaveLength(2)
})

test.each([
  [301, true],
  [302, true],
  [303, true],
  [307, false],
  [308, false],
])('a POST that is redirected elsewhere by %i may have happened: %j', async (status, expected) => {
  const server = await serve(plain(status, '', { location: 'http://other.test/' }))
  const error = await failure(clientFor(server).call(createThing, { body: {} }))
  expect(error).toMatchObject({ status, mayHaveHappened: expected })
})

test.each(['http://', 'http://[', ''])('a redirect to %j is an answer outside 2xx', async (location) => {
  const server = await serve(plain(302, '', { location }))
  const error = await failure(clientFor(server).call(getThing))
  expect(error).toBeInstanceOf(APIError)
  expect(error.message).toBe('getThing: status 302')
  expect(server.received.length).toBeLessThan(7)
})

test('a redirect elsewhere is reported without its target, which may hold secrets', async () => {
  const server = await serve(
    plain(302, '', { location: 'http://user:s3cr3t@other.test/x?token=s3cr3t#s3cr3t' }),
  )
  const error = await failure(clientFor(server).call(getThing))
  expect(error.message + error.toReport() + JSON.stringify(error)).not.toContain('s3cr3t')
  expect(error.headers?.get('location')).toContain('http://user:s3cr3t@other.test/x')
})

test('an answer that comes after its attempt has ended is dropped', async () => {
  let dropped = false
  let sent = 0
  const cancel = () => {
    dropped = true
  }
  const late = async () => {
    if (++sent > 1) return new Promise<Response>(() => {})
    await wait(60)
    return new Response(new ReadableStream({ cancel }), { status: 400 })
  }
  const client = clientFor({ url: 'http://localhost' }, { fetch: late, maxRetries: 1, attemptTimeoutMs: 40 })
  const error = await failure(client.call(getThing))
  expect(error).toBeInstanceOf(TimeoutError)
  expect(error.status).toBeUndefined()
  expect(error.attempts?.map(({ status }) => status)).toEqual([undefined, undefined])
  await expect.poll(() => dropped).toBe(true)
})

test.each<[string, (wait: Promise<void>) => object]>([
  ['provider', (slow) => ({ auth: bearer(() => slow.then(() => 'token')) })],
  [
    'middleware',
    (slow) => ({
      middleware: [(async (request, next) => slow.then(() => next(request))) satisfies Middleware],
    }),
  ],
])('what is aborted while a slow %s is at work is never sent', async (_what, optionsFor) => {
  let sent = 0
  const fetch = async () => {
    sent++
    return new Response('{}')
  }
  let goOn = () => {}
  const slow = new Promise<void>((resolve) => {
    goOn = resolve
  })
  const controller = new AbortController()
  const client = clientFor({ url: 'http://localhost' }, { fetch, ...optionsFor(slow) })
  const call = failure(client.call(createThing, { body: {} }, { signal: controller.signal }))
  controller.abort()
  const error = await call
  expect(error).toBeInstanceOf(AbortError)
  expect(error.mayHaveHappened).toBe(false)
  goOn()
  await wait(5)
  expect(sent).toBe(0)
})

test.each<[string, object]>([
  ['has a list of errors that is none', { errors: { name: 'too short' } }],
  ['was refused elsewhere', { code: 'ECONNREFUSED' }],
])('a middleware that fails after the answer with what %s', async (_how, facts) => {
  const server = await serve(json({}))
  const cause = Object.assign(new Error('mine'), facts)
  const middleware: Middleware = async (request, next) => {
    await next(request)
    throw cause
  }
  const error = await failure(clientFor(server, { middleware: [middleware] }).call(createThing, { body: {} }))
  expect(error.cause).toBe(cause)
  expect(error.mayHaveHappened).toBe(true)
})

test('a middleware that sends again, and is refused then: the first may have been carried out', async () => {
  const server = await serve(reset)
  let sent = 0
  const twice: Middleware = (request, next) => next(request).catch(() => next(request))
  const client = clientFor(server, {
    middleware: [twice],
    fetch: async (...request) => {
      if (++sent === 1) return fetch(...request)
      throw Object.assign(new Error('refused'), { code: 'ECONNREFUSED' })
    },
  })
  expect(await failure(client.call(createThing, { body: {} }))).toBeInstanceOf(OutcomeUnknownError)
  expect(sent).toBe(2)
})

test.each<[string, object, object]>([
  ['of another content type', { read: readByContentType([['application/json', readJson]]) }, {}],
  ['that is too large', {}, { maxResponseBytes: 10 }],
])('the body of an answer %s does not go on', async (_what, operation, options) => {
  let ended = false
  const endless: Answer = (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/plain' })
    const timer = setInterval(() => response.write('0123456789abcdef'), 1)
    response.on('close', () => {
      ended = true
      clearInterval(timer)
    })
  }
  const server = await serve(endless)
  // The platform ends bodies that are garbage.
  const held: Response[] = []
  const holding: typeof fetch = async (...request) => {
    const response = await fetch(...request)
    held.push(response)
    return response
  }
  await failure(clientFor(server, { fetch: holding }).call({ ...getThing, ...operation }, {}, options))
  await expect.poll(() => ended).toBe(true)
  expect(held).toHaveLength(1)
})

test('a body that is too large is named so', async () => {
  const server = await serve(plain(200, 'x'.repeat(20)))
  expect(await failure(clientFor(server, { maxResponseBytes: 10 }).call(getThing))).toBeInstanceOf(
    ResponseTooLargeError,
  )
})

test('a stream that is opened, but whose call fails, holds nothing', async () => {
  const server = await serve(plain(200, 'text'))
  const { controller, listeners } = countingSignal()
  const { signal } = controller
  const decode = () => {
    throw new Error('not mine')
  }
  await failure(clientFor(server).call({ ...getThing, read: readStream, decode }, {}, { signal }))
  expect(listeners()).toBe(0)
})

test('attempts that failed leave their connection to the next one', async () => {
  const ports = new Set<number | undefined>()
  const noted =
    (answer: Answer): Answer =>
    (request, response) => {
      ports.add(request.socket.remotePort)
      answer(request, response)
    }
  const server = await serve(noted(json({}, 503)), noted(json({}, 500)), noted(json({}, 404)))
  await failure(clientFor(server).call(getThing))
  expect(server.received).toHaveLength(3)
  expect(ports.size).toBe(1)
})

test('a date that is none is refused', async () => {
  const server = await serve(json({}))
  const error = await failure(clientFor(server).call(getThing, { query: { since: new Date('yesterday') } }))
  expect(error).toBeInstanceOf(UsageError)
  expect(server.received).toHaveLength(0)
})
