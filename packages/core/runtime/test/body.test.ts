import { expect, onTestFinished, test, vi } from 'vitest'
import {
  type BodyWriter,
  bigintJsonBody,
  binaryBody,
  type DriftlessError,
  formBody,
  jsonBody,
  multipartBody,
  type Operation,
  ResponseFormatError,
  type ResponseReader,
  ResponseTooLargeError,
  readBlob,
  readByContentType,
  readExactJson,
  readJson,
  readJsonWithBigint,
  readNothing,
  readOptionalJson,
  readText,
  textBody,
  toBigint,
  UsageError,
} from '../src/index.ts'
import { createThing, getThing } from './support/operations.ts'
import { clientFor, json, plain, rejection, serve } from './support/server.ts'

async function sent(write: BodyWriter, value: unknown) {
  const server = await serve(json({}))
  const operation: Operation = { ...createThing, body: write }
  await clientFor(server).call(operation, { body: value })
  const [received] = server.received
  return { body: received?.body ?? '', type: received?.headers['content-type'] }
}

test('JSON: undefined is not sent, null is, bigint is a number with bigintJsonBody', async () => {
  const id = 12345678901234567890n
  const value = { a: undefined, b: null, id, ids: [-id], text: `${id}`, date: new Date(0) }
  expect(await sent(bigintJsonBody, value)).toEqual({
    body: `{"b":null,"id":${id},"ids":[-${id}],"text":"${id}","date":"1970-01-01T00:00:00.000Z"}`,
    type: 'application/json',
  })
})

test('a bigint where none was expected, and a circle, are told as what they are', async () => {
  const circle: Record<string, unknown> = {}
  circle.self = circle
  for (const value of [{ id: 1n }, circle]) {
    const error = (await rejection(
      clientFor({ url: 'http://h' }).call(createThing, { body: value }),
    )) as DriftlessError
    expect(error).toBeInstanceOf(UsageError)
    expect(error.message).toMatch(/createThing: .*(BigInt|circular)/)
    expect(error.attempts).toEqual([])
  }
})

test('no body: no content type', async () => {
  expect(await sent(jsonBody, undefined)).toEqual({ body: '', type: undefined })
})

test('urlencoded: arrays repeat, objects are JSON, styles by property', async () => {
  const value = {
    a: 'x y&z',
    b: [1, 2],
    c: { d: 1 },
    e: { f: 1 },
    g: [1, 2],
    h: undefined,
    i: [1, 2],
    j: { k: 1 },
  }
  const encoding = {
    e: { style: 'deepObject' },
    g: { style: 'form', explode: false },
    i: { style: 'pipeDelimited', explode: false },
    j: { contentType: 'application/json' },
  } as const
  const { body, type } = await sent((body) => formBody(body, encoding), value)
  expect(type).toBe('application/x-www-form-urlencoded')
  expect([...new URLSearchParams(body)]).toEqual([
    ['a', 'x y&z'],
    ['b', '1'],
    ['b', '2'],
    ['c', '{"d":1}'],
    ['e[f]', '1'],
    ['g', '1,2'],
    ['i', '1|2'],
    ['j', '{"k":1}'],
  ])
})

test('multipart: fields, files, repeated and JSON parts, content types', async () => {
  const value = {
    title: 'Grüße',
    tags: ['a', 'b'],
    meta: { id: 1n },
    file: new File(['content'], 'a"b.txt', { type: 'text/plain' }),
    blob: new Blob(['x']),
    bytes: new Uint8Array([65, 66]),
    none: undefined,
    nothing: null,
    date: new Date(0),
    'na"me\r\n': 1,
    note: 'n',
  }
  const { body, type } = await sent(
    (body) => multipartBody(body, { note: { contentType: 'text/markdown' } }),
    value,
  )
  const form = await new Response(Buffer.from(body, 'latin1'), {
    headers: { 'content-type': type ?? '' },
  }).formData()
  expect(form.get('title')).toBe('Grüße')
  expect(form.getAll('tags')).toEqual(['a', 'b'])
  expect(form.get('date')).toBe('1970-01-01T00:00:00.000Z')
  expect(form.get('nothing')).toBe('null')
  expect(form.has('none')).toBe(false)
  expect(form.get('meta')).toBe('{"id":1}')
  const file = form.get('file') as File
  expect([file.name, file.type, await file.text()]).toEqual(['a"b.txt', 'text/plain', 'content'])
  expect((form.get('blob') as File).type).toBe('application/octet-stream')
  expect(await (form.get('bytes') as File).text()).toBe('AB')
  expect(body).toContain('name="meta"\r\nContent-Type: application/json\r\n\r\n{"id":1}\r\n')
  expect(body).toContain('name="note"\r\nContent-Type: text/markdown\r\n\r\nn\r\n')
  expect(body).toContain('name="na%22me%0D%0A"\r\n')
})

test('pages that are not secure, which have no randomUUID, send parts and read bigints', async () => {
  vi.stubGlobal('crypto', { getRandomValues: crypto.getRandomValues.bind(crypto) })
  onTestFinished(() => {
    vi.unstubAllGlobals()
  })
  expect((await sent(multipartBody, { a: 1 })).body).toContain('name="a"')
  const client = clientFor(await serve(plain(200, '[12345678901234567890]')))
  expect(await client.call({ ...getThing, read: readJsonWithBigint })).toEqual([12345678901234567890n])
})

test('multipart: a FormData is sent as it is', async () => {
  const form = new FormData()
  form.set('a', 'b')
  const { body, type } = await sent(multipartBody, form)
  expect(type).toMatch(/^multipart\/form-data; boundary=/)
  expect(body).toContain('name="a"')
})

test.each([
  ['Blob', new Blob(['abc'], { type: 'image/png' }), 'image/png'],
  ['ArrayBuffer', new TextEncoder().encode('abc').buffer, 'application/octet-stream'],
  ['typed array', new TextEncoder().encode('abc'), 'application/octet-stream'],
  ['ReadableStream', new Blob(['abc']).stream(), 'application/octet-stream'],
  ['text', 'abc', 'application/octet-stream'],
])('binary: %s', async (_name, value, type) => {
  expect(await sent(binaryBody, value)).toEqual({ body: 'abc', type })
})

test('binary: anything else is refused', async () => {
  const operation = { ...createThing, body: binaryBody }
  const error = await rejection(clientFor({ url: 'http://h' }).call(operation, { body: { a: 1 } }))
  expect(error).toBeInstanceOf(UsageError)
})

test('text', async () => {
  expect(await sent((value) => textBody(value, 'text/csv'), 'a,b')).toEqual({ body: 'a,b', type: 'text/csv' })
})

async function read(reader: ResponseReader, body: string, type = 'application/json', status = 200) {
  const server = await serve(plain(status, body, { 'content-type': type }))
  return clientFor(server).call({ ...getThing, read: reader })
}

test.each([
  ['HTML', '<!doctype html><p>Sign in</p>', /: Unexpected token '<', "<!doctype "/],
  ['broken JSON', '{"secret":"abc', /: Unterminated string in JSON at position 14/],
  ['nothing', '', /: Unexpected end of JSON input/],
])('a success with %s instead of JSON', async (_what, body, message) => {
  const error = (await rejection(read(readJson, body, 'text/html'))) as DriftlessError
  expect(error).toBeInstanceOf(ResponseFormatError)
  expect(error.status).toBe(200)
  expect(error.body).toBe(body)
  expect(error.message).toMatch(message)
  expect(error.message).not.toContain('secret')
  expect(error.mayHaveHappened).toBe(true)
  expect(error.attempts).toHaveLength(1)
})

test('readers', async () => {
  expect(await read(readOptionalJson, '', 'application/json', 204)).toBeUndefined()
  expect(await read(readOptionalJson, '{"a":1}')).toEqual({ a: 1 })
  expect(await read(readNothing, 'anything')).toBeUndefined()
  expect(await read(readText, 'Grüße')).toBe('Grüße')
  const blob = (await read(readBlob, 'bytes', 'image/png')) as Blob
  expect([blob.type, await blob.text()]).toEqual(['image/png', 'bytes'])
})

test('the content type chooses the reader', async () => {
  const choose = readByContentType([
    ['application/json', readJson],
    ['text/*', readText],
  ])
  expect(await read(choose, '{"a":1}', 'Application/JSON; charset=utf-8')).toEqual({ a: 1 })
  expect(await read(choose, '{"a":1}', 'text/csv')).toBe('{"a":1}')
  const error = (await rejection(read(choose, 'x', 'image/png'))) as Error
  expect(error).toBeInstanceOf(ResponseFormatError)
  expect(error.message).toContain('image/png')
})

test.each([true, false])(
  'a body larger than the limit is refused (length announced: %s)',
  async (announced) => {
    const big = 'x'.repeat(200_000)
    const server = await serve((_request, response) => {
      response.writeHead(200, announced ? { 'content-length': String(big.length) } : {})
      response.end(big)
    })
    const client = clientFor(server, { maxResponseBytes: 100_000 })
    const error = (await rejection(client.call(getThing))) as DriftlessError
    expect(error).toBeInstanceOf(ResponseTooLargeError)
    expect(error.status).toBe(200)
    expect(server.received).toHaveLength(1)
    expect(await rejection(client.call({ ...getThing, read: readBlob }))).toBeInstanceOf(
      ResponseTooLargeError,
    )
    const whole = await client.call({ ...getThing, read: readText }, {}, { maxResponseBytes: 200_000 })
    expect(whole).toBe(big)
  },
)

test('int64: exact or an error', async () => {
  const fine =
    '{"id":9007199254740991,"text":"99999999999999999999 \\" 9007199254740993","float":0.12345678901234567,"big":100000000000000000000}'
  expect(await read(readExactJson, fine)).toEqual(JSON.parse(fine))
  const error = (await rejection(read(readExactJson, '{"id":9007199254740993}'))) as Error
  expect(error).toBeInstanceOf(ResponseFormatError)
  expect(error.message).toContain('9007199254740993')
  expect(await rejection(read(readExactJson, '{"a":"\\\\","id":[-9007199254740993]}'))).toBeInstanceOf(
    ResponseFormatError,
  )
})

test('int64 as bigint: what does not fit, and what is listed', async () => {
  const body =
    '{"id":9007199254740993,"other_id":5,"text":"9007199254740993","list":[-9007199254740995,1.5],"n":7}'
  expect(await read((response) => readJsonWithBigint(response), body)).toEqual({
    id: 9007199254740993n,
    other_id: 5,
    text: '9007199254740993',
    list: [-9007199254740995n, 1.5],
    n: 7,
  })
  const names = { fields: ['other_id'], convert: { id: toBigint, other_id: toBigint } }
  expect(await read((response) => readJsonWithBigint(response, names), body)).toMatchObject({
    id: 9007199254740993n,
    otherId: 5n,
    n: 7,
  })
  expect(
    await rejection(read((response) => readJsonWithBigint(response), '{"id":9007199254740993')),
  ).toBeInstanceOf(ResponseFormatError)
})
