/** The ways to the next page. An operation brings along its own, so that a bundle holds no other. */
import { resultAt, valueAt } from '../pointers.ts'
import type { Turn } from './types.ts'

/** The server says where the next page begins. */
export const nextCursor: Turn = ({ operation: { key = [] }, body }) => valueAt(body, key) || undefined

/** The next page lies behind the id of the last item. */
export const nextId: Turn = ({ operation: { key = [] }, items }) =>
  items.length ? resultAt(items.at(-1), key) : undefined

/** The next page begins behind as many items as there were up to here, whatever page size the server grants. */
export const nextOffset: Turn = ({ operation: { total = [] }, body, items, position }) => {
  const end = Number(position ?? 0) + items.length
  // Nothing is beyond a total that is missing, or null.
  return items.length && !(total.length && end >= Number(valueAt(body, total) ?? Number.NaN))
    ? end
    : undefined
}

/** The next page has the next number. Pages before the first that this walk saw count as large as this one. */
export const nextPage: Turn = ({ operation: { total = [] }, body, items, position, place, before }) => {
  const number = Number(position ?? 1)
  const seen = before + (number - place) * items.length
  return items.length && !(total.length && seen >= Number(valueAt(body, total) ?? Number.NaN))
    ? number + 1
    : undefined
}
