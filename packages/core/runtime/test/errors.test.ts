import { expect, expectTypeOf, test } from 'vitest'
import { CallError, hidden } from '../src/errors.ts'
import {
  APIError,
  type ApiPromise,
  AuthenticationError,
  BadRequestError,
  bearer,
  type CallOptions,
  type Client,
  ConflictError,
  ConnectionError,
  DriftlessError,
  expandPath,
  isError,
  isErrorOf,
  NotFoundError,
  type Operation,
  PermissionDeniedError,
  RateLimitError,
  RetryableError,
  ServerError,
  UnprocessableEntityError,
} from '../src/index.ts'
import { getThing, payOnce } from './support/operations.ts'
import { clientFor, json, plain, rejection, serve } from './support/server.ts'

class TestApiError extends DriftlessError {
  static override [Symbol.hasInstance](value: unknown): boolean {
    return isErrorOf(value, 'test-api')
  }
}

class OtherApiError extends DriftlessError {
  static override [Symbol.hasInstance](value: unknown): boolean {
    return isErrorOf(value, 'other-api')
  }
}

class Derived extends NotFoundError {}

const classes = {
  BadRequestError,
  AuthenticationError,
  PermissionDeniedError,
  NotFoundError,
  ConflictError,
  UnprocessableEntityError,
  RateLimitError,
  ServerError,
}

test.each([
  [400, 'BadRequestError'],
  [401, 'AuthenticationError'],
  [403, 'PermissionDeniedError'],
  [404, 'NotFoundError'],
  [409, 'ConflictError'],
  [418, 'APIError'],
  [422, 'UnprocessableEntityError'],
  [429, 'RateLimitError'],
  [500, 'ServerError'],
  [599, 'ServerError'],
])('%i is a %s', async (status, name) => {
  const server = await serve(json({ code: 'x' }, status, { 'request-id': 'r-7' }))
  const client = clientFor(server, { maxRetries: 0, auth: {} })
  const error = (await rejection(client.call(getThing, { query: { secret: 1 } }))) as APIError
  for (const [kind, Class] of Object.entries(classes)) expect(error instanceof Class).toBe(kind === name)
  expect(error).toBeInstanceOf(APIError)
  expect(error).toBeInstanceOf(DriftlessError)
  expect(error).toBeInstanceOf(Error)
  expect(error).toBeInstanceOf(TestApiError)
  expect(error).not.toBeInstanceOf(OtherApiError)
  expect(error).not.toBeInstanceOf(Derived)
  expect(error).not.toBeInstanceOf(ConnectionError)
  expect(error.name).toBe(name)
  expect(error.stack).toContain(`${name}: getThing: status ${status}`)
  expect(error).toMatchObject({
    api: 'test-api',
    operation: 'getThing',
    method: 'GET',
    url: `${server.url}/api/v1/things`,
    status,
    statusCode: status,
    body: { code: 'x' },
    responseData: { code: 'x' },
    requestId: 'r-7',
    attempts: [{ status, requestId: 'r-7' }],
  })
  expect(error.elapsedMs).toBeGreaterThan(0)
  expect(error.headers?.get('request-id')).toBe('r-7')
})

test.each([null, undefined, 1, 'text', {}, new Error('other')])('%j is an instance of none', (value) => {
  expect(value instanceof DriftlessError).toBe(false)
  expect(value instanceof RetryableError).toBe(false)
  expect(value instanceof TestApiError).toBe(false)
})

test('instanceof works across copies of this package', async () => {
  const copy: typeof import('../src/errors.ts') = await import(`../src/errors.ts?${'copy'}`)
  expect(copy.hidden).toBe(hidden)
  expect(copy.CallError).not.toBe(CallError)
  const theirs = copy.errorOf('API.NotFound', 'x')
  expect(theirs).toBeInstanceOf(NotFoundError)
  expect(theirs).toBeInstanceOf(APIError)
  expect(theirs).not.toBeInstanceOf(ConflictError)
})

test('a class that somebody derives has its own instances', () => {
  expect(new Derived('x')).toBeInstanceOf(Derived)
  expect(new Derived('x')).toBeInstanceOf(NotFoundError)
  expect(new NotFoundError('x')).not.toBeInstanceOf(Derived)
  expect(new NotFoundError('x', { body: 1, status: 404 }).body).toBe(1)
})

test('a class that somebody derives may have a name of its own', () => {
  class Declared extends DriftlessError {
    override readonly name = 'Declared'
  }
  class Assigned extends DriftlessError {
    constructor(message: string) {
      super(message)
      this.name = 'Assigned'
    }
  }
  expect(`${new Declared('x')} ${new Assigned('x')}`).toBe('Declared: x Assigned: x')
})

test('a body that is not JSON is kept as text, an empty one is undefined', async () => {
  const server = await serve(plain(404, '<p>not here</p>'), plain(404))
  const client = clientFor(server)
  expect(((await rejection(client.call(getThing))) as APIError).body).toBe('<p>not here</p>')
  expect(((await rejection(client.call(getThing))) as APIError).body).toBeUndefined()
})

test('the report has every fact but body, headers and query', async () => {
  const server = await serve(json({ hidden: 'value' }, 503, { 'x-request-id': 'r-1', 'retry-after': '500' }))
  const error = (await rejection(clientFor(server).call(getThing, { query: { q: 'hidden' } }))) as APIError
  const report = error.toReport()
  for (const fact of [
    'ServerError',
    'getThing',
    'GET',
    '/api/v1/things',
    '503',
    'r-1',
    '500000',
    'test-api',
  ]) {
    expect(report).toContain(fact)
  }
  expect(report).not.toContain('hidden')
  expect(JSON.parse(JSON.stringify(error))).toMatchObject({
    name: 'ServerError',
    status: 503,
    retryable: true,
  })
})

interface Thing {
  readonly id: string
}
interface GetErrors {
  readonly 404: { readonly missing: string }
  readonly '4XX': { readonly code: number }
  readonly default: { readonly message: string }
}
const findThing: Operation = { id: 'findThing', method: 'GET', path: '/find/{id}', expand: expandPath }
function find(client: Client, id: string, options?: CallOptions): ApiPromise<Thing, GetErrors> {
  return client.call(findThing, { path: { id } }, options)
}
class Things {
  private readonly client: Client
  constructor(client: Client) {
    this.client = client
  }
  find(id: string, options?: CallOptions): ApiPromise<Thing, GetErrors> {
    return find(this.client, id, options)
  }
}
function getOther(client: Client): ApiPromise<Thing> {
  return client.call(getThing)
}

test('isError finds the operation of a function, a method, a bound one and a wrapper, and sends nothing', async () => {
  const server = await serve(json({ missing: 'thing' }, 404))
  const client = clientFor(server)
  const things = new Things(client)
  const error = await rejection(things.find('a'))
  expect(isError(error, find, 404)).toBe(true)
  expect(isError(error, things.find, 404)).toBe(true)
  expect(isError(error, things.find.bind(things), 404)).toBe(true)
  expect(isError(error, () => things.find('b'), 404)).toBe(true)
  expect(isError(error, find, 409)).toBe(false)
  expect(isError(error, getOther, 404)).toBe(false)
  expect(isError(new Error('x'), find, 404)).toBe(false)
  expect(isError(new NotFoundError('made by hand', { status: 404 }), find, 404)).toBe(false)
  expect(server.received).toHaveLength(1)
  expect(await rejection(things.find('c'))).toBeInstanceOf(NotFoundError)
})

test('isError narrows the body: status, range, default', () => {
  const error: unknown = undefined
  if (isError(error, find, 404)) expectTypeOf(error.body).toEqualTypeOf<{ readonly missing: string }>()
  if (isError(error, find, 422)) expectTypeOf(error.body).toEqualTypeOf<{ readonly code: number }>()
  if (isError(error, find, 500)) expectTypeOf(error.body).toEqualTypeOf<{ readonly message: string }>()
  if (isError(error, getOther, 404)) expectTypeOf(error.body).toEqualTypeOf<unknown>()
  if (isError(error, find, 404)) expectTypeOf(error.status).toEqualTypeOf<404>()
})

test('withResponse gives everything, and alone it leaves no unhandled rejection', async () => {
  const server = await serve(json({ id: 'a' }, 200, { 'x-request-id': 'r-1' }), plain(404))
  const client = clientFor(server)
  const result = await find(client, 'a').withResponse()
  expectTypeOf(result.data).toEqualTypeOf<Thing>()
  expect(result).toMatchObject({ data: { id: 'a' }, requestId: 'r-1', attempts: [{ status: 200 }] })
  expect(result.response).toMatchObject({ status: 200, url: `${server.url}/api/v1/find/a` })
  expect(result.response.headers.get('x-request-id')).toBe('r-1')

  const unhandled: unknown[] = []
  const note = (reason: unknown) => unhandled.push(reason)
  process.on('unhandledRejection', note)
  try {
    expect(await rejection(find(client, 'a').withResponse())).toBeInstanceOf(NotFoundError)
    expect(await find(client, 'a').catch(() => 'caught')).toBe('caught')
    await new Promise((resolve) => setTimeout(resolve, 5))
  } finally {
    process.off('unhandledRejection', note)
  }
  expect(unhandled).toEqual([])
})

test('what is derived from a call is an ordinary promise', async () => {
  const server = await serve(json({ id: 'a' }))
  const call = find(clientFor(server), 'a')
  expect(call).toBeInstanceOf(Promise)
  expect(call.then(() => 1).constructor).toBe(Promise)
  expect(await Promise.all([call, call.finally(() => {})])).toEqual([{ id: 'a' }, { id: 'a' }])
})

test('options: what has a required member is required', () => {
  type Free = CallOptions
  type Optional = CallOptions<{ headers: { readonly ifMatch?: string } }>
  type Required = CallOptions<{ query: { readonly q: string }; headers: { readonly ifMatch?: string } }>
  expectTypeOf<{ signal: AbortSignal; headers: { 'x-a': number } }>().toExtend<Free>()
  expectTypeOf<{ headers: { ifMatch: string; 'x-a': number } }>().toExtend<Optional>()
  expectTypeOf<{ headers: { ifMatch: number } }>().not.toExtend<Optional>()
  expectTypeOf<Record<never, never>>().toExtend<Optional>()
  expectTypeOf<Record<never, never>>().not.toExtend<Required>()
  expectTypeOf<{ query: { q: string } }>().toExtend<Required>()
  expectTypeOf<Required>().toExtend<NonNullable<Parameters<Client['call']>[2]>>()
})

test('a report tells what a person needs who looks into it, and no secret', async () => {
  const server = await serve(
    json({ password: 'hidden-body' }, 503, { 'x-request-id': 'r-7', 'set-cookie': 'hidden-cookie' }),
  )
  const client = clientFor(server, {
    maxRetries: 1,
    headers: { 'x-own': 'hidden-header' },
    auth: bearer('hidden-token'),
  })
  const call = client.call(
    payOnce,
    { body: 'hidden-sent', query: { q: 'hidden-query' } },
    { idempotencyKey: 'k-1' },
  )
  const report = ((await rejection(call)) as DriftlessError).toReport()
  expect(JSON.parse(report)).toMatchObject({
    name: 'ServerError',
    api: 'test-api',
    version: '1.2.3',
    runtime: process.version,
    operation: 'payOnce',
    method: 'POST',
    url: `${server.url}/api/v1/payments`,
    status: 503,
    requestId: 'r-7',
    idempotencyKey: 'k-1',
    elapsedMs: expect.any(Number),
    attempts: [{ status: 503, requestId: 'r-7', delayMs: expect.any(Number) }, { status: 503 }],
    mayHaveHappened: true,
    retryable: true,
  })
  expect(report).not.toContain('hidden')
})
