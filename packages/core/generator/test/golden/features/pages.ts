import { describe, expect, test } from 'vitest'
import type { Golden, LoosePromise } from '../support/golden.ts'

interface LoosePage {
  readonly items: readonly unknown[]
  readonly meta: unknown
  hasNext(): boolean
}

interface LoosePages extends LoosePromise, AsyncIterable<unknown> {
  take(count: number): Promise<unknown[]>
}

export function pageTests(golden: () => Golden): void {
  const call = async (method: string, ...given: unknown[]) => {
    const { lists } = await golden().client('pages')
    // A promise of a promise would be awaited, and be no list any more.
    return { list: lists?.[method]?.(...given) as LoosePages }
  }
  /** The items of two pages, and the queries that asked for them. */
  const walk = async (bodies: readonly unknown[], method: string, ...given: unknown[]) => {
    golden().server.json(bodies[0])
    const asked: string[] = []
    const ids: unknown[] = []
    const { list } = await call(method, ...given)
    for await (const item of list) {
      ids.push(item)
      asked.push(golden().server.only().url)
      golden().server.json(bodies[asked.length])
    }
    return { ids, asked, last: golden().server.arrived.map(({ url }) => url) }
  }
  const item = (id: string) => ({ item_id: id, secret_key: 'k' })

  describe('pages', () => {
    test('follow each other by offset, decoded, with renamed parameters', async () => {
      const body = (id: string) => ({ data: [item(id)], list_meta: { total_count: '2' } })
      expect(await walk([body('a'), body('b')], 'byOffset', { minLevel: 3, pageLimit: 1 })).toEqual({
        ids: [{ itemId: 'a' }, { itemId: 'b' }],
        asked: [
          '/offset-items?min_level=3&page_limit=1',
          '/offset-items?min_level=3&page_limit=1&start_at=1',
        ],
        last: [],
      })
    })

    test('follow each other by number, behind path parameters', async () => {
      const body = (id: string) => ({ data: [item(id)], list_meta: { total_count: 2 } })
      const { ids, asked } = await walk([body('a'), body('b')], 'byPage', 's')
      expect([ids.length, asked]).toEqual([2, ['/spaces/s/items', '/spaces/s/items?page=2']])
    })

    test('follow each other by cursor, with the body sent again', async () => {
      const body = (id: string, next: unknown) => ({
        found: { all_items: [{ item_id: id }], next_from: next },
      })
      const { ids, asked } = await walk([body('a', 'x/y'), body('b', null)], 'byCursor', {
        searchText: 't',
      })
      expect(ids).toEqual([{ itemId: 'a' }, { itemId: 'b' }])
      expect(asked).toEqual(['/cursor-items', '/cursor-items?next_from=x%2Fy'])
      golden().server.json(body('a', 'z'))
      expect(await (await call('byCursor', { searchText: 't' })).list.take(1)).toEqual([{ itemId: 'a' }])
      expect(golden().server.only().body).toBe('{"search_text":"t"}')
    })

    test('follow each other by the last id, in lists without envelope', async () => {
      expect(await walk([[item('b')], [item('a')], []], 'byId', { beforeId: 'c' })).toEqual({
        ids: [{ itemId: 'b' }, { itemId: 'a' }],
        asked: ['/before-items?before_id=c', '/before-items?before_id=b'],
        last: ['/before-items?before_id=a'],
      })
    })

    test('are one page where the call is awaited', async () => {
      golden().server.json({ data: [item('a')], list_meta: { total_count: '7' } })
      const page = (await (await call('byOffset')).list) as LoosePage
      expect([page.items, page.meta, page.hasNext()]).toEqual([[{ itemId: 'a' }], { totalCount: 7 }, true])
      const full = await (await call('byOffset')).list.withResponse()
      expect(full).toMatchObject({ data: { items: [{ itemId: 'a' }] }, response: { status: 200 } })
    })

    test('fail as any call does', async () => {
      golden().server.json({}, 404)
      const { main, operations } = await golden().module('pages')
      const { list } = await call('byOffset')
      const error = await list.catch((reason: unknown) => reason)
      expect(error instanceof (main.GoldenError as typeof Error)).toBe(true)
      expect(main.isError(error, operations.listByOffset, 404)).toBe(true)
      expect(main.isError(error, operations.listByPage, 404)).toBe(false)
      golden().server.json([item('c')])
      const circle = await (await call('byId', { beforeId: 'c' })).list.take(9).catch((each: unknown) => each)
      expect(circle instanceof (main.PaginationError as typeof Error)).toBe(true)
      expect(circle instanceof (main.GoldenError as typeof Error)).toBe(true)
    })
  })
}
