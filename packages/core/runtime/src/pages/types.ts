/** What callers see of pages, and what generated code says about them: types only. */
import type { ApiPromise } from '../api-promise.ts'
import type { Operation } from '../operation.ts'

/** One page of a list. */
export interface Page<Item, Meta = undefined> {
  readonly items: readonly Item[]
  /** What the server says about the list, where that is declared. */
  readonly meta: Meta
  /** Whether a next page can be asked for. Where the list has no total, only an empty page is surely the last. */
  hasNext(): boolean
  /**
   * Asks for the next page; may be called again where that failed.
   * @throws PaginationError if there is none, or if the server led to this place before
   */
  next(): PagePromise<Item, Meta>
}

/**
 * The promise of a page. Awaited, it gives the page; `for await` gives the items of this page and of all that follow,
 * each page when it is needed.
 */
export interface PagePromise<Item, Meta = undefined, E = unknown>
  extends ApiPromise<Page<Item, Meta>, E>,
    AsyncIterable<Item> {
  /** Gives this page and all that follow, each when it is needed. */
  pages(): AsyncGenerator<Page<Item, Meta>, void, undefined>
  /**
   * Gives the first items in one list, and asks for no more pages than they need.
   * @param count how many at most; `Infinity` for all
   * @throws UsageError if the count is no whole number from 0
   */
  take(count: number): Promise<Item[]>
}

/** The operation behind pages: the constant of a generated function. */
export interface PagedOperation extends Operation {
  /** Finds the next page: `nextCursor`, `nextId`, `nextOffset` or `nextPage`. */
  readonly turn: Turn
  /** Query parameter that says which page, by TypeScript name. */
  readonly position: string
  /** Keys on the way to the list in a decoded answer. */
  readonly items: readonly string[]
  /** Keys on the way to what is said about the list. */
  readonly meta?: readonly string[]
  /** Keys on the way to the number of all items. */
  readonly total?: readonly string[]
  /** Keys on the way to what `turn` reads: the next cursor in an answer, or the id in an item. */
  readonly key?: readonly string[]
}

/** What is known of a page when the next one is looked for. */
export interface Turned {
  readonly operation: PagedOperation
  /** The decoded answer. */
  readonly body: unknown
  readonly items: readonly unknown[]
  /** The position that was asked for; undefined for the first page. */
  readonly position: unknown
  /** How many pages this walk saw before this one, and how many items they had. */
  readonly place: number
  readonly before: number
}

/** Finds the position of the next page; undefined where there is none. */
export type Turn = (page: Turned) => unknown
