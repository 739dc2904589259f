import { type Making, made } from './answer.ts'
import { absent } from './data/absent.ts'
import { at, join, nest, replaceAt, wireKeys } from './keys.ts'
import type { PageEntry } from './table.ts'

/** How many items a list has that is made, and a page where nobody says. */
const listLength = 25
const pageSize = 10

/** One page of a list: whatever way its pages go, they follow each other, and what is said of the list is true. */
export function pageOf(pages: PageEntry, given: unknown, making: Making): unknown {
  const { encode, query, params } = making
  const items = Array.isArray(given) ? given : Array.from({ length: listLength }, () => ({}))
  const size = Math.max(1, Number(query.get(pages.limit ?? '') || pageSize))
  const list = wireKeys(pages.items, encode)
  // The whole list is made, so that an item is the same whichever page it stands on.
  const all = at(made(encode(nest(pages.items, items)), making), list) as readonly unknown[]
  const start = startOf(pages, query.get(pages.position), all, size, making)
  const page = all.slice(start, start + size)
  const end = start + size < all.length ? String(start + size) : undefined
  let about = nest(pages.items, [])
  if (pages.total !== undefined) about = join(about, nest(pages.total, all.length))
  // There is no next cursor behind the last page.
  if (pages.kind === 'cursor' && end === undefined) about = join(about, nest(pages.key ?? [], absent))
  const hints = join(encode(nest(pages.meta ?? [], said(pages, query, start, size))), encode(params))
  const next = pages.kind === 'cursor' && end !== undefined ? encode(nest(pages.key ?? [], end)) : undefined
  return replaceAt(made(join(encode(about), next ?? {}), making, hints), list, page)
}

/** Where a page begins. */
function startOf(
  { kind, items, key = [] }: PageEntry,
  position: string | null,
  all: readonly unknown[],
  size: number,
  { encode }: Making,
): number {
  const number = Number(position)
  if (position === null) return 0
  if (kind === 'page') return Math.max(0, (number || 1) - 1) * size
  if (kind !== 'before-id') return Math.max(0, number || 0)
  const id = wireKeys(key, encode, (item) => nest(items, [item])).slice(wireKeys(items, encode).length)
  // What is not in the list, as a first position may be, leads to its beginning.
  return all.findIndex((item) => String(at(item, id)) === position) + 1
}

/** What was asked for, in the words of the query: a list often says it again. */
function said(
  pages: PageEntry,
  query: URLSearchParams,
  start: number,
  size: number,
): Record<string, unknown> {
  const position = pages.kind === 'page' ? Math.floor(start / size) + 1 : start
  return {
    ...Object.fromEntries(
      [...query].map(([name, value]) => [name, value !== '' && Number(value) >= 0 ? Number(value) : value]),
    ),
    ...(pages.kind === 'page' || pages.kind === 'offset' ? { [pages.position]: position } : {}),
    ...(pages.limit === undefined ? {} : { [pages.limit]: size }),
  }
}
