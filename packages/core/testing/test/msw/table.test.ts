/** What an API may be that none of the clients here is: cursors, ids, JSON lines, bytes, paths that look alike. */
import { setupServer } from 'msw/node'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Schema } from '../../src/msw/data/schema.ts'
import { createHandlers, type HttpHandler, type OperationEntry, respondWith } from '../../src/msw/index.ts'

type Make = (answer?: unknown, options?: object) => HttpHandler

const item = {
  type: 'object',
  required: ['item_id'],
  properties: { item_id: { type: 'integer', minimum: 1 } },
}

const get = (id: string, path: string, rest: Partial<OperationEntry>): OperationEntry => ({
  ...{ id, method: 'GET', path, successes: {}, errors: {} },
  ...rest,
})
const json = (schema: Schema) => ({ 200: { mediaType: 'application/json', kind: 'json' as const, schema } })
const found = (next: Schema, required: string[] = []): Schema => ({
  type: 'object',
  required: ['all', ...required],
  properties: { all: { type: 'array', items: item }, next },
})
const byCursor = (schema: Schema): Partial<OperationEntry> => ({
  successes: json(schema),
  pages: { kind: 'cursor', position: 'from', limit: 'size', items: ['all'], key: ['next'] },
})
const operations = {
  optional: get('optional', '/optional', byCursor(found({ type: 'string' }))),
  nullable: get('nullable', '/nullable', byCursor(found({ type: ['string', 'null'] }, ['next']))),
  text: get('text', '/text', byCursor(found({ type: 'string' }, ['next']))),
  before: get('before', '/before', {
    successes: json({ type: 'array', items: item }),
    pages: { kind: 'before-id', position: 'before_id', items: [], key: ['item_id'] },
  }),
  lines: get('lines', '/lines', {
    successes: { 200: { mediaType: 'application/x-ndjson', kind: 'jsonLines', schema: item } },
    stream: { cursor: 'after', sequence: ['item_id'], terminal: [] },
  }),
  ticks: get('ticks', '/ticks', {
    successes: { 200: { mediaType: 'text/event-stream', kind: 'events' } },
    stream: { terminal: ['done'] },
  }),
  image: get('image', '/image', { successes: { 200: { mediaType: 'image/png', kind: 'bytes' } } }),
  huge: get('huge', '/huge', {
    successes: json({ type: 'object', properties: { size: { type: 'integer' } } }),
  }),
  one: get('one', '/things/{thingId}', { successes: json({ const: 'one' }) }),
  latest: get('latest', '/things/latest', { successes: json({ const: 'latest' }) }),
  file: get('file', '/things/{thingId}/{name}.json', {
    successes: json({ type: 'object', required: ['name'], properties: { name: { type: 'string' } } }),
  }),
  nothing: get('nothing', '/nothing', { successes: { 204: null }, errors: { '4XX': 'Problem', 500: null } }),
}
const handlers = createHandlers<{
  (): HttpHandler[]
  readonly name: Readonly<Record<keyof typeof operations, Make>>
}>({
  basePath: '',
  $defs: { Problem: { type: 'object', required: ['code'], properties: { code: { const: 'problem' } } } },
  // As a function has a name of its own.
  resources: { name: operations },
})
const server = setupServer(...handlers())
beforeAll(() => server.listen({ onUnhandledFrame: 'error' }))
afterEach(() => server.resetHandlers(...handlers()))
afterAll(() => server.close())

const answer = (path: string) => fetch(`http://x.test${path}`)
const body = (path: string) => answer(path).then((response) => response.json())

describe('cursors', () => {
  test.each([
    ['optional', undefined],
    ['nullable', null],
    ['text', ''],
  ])('that are %s end as their schema says', async (path, end) => {
    const ids: number[] = []
    const cursors: unknown[] = []
    for (let cursor: string | undefined = ''; cursor !== undefined && cursors.length < 9; ) {
      const page: { all: { item_id: number }[]; next?: string } = await body(
        `/${path}?size=10&from=${cursor}`,
      )
      ids.push(...page.all.map(({ item_id }) => item_id))
      cursors.push(page.next)
      cursor = page.next || undefined
    }
    expect(cursors).toEqual(['10', '20', end])
    expect(ids).toHaveLength(25)
  })
})

test('lists whose pages begin behind an id end with an empty one', async () => {
  server.use(handlers.name.before([{ item_id: 7 }, { item_id: 5 }, { item_id: 3 }]))
  expect(await body('/before?before_id=none')).toEqual([{ item_id: 7 }, { item_id: 5 }, { item_id: 3 }])
  expect(await body('/before?before_id=5')).toEqual([{ item_id: 3 }])
  expect(await body('/before?before_id=3')).toEqual([])
})

test('JSON lines go on behind the sequence that was asked for', async () => {
  expect(await answer('/lines').then((response) => response.text())).toBe(
    '{"item_id":1}\n{"item_id":2}\n{"item_id":3}\n',
  )
  expect(await answer('/lines?after=2').then((response) => response.text())).toBe('{"item_id":3}\n')
})

test('events without a schema are text, and the last one has the name that ends them', async () => {
  server.use(handlers.name.ticks(['a\nb']))
  const text = await answer('/ticks').then((response) => response.text())
  expect(text).toMatch(/^id: 1\ndata: a\ndata: b\n\nid: 2\nevent: done\ndata: \w+( \w+)?\n\n$/)
})

test('bytes have their media type, and are those that are given', async () => {
  expect((await answer('/image')).headers.get('content-type')).toBe('image/png')
  server.use(handlers.name.image(new Uint8Array([1, 2, 3])))
  expect([...new Uint8Array(await (await answer('/image')).arrayBuffer())]).toEqual([1, 2, 3])
})

test('a bigint is a number on the wire', async () => {
  server.use(handlers.name.huge({ size: 9007199254740993n }))
  expect(await answer('/huge').then((response) => response.text())).toBe('{"size":9007199254740993}')
})

test('a path with text comes before one with a parameter, whichever handler was added last', async () => {
  server.use(handlers.name.one())
  expect([await body('/things/latest'), await body('/things/7')]).toEqual(['latest', 'one'])
  expect(await body('/things/7/a%20b.json')).toEqual({ name: 'a b' })
})

test('ranges of statuses and answers without content are as declared', async () => {
  expect((await answer('/nothing')).status).toBe(204)
  server.use(handlers.name.nothing(respondWith(418)))
  expect(await body('/nothing')).toEqual({ code: 'problem' })
  server.use(handlers.name.nothing(respondWith(500)))
  expect(await answer('/nothing').then((response) => response.text())).toBe('')
})
