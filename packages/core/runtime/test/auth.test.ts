import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import {
  APIError,
  type AuthProvider,
  apiKey,
  basic,
  bearer,
  chooseProviders,
  createClient,
  type DriftlessError,
  logTo,
  type Middleware,
  type Operation,
  request,
  UsageError,
} from '../src/index.ts'
import { createThing, getThing } from './support/operations.ts'
import { clientFor, json, plain, rejection, serve } from './support/server.ts'

const secret = 's3cr3t'

async function sentWith(auth: AuthProvider | Record<string, AuthProvider>, operation: Operation = getThing) {
  const server = await serve(json({}))
  await clientFor(server, { auth }).call(operation)
  return server.received[0]
}

test('bearer, basic in UTF-8, API key in header, query and cookie', async () => {
  expect((await sentWith(bearer(secret)))?.headers.authorization).toBe(`Bearer ${secret}`)
  const credentials = (await sentWith(basic('jürgen', 'pä:ss')))?.headers.authorization?.slice(6) ?? ''
  expect(Buffer.from(credentials, 'base64').toString()).toBe('jürgen:pä:ss')
  expect((await sentWith(apiKey(secret, { in: 'header', name: 'X-Key' })))?.headers['x-key']).toBe(secret)
  expect((await sentWith(apiKey('a b', { in: 'query', name: 'api key' })))?.url).toBe(
    '/api/v1/things?api%20key=a%20b',
  )
  expect((await sentWith(apiKey('a;b', { in: 'cookie', name: 'sid' })))?.headers.cookie).toBe('sid=a%3Bb')
  expect(() => basic('a:b', 'c')).toThrow(UsageError)
})

test('a token that is empty, or whose function fails, ends the call before it is sent', async () => {
  const server = await serve(json({}))
  const failure = new Error('vault sealed')
  const failing = bearer(() => Promise.reject(failure))
  for (const auth of [bearer(''), failing]) {
    const error = (await rejection(
      clientFor(server, { auth }).call(createThing, { body: {} }),
    )) as DriftlessError
    expect(error.mayHaveHappened).toBe(false)
    expect(error.operation).toBe('createThing')
  }
  expect(((await rejection(clientFor(server, { auth: failing }).call(getThing))) as Error).cause).toBe(
    failure,
  )
  expect(server.received).toHaveLength(0)
})

test('calls that wait for the same token, which is empty, each get an error of their own', async () => {
  const client = clientFor(await serve(json({})), { auth: bearer(async () => '') })
  const errors = await Promise.all(
    [getThing, createThing].map((operation) => rejection(client.call(operation))),
  )
  expect(errors.map((error) => [error instanceof UsageError, `${error}`])).toEqual([
    [true, 'UsageError: getThing: the bearer token is empty'],
    [true, 'UsageError: createThing: the bearer token is empty'],
  ])
})

const key = apiKey(secret, { in: 'header', name: 'x-key' })
const agent = apiKey('agent', { in: 'header', name: 'x-agent' })
const token = bearer(secret)

test.each<[string, Operation['security'], Record<string, AuthProvider>, string[]]>([
  ['AND', [['key', 'agent']], { key, agent, token }, ['x-key', 'x-agent']],
  ['OR: the first that is whole', [['key', 'agent'], ['token']], { key, token }, ['authorization']],
  ['anonymous only if nothing else can be', [[], ['token']], { token }, ['authorization']],
  ['anonymous', [['token'], []], { key }, []],
  ['none declared: all that were given', undefined, { key, token }, ['x-key', 'authorization']],
])('security %s', async (_name, security, auth, expected) => {
  const operation = security ? { ...getThing, security } : getThing
  const { headers = {} } = (await sentWith(auth, operation)) ?? {}
  expect(['x-key', 'x-agent', 'authorization'].filter((name) => name in headers)).toEqual(expected)
})

test('the security of the API is that of operations that bring none of their own', async () => {
  const server = await serve(json({}))
  const client = createClient(
    { baseUrl: server.url, auth: { key, token } },
    { api: 'test-api', version: '1', security: chooseProviders([['token']]) },
  )
  await client.call(getThing)
  await client.call({ ...getThing, security: [['key']] })
  await client.call({ ...getThing, security: [[]] })
  // It declares nothing, and takes all that is there.
  await request(client, 'GET', '/free')
  expect(
    server.received.map(({ headers }) => ['x-key', 'authorization'].filter((name) => name in headers)),
  ).toEqual([['authorization'], ['x-key'], [], ['x-key', 'authorization']])
})

test('a single provider stands for any scheme', async () => {
  expect((await sentWith(token, { ...getThing, security: [['other']] }))?.headers.authorization).toBeDefined()
})

test('what cannot be satisfied says what is needed', async () => {
  const server = await serve(json({}))
  const operation = { ...getThing, security: [['key', 'agent'], ['token']] }
  const error = (await rejection(clientFor(server, { auth: { key } }).call(operation))) as Error
  expect(error).toBeInstanceOf(UsageError)
  expect(error.message).toContain('key and agent or token')
  expect(server.received).toHaveLength(0)
  await clientFor(server, { headers: { Authorization: 'Custom x' } }).call(operation)
  expect(server.received[0]?.headers.authorization).toBe('Custom x')
})

test('a redirect inside the origin is followed, with credentials', async () => {
  const server = await serve(plain(302, '', { location: '/elsewhere?a=1' }), json({ ok: true }))
  expect(await clientFor(server, { auth: bearer(secret) }).call(getThing)).toEqual({ ok: true })
  expect(server.received.map(({ url, headers }) => [url, headers.authorization])).toEqual([
    ['/api/v1/things', `Bearer ${secret}`],
    ['/elsewhere?a=1', `Bearer ${secret}`],
  ])
})

test('a redirect to another origin is not followed', async () => {
  const other = await serve(json({}))
  const server = await serve(plain(307, '', { location: `${other.url}/x?token=abc` }))
  const error = (await rejection(
    clientFor(server, { auth: bearer(secret) }).call(getThing),
  )) as DriftlessError
  expect(error).toBeInstanceOf(APIError)
  expect(error.status).toBe(307)
  expect(error.headers?.get('location')).toBe(`${other.url}/x?token=abc`)
  expect(error.message + error.toReport()).not.toContain('abc')
  expect(error.mayHaveHappened).toBe(false)
  expect(other.received).toHaveLength(0)
  expect(server.received).toHaveLength(1)
})

test('a POST is repeated for 307 and 308 only; endless and odd redirects end', async () => {
  const kept = await serve(plain(308, '', { location: 'b' }), json({ ok: true }))
  expect(await clientFor(kept).call(createThing, { body: { a: 1 } })).toEqual({ ok: true })
  expect(kept.received.map(({ method, url, body }) => [method, url, body])).toEqual([
    ['POST', '/api/v1/things', '{"a":1}'],
    ['POST', '/api/v1/b', '{"a":1}'],
  ])
  const changed = await serve(plain(303, '', { location: '/b' }))
  expect(await rejection(clientFor(changed).call(createThing, { body: {} }))).toBeInstanceOf(APIError)
  expect(changed.received).toHaveLength(1)
  const endless = await serve(plain(302, '', { location: '/again' }))
  expect(await rejection(clientFor(endless).call(getThing))).toBeInstanceOf(APIError)
  expect(endless.received).toHaveLength(6)
  const odd = await serve(plain(302))
  expect(await rejection(clientFor(odd).call(getThing))).toBeInstanceOf(APIError)
})

test('where the platform hides a redirect, none is followed', async () => {
  const hidden = Object.defineProperties(new Response(null), {
    ok: { value: false },
    status: { value: 0 },
    type: { value: 'opaqueredirect' },
  })
  const client = clientFor({ url: 'http://h' }, { fetch: async () => hidden })
  const error = (await rejection(client.call(getThing))) as Error
  expect(error).toBeInstanceOf(APIError)
  expect(error.message).toContain('redirect')
})

test('a middleware that sends elsewhere takes no credentials along', async () => {
  const other = await serve(json({}))
  const server = await serve(json({}))
  const elsewhere: Middleware = (request, next) => next({ ...request, url: `${other.url}/x` })
  await clientFor(server, { auth: bearer(secret), middleware: [elsewhere] }).call(getThing)
  expect(other.received[0]?.headers.authorization).toBeUndefined()
})

test('middleware stands around each attempt, first is outermost, and may send again', async () => {
  const server = await serve(plain(503), plain(401), json({ ok: true }))
  const order: string[] = []
  const named =
    (name: string): Middleware =>
    async (request, next, { attempt, operation }) => {
      order.push(`${name}${attempt}${operation.id}`)
      return next({ ...request, headers: { ...request.headers, [`x-${name}`]: String(attempt) } })
    }
  const replay: Middleware = async (request, next) => {
    const response = await next(request)
    return response.status === 401 ? next(request) : response
  }
  const client = clientFor(server, { middleware: [named('a'), replay, named('b')] })
  expect(await client.call(getThing)).toEqual({ ok: true })
  expect(order).toEqual(['a1getThing', 'b1getThing', 'a2getThing', 'b2getThing', 'b2getThing'])
  expect(server.received.map((request) => [request.headers['x-a'], request.headers['x-b']])).toEqual([
    ['1', '1'],
    ['2', '2'],
    ['2', '2'],
  ])
})

test('nothing that prints a client, an error or a log line shows a secret', async () => {
  const server = await serve(json({ error: 'no' }, 403, { 'set-cookie': secret }))
  const lines: string[] = []
  const write = (line: string) => void lines.push(line)
  const sink = { info: write, warn: write, error: write }
  const auth = {
    token,
    key,
    query: apiKey(secret, { in: 'query', name: 'key' }),
    basic: basic('u', secret),
  }
  const client = clientFor(server, {
    auth,
    headers: { 'x-own-secret': secret },
    query: { own: secret, page: 1, 'filter[a]': 'b c' },
    middleware: [logTo(sink, { headers: ['Accept', 'Content-Type'], query: ['page', 'filter[a]'] })],
  })
  const error = (await rejection(client.call(getThing))) as DriftlessError
  const printed = [
    inspect(client, { depth: 9, showHidden: true }),
    JSON.stringify(client),
    inspect(error, { depth: 9 }),
    JSON.stringify(error),
    error.toReport(),
    String(error.stack),
    inspect(auth, { depth: 9 }),
    ...lines,
  ].join('\n')
  expect(printed).not.toContain(secret)
  expect(printed).not.toContain(Buffer.from(`u:${secret}`).toString('base64'))
  expect(lines).toHaveLength(1)
  const address = `${server.url}/api/v1/things?own=***&page=1&filter%5Ba%5D=b%20c`
  expect(lines[0]).toContain(`getThing: GET ${address}: 403 (attempt 1, `)
  expect(lines[0]).toMatch(/ \[{"accept":"application\/json"},{"content-type":"application\/json"}\]$/)
})

test('a log line tells of whatever was thrown', async () => {
  const lines: string[] = []
  const write = (line: string) => void lines.push(line)
  const sink = { info: write, warn: write, error: write }
  const fails: Middleware = () => Promise.reject(null)
  const error = (await rejection(
    clientFor({ url: 'http://h' }, { middleware: [logTo(sink), fails] }).call(getThing),
  )) as DriftlessError
  expect(error.message).toBe('getThing: null')
  expect(lines).toEqual([expect.stringContaining(': failed (attempt 1')])
})

test.each([
  ['error', 0, 0, 1],
  ['warn', 0, 1, 1],
  ['info', 1, 1, 1],
] as const)('log level %s', async (level, ofSuccess, ofRefusal, ofFailure) => {
  const lines: string[] = []
  const write = (line: string) => void lines.push(line)
  const sink = { info: write, warn: write, error: write }
  const server = await serve(json({}), plain(404), plain(500))
  const client = clientFor(server, { middleware: [logTo(sink, { level })], maxRetries: 0 })
  await client.call(getThing)
  expect(lines).toHaveLength(ofSuccess)
  await rejection(client.call(getThing))
  expect(lines).toHaveLength(ofSuccess + ofRefusal)
  await rejection(client.call(getThing))
  expect(lines).toHaveLength(ofSuccess + ofRefusal + ofFailure)
})
