import { connect } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestApi, type TestApi } from './support/test-api.ts'

const ID = '0190a000-0000-7000-8000-000000000000'
const JSON_TYPE = { 'content-type': 'application/json' }

let api: TestApi
beforeAll(async () => {
  api = await startTestApi({ corsOrigins: ['https://app.example'], maxBodyBytes: 1000 })
})
afterAll(() => api.server.close(0))

async function post(body: BodyInit, headers: Record<string, string> = JSON_TYPE, id = ID) {
  const response = await fetch(`${api.url}/notes/${id}`, { method: 'POST', headers, body })
  return { status: response.status, body: (await response.json()) as { message: string; fields: unknown } }
}

test('a valid request is answered', async () => {
  expect(await post('{"text":"hello"}')).toEqual({ status: 200, body: { text: 'hello' } })
})

test('an invalid body is 422 and names every field', async () => {
  const { status, body } = await post('{"tags":["a",7]}')
  expect(status).toBe(422)
  expect(body.fields).toEqual([
    { in: 'body', field: 'text', message: expect.stringContaining('string') },
    { in: 'body', field: 'tags.1', message: expect.stringContaining('string') },
  ])
  expect(body.message).toMatch(/^Invalid request: body text: .*; body tags\.1: /)
})

test('an invalid id is 422 and names the parameter', async () => {
  const { status, body } = await post('{"text":"hello"}', JSON_TYPE, 'no-id')
  expect(status).toBe(422)
  expect(body.fields).toEqual([{ in: 'path', field: 'id', message: expect.any(String) }])
})

test.each([
  ['broken JSON', '{"text":', /not valid JSON/],
  ['an empty body', '', /empty/],
  ['white space', ' \n', /empty/],
  ['broken UTF-8', new Uint8Array([0x22, 0xff, 0x22]), /UTF-8/],
  ['a number that no double holds', '{"text":-1e999}', /too large/],
  ['129 levels', `${'['.repeat(130)}${']'.repeat(130)}`, /nested deeper than 128/],
])('%s is 400', async (_, body, message) => {
  const answer = await post(body)
  expect(answer.status).toBe(400)
  expect(answer.body.message).toMatch(message)
})

test('another content type is 415, and none too', async () => {
  expect((await post('{"text":"a"}', { 'content-type': 'text/plain' })).body.message).toMatch(/text\/plain/)
  expect((await post(new Uint8Array([0x7b, 0x7d]), {})).status).toBe(415)
})

test.each([
  ['application/json; charset=utf-8', 200],
  ['APPLICATION/JSON', 200],
  ['application/json ; charset=utf-8', 200],
  ['application/json;', 200],
  ['application/merge-patch+json', 415],
])('content type %s is %i', async (type, status) => {
  expect((await post('{"text":"a"}', { 'content-type': type })).status).toBe(status)
})

test('a body over the limit is 413, with and without its length told', async () => {
  const text = JSON.stringify({ text: 'x'.repeat(1000) })
  expect((await post(text)).status).toBe(413)
  const chunked = await fetch(`${api.url}/notes/${ID}`, {
    method: 'POST',
    headers: JSON_TYPE,
    body: new Blob([text]).stream(),
    duplex: 'half',
  } as RequestInit)
  expect(chunked.status).toBe(413)
})

test('a caller who leaves in the middle of a body is nobody to blame the server for', async () => {
  const before = api.logged.length
  const socket = connect(api.server.port, '127.0.0.1')
  const head = [
    'POST /api/notes/a HTTP/1.1',
    'host: x',
    'content-type: application/json',
    'content-length: 99',
  ]
  socket.write(`${head.join('\r\n')}\r\n\r\n{"text"`)
  // Once another caller is answered, the server has begun to read.
  await post('{"text":"hello"}')
  socket.destroy()
  await post('{"text":"hello"}')
  expect(api.logged.slice(before)).toEqual([])
})

test('an unknown route is 404 in the declared shape', async () => {
  const response = await fetch(`${api.url}/nowhere`)
  expect([response.status, await response.json()]).toEqual([
    404,
    { code: 404, message: 'No route GET /api/nowhere', fields: [] },
  ])
})

test('a wrong method is 405 and says which are allowed', async () => {
  const response = await fetch(`${api.url}/notes/${ID}`, { method: 'PATCH' })
  expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST'])
})

test('an unexpected exception is 500 without its detail, which is logged with the request id', async () => {
  const response = await fetch(`${api.url}/crash`, { headers: { 'x-request-id': 'abc-1' } })
  const text = await response.text()
  expect([response.status, response.headers.get('x-request-id')]).toEqual([500, 'abc-1'])
  expect(text).not.toContain('secret')
  expect(api.logged.at(-1)).toMatchObject({
    level: 'error',
    fields: { requestId: 'abc-1', path: '/api/crash', error: expect.stringContaining('secret detail') },
  })
})

test('a request id that could forge a log line is replaced', async () => {
  const response = await fetch(`${api.url}/nowhere`, { headers: { 'x-request-id': 'a b' } })
  expect(response.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/)
})

test('configured origins may read the answer and its telling headers; others may not', async () => {
  const get = (origin: string) => fetch(`${api.url}/nowhere`, { headers: { origin } })
  const allowed = await get('https://app.example')
  expect(allowed.headers.get('access-control-allow-origin')).toBe('https://app.example')
  expect(allowed.headers.get('access-control-expose-headers')).toBe(
    'Date,Retry-After,X-Request-Id,Idempotent-Replayed',
  )
  expect((await get('https://evil.example')).headers.get('access-control-allow-origin')).toBeNull()
})

test('a preflight request is answered', async () => {
  const response = await fetch(`${api.url}/notes/${ID}`, {
    method: 'OPTIONS',
    headers: { origin: 'https://app.example', 'access-control-request-method': 'POST' },
  })
  expect([response.status, response.headers.get('access-control-allow-methods')]).toEqual([
    204,
    expect.stringContaining('POST'),
  ])
})

test('the document is served as JSON and YAML, and names the real port', async () => {
  const json = await fetch(`${api.url}/openapi.json`)
  const document = (await json.json()) as { openapi: string; servers: unknown }
  expect([document.openapi, document.servers]).toEqual([
    '3.1.0',
    [{ url: api.url.replace('127.0.0.1', 'localhost') }],
  ])
  const yaml = await fetch(`${api.url}/openapi.yaml`)
  expect(yaml.headers.get('content-type')).toBe('application/yaml')
  expect(await yaml.text()).toMatch(/^openapi: 3\.1\.0\n/)
})

test('bytes that are no HTTP close the connection and nothing else', async () => {
  const socket = connect(api.server.port, '127.0.0.1')
  socket.write('nonsense\r\n\r\n')
  await new Promise((resolve) => socket.on('close', resolve).resume())
  expect((await post('{"text":"hello"}')).status).toBe(200)
})

/** Whether a new connection is accepted. */
function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.on('error', () => resolve(false))
    socket.on('connect', () => {
      socket.destroy()
      resolve(true)
    })
  })
}

test('closing lets an open request finish', async () => {
  const slow = await startTestApi()
  let release = () => {}
  slow.hold = new Promise((resolve) => {
    release = resolve
  })
  const request = fetch(`${slow.url}/notes/${ID}`, {
    method: 'POST',
    headers: JSON_TYPE,
    body: '{"text":"a"}',
  })
  // The answer to this second request shows that the first has reached its handler.
  await fetch(`${slow.url}/openapi.json`)
  const closed = slow.server.close(60_000)
  while (await accepts(slow.server.port));
  release()
  expect((await request).status).toBe(200)
  await closed
})

test('closing ends a request that does not finish in time', async () => {
  const slow = await startTestApi()
  slow.hold = new Promise(() => {})
  const request = fetch(`${slow.url}/notes/${ID}`, {
    method: 'POST',
    headers: JSON_TYPE,
    body: '{"text":"a"}',
  })
  const outcome = expect(request).rejects.toThrow()
  await fetch(`${slow.url}/openapi.json`)
  await slow.server.close(10)
  await outcome
})
