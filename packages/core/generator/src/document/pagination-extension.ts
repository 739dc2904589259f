import { isObject } from './plain.ts'
import type { Json } from './types.ts'

const isText = (value: Json): boolean => typeof value === 'string' && value !== ''
const isPointer = (value: Json): boolean => typeof value === 'string' && /^(?:$|\/)/.test(value)

interface Member {
  readonly required: boolean
  readonly value: string
  readonly accepts: (value: Json) => boolean
}

const parameter = (required: boolean): Member => ({
  required,
  value: 'the name of a query parameter',
  accepts: isText,
})
const pointer = (required: boolean): Member => ({
  required,
  value: 'a JSON pointer such as "/data"',
  accepts: isPointer,
})

const list = { limit: parameter(false), items: pointer(true), meta: pointer(false) }

/** What `x-driftless-pagination` may say, by its kind; whether that fits its operation, the model tells. */
const kinds: Readonly<Record<string, Readonly<Record<string, Member>>>> = {
  offset: { offset: parameter(true), total: pointer(false), ...list },
  page: { page: parameter(true), total: pointer(false), ...list },
  cursor: { cursor: parameter(true), next: pointer(true), ...list },
  'before-id': { before: parameter(true), id: pointer(true), ...list },
}

const quoted = (names: readonly string[]): string => names.map((name) => JSON.stringify(name)).join(', ')

/** Says what is wrong with an `x-driftless-pagination`; the text goes on behind its name. */
export function paginationProblem(value: Json): string | undefined {
  if (!isObject(value)) return undefined
  const { kind, ...given } = value
  const members = typeof kind === 'string' && Object.hasOwn(kinds, kind) ? kinds[kind] : undefined
  if (members === undefined) return ` needs a "kind" that is one of ${quoted(Object.keys(kinds))}`
  for (const [name, member] of Object.entries(given)) {
    const expected = Object.hasOwn(members, name) ? members[name] : undefined
    if (expected === undefined) {
      return `: ${JSON.stringify(name)} means nothing for kind ${JSON.stringify(kind)}; it takes ${quoted(Object.keys(members))}`
    }
    if (!expected.accepts(member)) return `: ${JSON.stringify(name)} must be ${expected.value}`
  }
  const missing = Object.keys(members).find((name) => members[name]?.required && given[name] === undefined)
  return missing === undefined ? undefined : `: kind ${JSON.stringify(kind)} needs ${JSON.stringify(missing)}`
}
