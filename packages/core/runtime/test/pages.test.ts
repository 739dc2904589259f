import { describe, expect, expectTypeOf, test } from 'vitest'
import {
  type Client,
  isError,
  isErrorOf,
  NotFoundError,
  nextCursor,
  nextId,
  nextOffset,
  nextPage,
  type Page,
  type PagedOperation,
  PaginationError,
  paginate,
  ResponseFormatError,
  UsageError,
} from '../src/index.ts'
import { type Answer, clientFor, json, plain, rejection, serve, type TestServer } from './support/server.ts'

interface Item {
  readonly id: string
}

const shared = { method: 'GET', path: '/items', items: ['data'] }
const byOffset: PagedOperation = {
  ...shared,
  id: 'byOffset',
  turn: nextOffset,
  position: 'offset',
  meta: ['meta'],
  total: ['meta', 'total'],
}
const byPage: PagedOperation = { ...byOffset, id: 'byPage', turn: nextPage, position: 'page' }
const byCursor: PagedOperation = {
  ...shared,
  id: 'byCursor',
  turn: nextCursor,
  position: 'cursor',
  key: ['meta', 'next'],
}
const byId: PagedOperation = { ...shared, id: 'byId', turn: nextId, position: 'before', key: ['id'] }
const { total: _, ...byCount } = byOffset

const all = Array.from({ length: 7 }, (_, index): Item => ({ id: `${index + 1}` }))
const ids = (items: readonly Item[]) => items.map(({ id }) => id).join('')

/** Answers as a real list would: at most `cap` items, whatever is asked for. */
const list =
  (cap = 3): Answer =>
  (request, response) => {
    const query = new URL(request.url ?? '', 'http://x').searchParams
    const limit = Math.min(Number(query.get('limit') ?? cap), cap)
    const before = query.get('before')
    const start =
      Number(query.get('offset') ?? query.get('cursor') ?? 0) ||
      (Number(query.get('page') ?? 1) - 1) * limit ||
      (before === null ? 0 : all.findIndex(({ id }) => id === before) + 1)
    const data = all.slice(start, start + limit)
    const next = start + limit < all.length ? `${start + limit}` : null
    json({ data, meta: { total: all.length, next } })(request, response)
  }

const queries = ({ received }: TestServer) => received.map(({ url }) => url.split('?')[1] ?? '')
const read = async (source: AsyncIterable<Item>) => {
  const items: Item[] = []
  for await (const item of source) items.push(item)
  return ids(items)
}
const listed = (client: Client, operation: PagedOperation, query: object = {}) =>
  paginate<Item>(client, operation, { query })

describe('a list that pages', () => {
  test.each([
    ['offset', byOffset, ['', 'offset=3', 'offset=6']],
    ['offset without a total', byCount, ['', 'offset=3', 'offset=6', 'offset=7']],
    ['page', byPage, ['', 'page=2', 'page=3']],
    ['cursor', byCursor, ['', 'cursor=3', 'cursor=6']],
    ['before-id', byId, ['', 'before=3', 'before=6', 'before=7']],
  ])('is walked by %s to its end', async (_kind, operation, expected) => {
    const server = await serve(list())
    expect(await read(listed(clientFor(server), operation))).toBe('1234567')
    expect(queries(server)).toEqual(expected)
  })

  test.each([
    ['offset', byOffset, { offset: 2 }, '34567', ['offset=2', 'offset=5']],
    ['offset as text', byOffset, { offset: '5' }, '67', ['offset=5']],
    ['page', byPage, { page: 2 }, '4567', ['page=2', 'page=3', 'page=4']],
    ['cursor', byCursor, { cursor: '6' }, '7', ['cursor=6']],
    ['before-id', byId, { before: '5' }, '67', ['before=5', 'before=7']],
  ])('begins where the caller says, by %s', async (_kind, operation, query, expected, asked) => {
    const server = await serve(list())
    expect(await read(listed(clientFor(server), operation, query))).toBe(expected)
    expect(queries(server)).toEqual(asked)
  })

  test.each([
    ['offset', byOffset],
    ['page', byPage],
    ['before-id', byId],
  ])('loses nothing where the server grants smaller pages, by %s', async (_kind, operation) => {
    const server = await serve(list(2))
    expect(await read(listed(clientFor(server), operation, { limit: 100 }))).toBe('1234567')
    expect(queries(server)[1]).toContain('limit=100')
  })

  test.each([
    ['offset', byOffset],
    ['page', byPage],
  ])('goes on where the server does not know how many there are, by %s', async (_kind, operation) => {
    const pages = [all.slice(0, 4), all.slice(4), []]
    const server = await serve(...pages.map((data) => json({ data, meta: { total: null } })))
    expect(await read(listed(clientFor(server), operation))).toBe('1234567')
  })

  test('knows its end where it begins later', async () => {
    const client = clientFor(await serve(json({ data: all.slice(3, 6), meta: { total: 6 } })))
    expect((await listed(client, byPage, { page: 2 })).hasNext()).toBe(false)
    expect((await listed(client, byOffset, { offset: 3 })).hasNext()).toBe(false)
  })

  test('is one page where it is awaited, with what the server says about it', async () => {
    const server = await serve(list())
    const promise = paginate<Item, { total: number }>(clientFor(server), byOffset)
    expectTypeOf(promise).resolves.toEqualTypeOf<Page<Item, { total: number }>>()
    const page = await promise
    expect(page).toMatchObject({ items: all.slice(0, 3), meta: { total: 7 } })
    expect(page.hasNext()).toBe(true)
    expect(JSON.parse(JSON.stringify(page))).toEqual({
      items: all.slice(0, 3),
      meta: { total: 7, next: '3' },
    })
    expect(server.received).toHaveLength(1)
    const full = await promise.withResponse()
    expect(full).toMatchObject({ data: { items: page.items }, response: { status: 200 } })
    const last = await (await page.next()).next()
    expect([ids(last.items), last.hasNext()]).toEqual(['7', false])
    expect(server.received).toHaveLength(3)
  })

  test('gives whole pages', async () => {
    const server = await serve(list())
    const pages = []
    for await (const page of listed(clientFor(server), byCursor).pages()) pages.push(ids(page.items))
    expect(pages).toEqual(['123', '456', '7'])
  })

  test('gives the first items, from no more pages than they need', async () => {
    const server = await serve(list())
    const client = clientFor(server)
    for (const [count, expected, requests] of [
      [0, '', 1],
      [3, '123', 1],
      [4, '1234', 2],
      [Number.POSITIVE_INFINITY, '1234567', 3],
    ] as const) {
      server.received.length = 0
      expect(ids(await listed(client, byCursor).take(count))).toBe(expected)
      expect(server.received).toHaveLength(requests)
    }
    for (const count of [-1, 1.5, Number.NaN]) {
      expect(await rejection(listed(client, byCursor).take(count))).toBeInstanceOf(UsageError)
    }
  })

  test('asks for nothing more after `break`', async () => {
    const server = await serve(list())
    for await (const { id } of listed(clientFor(server), byCursor)) if (id === '2') break
    expect(server.received).toHaveLength(1)
  })

  test('may be empty, and an empty page with a cursor is not the last', async () => {
    const client = clientFor(await serve(json({ data: [], meta: { total: 0 } })))
    expect(await read(listed(client, byOffset))).toBe('')
    expect((await listed(client, byId)).hasNext()).toBe(false)
    const server = await serve(
      json({ data: [], meta: { next: 'b' } }),
      json({ data: [{ id: '1' }], meta: { next: '' } }),
    )
    expect(await read(listed(clientFor(server), byCursor))).toBe('1')
  })

  test('keeps arguments and options on every page, and decodes each', async () => {
    const server = await serve(list())
    const decode = (body: unknown) => ({
      list: (body as { data: Item[] }).data,
      meta: (body as { meta: object }).meta,
    })
    const operation = { ...byCursor, decode, items: ['list'] }
    const query = { severity: 'error' }
    const options = { headers: { 'x-a': '1' }, query: { kind: 'k' } }
    const calls = paginate<Item>(clientFor(server), operation, { query }, options)
    expect(ids(await calls.take(4))).toBe('1234')
    expect(queries(server)).toEqual(['severity=error&kind=k', 'severity=error&kind=k&cursor=3'])
    expect(server.received[1]?.headers['x-a']).toBe('1')
  })
})

describe('a list that goes wrong', () => {
  const answer = (id: string, next: string | null): Answer => json({ data: [{ id }], meta: { next } })

  test.each([
    ['at once', [answer('1', 'a'), answer('2', 'a')], '12'],
    ['after a while', [answer('1', 'a'), answer('2', 'b'), answer('3', 'a')], '123'],
  ])('a cursor that comes back %s is an error, never a loop', async (_name, answers, expected) => {
    const server = await serve(...answers)
    let seen = ''
    const walk = async () => {
      for await (const { id } of listed(clientFor(server), byCursor)) seen += id
    }
    const error = await rejection(walk())
    expect(error).toBeInstanceOf(PaginationError)
    expect(error).toMatchObject({
      name: 'PaginationError',
      message: 'byCursor: the server leads in a circle',
      operation: 'byCursor',
      api: 'test-api',
    })
    expect(isErrorOf(error, 'test-api')).toBe(true)
    expect(seen).toBe(expected)
    expect(server.received).toHaveLength(answers.length)
  })

  test('a page whose own cursor comes back can be read all the same', async () => {
    const client = clientFor(await serve(answer('1', 'a')))
    const page = await listed(client, byCursor, { cursor: 'a' })
    expect(ids(page.items)).toBe('1')
    expect(await rejection(page.next())).toBeInstanceOf(PaginationError)
  })

  test.each([
    ['offset', byOffset],
    ['offset without a total', byCount],
    ['page', byPage],
    ['before-id', byId],
  ])('a server that ignores the position is an error, by %s', async (_kind, operation) => {
    const server = await serve(json({ data: all.slice(0, 2), meta: { total: 100 } }))
    expect(await rejection(read(listed(clientFor(server), operation)))).toMatchObject({
      name: 'PaginationError',
      message: `${operation.id}: the server sent the same page again`,
      status: 200,
    })
    expect(server.received).toHaveLength(2)
  })

  test('there is nothing behind the last page', async () => {
    const server = await serve(list(10))
    const page = await listed(clientFor(server), byOffset)
    expect(page.hasNext()).toBe(false)
    expect(await rejection(page.next())).toMatchObject({ message: 'byOffset: there is no next page' })
    expect(server.received).toHaveLength(1)
  })

  test('a page that failed can be asked for again', async () => {
    const server = await serve(answer('1', 'a'), plain(404), answer('2', null))
    const page = await listed(clientFor(server), byCursor)
    expect(await rejection(page.next())).toBeInstanceOf(NotFoundError)
    expect(ids((await page.next()).items)).toBe('2')
  })

  test.each([[{}], [{ data: null }], [{ data: { 0: 'a' } }], [[]], ['text']])(
    'an answer without the list says where it should be: %j',
    async (body) => {
      expect(await rejection(listed(clientFor(await serve(json(body))), byCursor))).toMatchObject({
        name: 'ResponseFormatError',
        message: 'byCursor: the body has no list at /data',
      })
    },
  )

  test('an item without the id that leads on is an error, not the end', async () => {
    const client = clientFor(await serve(json({ data: [{ name: 'a' }] })))
    expect(await rejection(listed(client, byId))).toBeInstanceOf(ResponseFormatError)
  })

  test('a failed call is told once, to whoever reads', async () => {
    const client = clientFor(await serve(plain(404)))
    for (const work of [
      () => listed(client, byId),
      () => read(listed(client, byId)),
      () => listed(client, byId).take(2),
      () => listed(client, byId).withResponse(),
    ]) {
      const error = await rejection(work())
      expect(error).toBeInstanceOf(NotFoundError)
      expect(isError(error, (given: Client) => listed(given, byId), 404)).toBe(true)
      expect(isError(error, (given: Client) => listed(given, byPage), 404)).toBe(false)
    }
  })
})
