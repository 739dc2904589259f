import type { AnyCallOptions, CallArguments, Client } from '../client-types.ts'
import { type CallError, errorOf, usageError } from '../errors.ts'
import { valueAt } from '../pointers.ts'
import type { Page, PagedOperation, PagePromise } from './types.ts'

/** What a page knows of those before it. */
interface Walk {
  /** Positions that this walk has asked for, with their place in it. */
  readonly visited: Map<string, number>
  readonly place: number
  /** How many items the pages before had. */
  readonly before: number
  readonly previous: readonly unknown[]
}

/** An item as text; a bigint has no JSON. */
const textOf = (item: unknown) =>
  JSON.stringify(item, (_, value) => (typeof value === 'bigint' ? `${value}n` : value))

/**
 * Calls an operation that answers with pages. Each page is one call with the same arguments and options, but for
 * the position.
 *
 * A server that leads in a circle is a `PaginationError`: one that names a position again, or that sends the page
 * before once more.
 *
 * @example
 * for await (const event of paginate<RunEvent>(client, listEvents, { query: { limit: 100 } })) console.log(event)
 */
export function paginate<Item, Meta = undefined, E = unknown>(
  client: Client,
  operation: PagedOperation,
  args: CallArguments = {},
  options: AnyCallOptions = {},
  { visited, place, before, previous }: Walk = { visited: new Map(), place: 0, before: 0, previous: [] },
): PagePromise<Item, Meta, E> {
  const query: Readonly<Record<string, unknown>> = { ...args.query, ...options.query }
  const position = query[operation.position]

  const fail = (error: CallError): PagePromise<Item, Meta> => {
    const expand = () => {
      throw error
    }
    // As a call that is never sent, it knows its API and operation, and settles as any other.
    return paginate(client, { ...operation, expand }, args, options)
  }

  const decode = (received: unknown): Page<Item, Meta> => {
    const body = operation.decode ? operation.decode(received) : received
    const items = valueAt(body, operation.items)
    if (!Array.isArray(items)) {
      throw errorOf('ResponseFormat', `the body has no list at /${operation.items.join('/')}`, { body })
    }
    const isRepeated =
      items.length &&
      items.length === previous.length &&
      items.every((item, index) => textOf(item) === textOf(previous[index]))
    if (isRepeated) throw errorOf('Pagination', 'the server sent the same page again')
    const next = operation.turn({ operation, body, items, position, place, before })
    return {
      items,
      meta: (operation.meta && valueAt(body, operation.meta)) as Meta,
      hasNext: () => next !== undefined,
      next() {
        if (next === undefined) return fail(errorOf('Pagination', 'there is no next page'))
        visited.set(`${position}`, Math.min(place, visited.get(`${position}`) ?? place))
        if ((visited.get(`${next}`) ?? place + 1) <= place) {
          return fail(errorOf('Pagination', 'the server leads in a circle'))
        }
        return paginate(
          client,
          operation,
          args,
          { ...options, query: { ...options.query, [operation.position]: next } },
          { visited, place: place + 1, before: before + items.length, previous: items },
        )
      },
    }
  }

  const first = client.call<Page<Item, Meta>, E>({ ...operation, decode }, args, options)

  async function* pages() {
    let page = await first
    yield page
    while (page.hasNext()) {
      page = await page.next()
      yield page
    }
  }

  async function* each() {
    for await (const { items } of pages()) yield* items
  }

  return Object.assign(first, {
    pages,
    async take(count: number) {
      await first
      if (Math.round(count) !== count || count < 0) {
        throw usageError(`take(${count}): the count must be a whole number from 0`)
      }
      const taken: Item[] = []
      if (count) {
        for await (const item of each()) if (taken.push(item) >= count) break
      }
      return taken
    },
    [Symbol.asyncIterator]: each,
  })
}
