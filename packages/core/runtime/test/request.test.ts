import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  commaCookie,
  commaQuery,
  type DriftlessError,
  deepObjectQuery,
  expandPath,
  jsonCookie,
  jsonHeader,
  jsonPath,
  jsonQuery,
  labelPath,
  labelPathExploded,
  matrixPath,
  matrixPathExploded,
  type Operation,
  type PathWriter,
  pipeQuery,
  type QueryWriter,
  ResponseFormatError,
  request,
  reservedCommaQuery,
  reservedQuery,
  simpleHeaderExploded,
  simplePath,
  simplePathExploded,
  spaceQuery,
  UsageError,
  writeParameters,
} from '../src/index.ts'
import { createThing, getThing } from './support/operations.ts'
import { clientFor, json, plain, rejection, serve } from './support/server.ts'

const byId: Operation = { id: 'byId', method: 'GET', path: '/things/{id}/parts', expand: expandPath }

/** The URL that a call is sent to, without a server. */
async function sentTo(
  operation: Operation,
  args: object,
  options: object = {},
  client: object = {},
): Promise<string> {
  let sent = ''
  const fetch = async (url: unknown) => {
    sent = String(url)
    return new Response('{}')
  }
  await clientFor({ url: 'http://h' }, { fetch, ...client }).call(operation, args, options)
  return sent.replace('http://h/api/v1', '')
}

const array = [3, 'a b', true]
const object = { R: 100, G: 'x/y', skipped: undefined }

test.each<[string, PathWriter | undefined, unknown, string]>([
  ['simple', undefined, 'a/b ?#%', '/things/a%2Fb%20%3F%23%25/parts'],
  ['simple', simplePath, array, '/things/3,a%20b,true/parts'],
  ['simple', simplePath, object, '/things/R,100,G,x%2Fy/parts'],
  ['simple exploded', simplePathExploded, object, '/things/R=100,G=x%2Fy/parts'],
  ['label', labelPath, array, '/things/.3,a%20b,true/parts'],
  ['label', labelPath, object, '/things/.R,100,G,x%2Fy/parts'],
  ['label exploded', labelPathExploded, array, '/things/.3.a%20b.true/parts'],
  ['label exploded', labelPathExploded, object, '/things/.R=100.G=x%2Fy/parts'],
  ['matrix', matrixPath, 5, '/things/;id=5/parts'],
  ['matrix', matrixPath, array, '/things/;id=3,a%20b,true/parts'],
  ['matrix', matrixPath, '', '/things/;id/parts'],
  ['matrix exploded', matrixPathExploded, array, '/things/;id=3;id=a%20b;id=true/parts'],
  ['matrix exploded', matrixPathExploded, object, '/things/;R=100;G=x%2Fy/parts'],
  ['json', jsonPath, { a: 1 }, '/things/%7B%22a%22%3A1%7D/parts'],
  ['a date', undefined, new Date(0), '/things/1970-01-01T00%3A00%3A00.000Z/parts'],
])('path style %s', async (_name, write, value, expected) => {
  const operation = write ? { ...byId, pathStyles: { id: write } } : byId
  expect(await sentTo(operation, { path: { id: value } })).toBe(expected)
})

test.each<[string, QueryWriter | undefined, unknown, string]>([
  ['form', undefined, 'a b&c', '?id=a%20b%26c'],
  ['form', undefined, array, '?id=3&id=a%20b&id=true'],
  ['form', undefined, object, '?R=100&G=x%2Fy'],
  ['form', undefined, [], ''],
  ['form', undefined, null, '?id=null'],
  ['form', undefined, undefined, ''],
  ['form', undefined, 12345678901234567890n, '?id=12345678901234567890'],
  ['form', undefined, new Date(0), '?id=1970-01-01T00%3A00%3A00.000Z'],
  ['comma', commaQuery, array, '?id=3,a%20b,true'],
  ['comma', commaQuery, object, '?id=R,100,G,x%2Fy'],
  ['comma', commaQuery, [], ''],
  ['space', spaceQuery, array, '?id=3%20a%20b%20true'],
  ['pipe', pipeQuery, array, '?id=3%7Ca%20b%7Ctrue'],
  [
    'deepObject',
    deepObjectQuery,
    { a: 1, b: { c: [2, 3] }, d: undefined },
    '?id%5Ba%5D=1&id%5Bb%5D%5Bc%5D=2&id%5Bb%5D%5Bc%5D=3',
  ],
  ['json', jsonQuery, { a: [1] }, '?id=%7B%22a%22%3A%5B1%5D%7D'],
  ['reserved', reservedQuery, '/a?b=c&d#e+%', '?id=/a?b=c%26d%23e%2B%25'],
  ['reserved comma', reservedCommaQuery, ['/a', 'b c'], '?id=/a,b%20c'],
])('query style %s', async (_name, write, value, expected) => {
  const operation = {
    ...getThing,
    parameters: writeParameters,
    ...(write && { query: { id: { name: 'id', write } } }),
  }
  expect(await sentTo(operation, { query: { id: value } })).toBe(`/things${expected}`)
})

test('query names differ, free ones may be added, and replace the client’s', async () => {
  const operation = { ...getThing, parameters: writeParameters, query: { flowName: 'flow_name' } }
  const url = await sentTo(
    operation,
    { query: { flowName: 'f' } },
    { query: { extra: 1, tenant: 'call' } },
    { query: { tenant: 'client', version: 2 } },
  )
  expect(url).toBe('/things?tenant=call&version=2&flow_name=f&extra=1')
})

const listById: Operation = { ...byId, pathStyles: { id: simplePath } }

const pathological = ['', '.', '..', '%2e', '%2E%2e', '.%2e', '%252e%252e', null, undefined, []]
test.each(pathological)('path value %j is refused before anything is sent', async (id) => {
  const server = await serve(json({}))
  const error = (await rejection(clientFor(server).call(listById, { path: { id } }))) as Error
  expect(error).toBeInstanceOf(UsageError)
  expect(error.message).toContain('byId: /things/{id}/parts: a value is empty')
  expect(server.received).toHaveLength(0)
})

test('any other text stays one segment, whole', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'grapheme', minLength: 1 }), async (id) => {
      fc.pre(!/^(\.|%(25)*2e)*$/i.test(id))
      const { pathname, search, hash } = new URL(`http://h${await sentTo(byId, { path: { id } })}`)
      const segments = pathname.split('/')
      expect(segments).toHaveLength(4)
      expect(decodeURIComponent(segments[2] ?? '')).toBe(id)
      expect(search + hash).toBe('')
    }),
    { numRuns: 200 },
  )
})

test('any query value arrives as it was', async () => {
  const text = fc.string({ unit: 'grapheme' })
  await fc.assert(
    fc.asyncProperty(text, fc.array(text), async (one, many) => {
      const { searchParams } = new URL(`http://h${await sentTo(getThing, { query: { one, many } })}`)
      expect(searchParams.get('one')).toBe(one)
      expect(searchParams.getAll('many')).toEqual(many)
    }),
    { numRuns: 200 },
  )
})

test('headers: declared by name and style, free ones, null takes a default away', async () => {
  const server = await serve(json({}))
  const operation: Operation = {
    ...getThing,
    parameters: writeParameters,
    headers: {
      xRequestId: 'X-Request-Id',
      filter: { name: 'X-Filter', write: simpleHeaderExploded },
      meta: { name: 'X-Meta', write: jsonHeader },
      other: { name: 'X-Other', write: jsonHeader },
    },
  }
  const client = clientFor(server, {
    headers: { 'X-Tenant': 'a', 'X-Gone': 1, 'X-Other': 1, 'User-Agent': null },
  })
  const headers = {
    xRequestId: ['r', 1],
    filter: { a: 1, b: 'c' },
    meta: { name: 'é' },
    'X-Free': new Date(0),
    'x-gone': null,
    other: null,
    none: undefined,
  }
  await client.call(operation, {}, { headers })
  expect(server.received[0]?.headers).toMatchObject({
    'x-request-id': 'r,1',
    'x-filter': 'a=1,b=c',
    'x-meta': '{"name":"\\u00e9"}',
    'x-free': '1970-01-01T00:00:00.000Z',
    'x-tenant': 'a',
    accept: 'application/json',
  })
  expect(server.received[0]?.headers).not.toHaveProperty('x-gone')
  expect(server.received[0]?.headers).not.toHaveProperty('x-other')
  expect(server.received[0]?.headers).not.toHaveProperty('none')
})

test('the User-Agent names the API and the platform', async () => {
  const server = await serve(json({}))
  await clientFor(server).call(getThing)
  expect(server.received[0]?.headers['user-agent']).toBe(`test-api/1.2.3 node/${process.version}`)
})

test.each([
  ['value', { 'x-key': 'secret\r\nx-admin: 1' }],
  ['value', { 'x-key': 'secret\u2028' }],
  ['name', { 'x-key\r\nx-admin': 'secret' }],
  ['name', { '': 'secret' }],
  ...[...'"(),/:;<=>?@[\\]{}\x7fé'].map((mark): [string, Record<string, string>] => [
    'name',
    { [`a${mark}b`]: 'secret' },
  ]),
])('a header %s that headers cannot carry is refused, and not printed', async (_what, headers) => {
  const server = await serve(json({}))
  const error = (await rejection(clientFor(server).call(getThing, {}, { headers }))) as Error
  expect(error).toBeInstanceOf(UsageError)
  expect(error.message).not.toContain('secret')
  expect(server.received).toHaveLength(0)
})

test('a header name may hold every character that the standard allows', async () => {
  const server = await serve(json({}))
  const name = "!#$%&'*+-.^_`|~09az"
  await clientFor(server).call(getThing, {}, { headers: { [name]: 'x' } })
  expect(server.received[0]?.headers[name]).toBe('x')
})

test('cookies', async () => {
  const server = await serve(json({}))
  const operation: Operation = {
    ...getThing,
    parameters: writeParameters,
    cookies: {
      sessionId: 'session_id',
      list: { name: 'list', write: commaCookie },
      meta: { name: 'meta', write: jsonCookie },
    },
  }
  const cookies = { sessionId: 'a b;c', list: [1, 2], meta: { a: 1 }, many: ['x', 'y'] }
  await clientFor(server).call(operation, {}, { cookies })
  expect(server.received[0]?.headers.cookie).toBe(
    'session_id=a%20b%3Bc; list=1,2; meta=%7B%22a%22%3A1%7D; many=x; many=y',
  )
})

test('request gives undefined where there is no content', async () => {
  const client = clientFor(await serve(plain(204), plain(200), plain(200, 'no JSON')))
  expect(await request(client, 'DELETE', '/extra')).toBeUndefined()
  expect(await request(client, 'POST', '/extra')).toBeUndefined()
  expect(await rejection(request(client, 'GET', '/extra'))).toBeInstanceOf(ResponseFormatError)
})

test('request sends what the API’s document lacks', async () => {
  const server = await serve(json({ ok: true }))
  const client = clientFor(server)
  const result = await request(client, 'post', '/extra/a%2Fb', {
    query: { a: [1, 2] },
    body: { b: 3 },
    headers: { 'x-c': 4 },
  })
  expect(result).toEqual({ ok: true })
  const [received] = server.received
  expect(received?.method).toBe('POST')
  expect(received?.url).toBe('/api/v1/extra/a%2Fb?a=1&a=2')
  expect(received?.body).toBe('{"b":3}')
  expect(received?.headers['x-c']).toBe('4')
})

test.each(['extra', '@evil.example/', '/a/../b', '/a/%2e%2E', '/a?b', '/a#b', '/a\\..\\b', '/a/.\t./b'])(
  'request refuses the path %j',
  async (path) => {
    const server = await serve(json({}))
    expect(await rejection(request(clientFor(server), 'GET', path))).toBeInstanceOf(UsageError)
    expect(server.received).toHaveLength(0)
  },
)

test.each<[string, unknown]>([
  ['trace', undefined],
  ['CONNECT', undefined],
  ['GET /', undefined],
  ['', undefined],
  ['get', { a: 1 }],
  ['HEAD', 'text'],
])('request refuses what fetch cannot send: %s with the body %j', async (method, body) => {
  const server = await serve(json({}))
  const error = (await rejection(request(clientFor(server), method, '/a', { body }))) as DriftlessError
  expect(error).toBeInstanceOf(UsageError)
  expect(error.mayHaveHappened).toBe(false)
  expect(server.received).toHaveLength(0)
})

test('errors before sending are rejections, never thrown', async () => {
  const circular: Record<string, unknown> = {}
  circular.self = circular
  const call = clientFor({ url: 'http://h' }).call(createThing, { body: circular })
  expect(await rejection(call)).toBeInstanceOf(Error)
})
