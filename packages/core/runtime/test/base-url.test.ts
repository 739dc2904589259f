import { expect, test } from 'vitest'
import { type ClientDefaults, createClient, UsageError } from '../src/index.ts'
import { getThing } from './support/operations.ts'
import { clientFor, json, rejection, serve } from './support/server.ts'

const defaults: ClientDefaults = {
  api: 'test-api',
  version: '1',
  baseUrlVariable: 'DRIFTLESS_TEST_URL',
  pathPrefix: '/api/v1',
}

async function target(baseUrl: string | undefined, more: Partial<ClientDefaults> = {}): Promise<string> {
  let sent = ''
  const fetch = async (url: unknown) => {
    sent = String(url)
    return new Response('{}')
  }
  await createClient({ baseUrl, fetch }, { ...defaults, ...more }).call(getThing)
  return sent
}

test.each([
  ['http://h', 'http://h/api/v1/things'],
  ['http://h/', 'http://h/api/v1/things'],
  ['http://h:80//', 'http://h/api/v1/things'],
  ['https://h:8443/api/v1', 'https://h:8443/api/v1/things'],
  ['http://h/api/v1/', 'http://h/api/v1/things'],
  ['HTTP://h/proxy/', 'http://h/proxy/api/v1/things'],
  ['http://h/xapi/v1', 'http://h/xapi/v1/api/v1/things'],
  [' http://h ', 'http://h/api/v1/things'],
  ['http://[::1]:1/@me', 'http://[::1]:1/@me/api/v1/things'],
])('base URL %s', async (baseUrl, expected) => {
  expect(await target(baseUrl)).toBe(expected)
})

test.each([
  '',
  'localhost:80',
  'ftp://h',
  'http://',
  '//h',
  'http://u:secret@h',
  'http://h?secret=1',
  'http://h/#secret',
  'http://h:99999',
  'http:',
])('base URL %j is refused when the client is made, and not printed', (baseUrl) => {
  const make = () => createClient({ baseUrl }, defaults)
  expect(make).toThrow(UsageError)
  expect(make).toThrow(/pass an http\(s\) baseUrl or set DRIFTLESS_TEST_URL/)
  expect(make).not.toThrow(/secret/)
})

test('option before environment variable before default; without any, the error says what to do', async () => {
  expect(() => createClient({}, defaults)).toThrow('pass an http(s) baseUrl or set DRIFTLESS_TEST_URL')
  expect(await target(undefined, { baseUrl: 'http://default' })).toBe('http://default/api/v1/things')
  process.env.DRIFTLESS_TEST_URL = 'http://variable'
  try {
    expect(await target(undefined, { baseUrl: 'http://default' })).toBe('http://variable/api/v1/things')
    expect(await target('http://option')).toBe('http://option/api/v1/things')
  } finally {
    delete process.env.DRIFTLESS_TEST_URL
  }
})

test.each([-1, Number.NaN, '5'])('a limit of %j is refused', async (value) => {
  const limit = value as number
  const server = await serve(json({}))
  const ofClient = clientFor(server, { retryCapMs: limit }).call(getThing)
  expect(((await rejection(ofClient)) as Error).message).toContain('retryCapMs must be a number')
  const ofCall = clientFor(server).call(getThing, {}, { deadlineMs: limit })
  expect(await rejection(ofCall)).toBeInstanceOf(UsageError)
  expect(server.received).toHaveLength(0)
})

test('a limit of a call comes before that of its client, which one that is undefined leaves alone', async () => {
  const server = await serve(json({ text: 'x'.repeat(100) }))
  const client = clientFor(server, { maxResponseBytes: 10 })
  expect(await rejection(client.call(getThing))).toMatchObject({ name: 'ResponseTooLargeError' })
  const unlimited = client.call(getThing, {}, { maxResponseBytes: undefined })
  expect(await rejection(unlimited)).toMatchObject({ name: 'ResponseTooLargeError' })
  expect(await client.call(getThing, {}, { maxResponseBytes: 1_000 })).toHaveProperty('text')
})
