/** What all parameter styles are made of. */
import { toText } from './parameters.ts'

/** A table's own entry: a name such as `constructor` finds nothing that nobody put there. */
export function own<T>(table: Readonly<Record<string, T>> | undefined, key: string): T | undefined {
  return table && Object.hasOwn(table, key) ? table[key] : undefined
}

/** Defined members of an object; undefined for primitives, dates and arrays. */
export function membersOf(value: unknown): [string, unknown][] | undefined {
  return typeof value === 'object' && value && !(value instanceof Date || Array.isArray(value))
    ? Object.entries(value).filter((member) => member[1] !== undefined)
    : undefined
}

/** The pieces of a value: a primitive is one, an array has one per item, an object has names and values in turn. */
export function pieces(value: unknown, write: (text: string) => string = encodeURIComponent): string[] {
  return (membersOf(value) ?? [value]).flat().map((item) => write(toText(item)))
}

/** Query style `form` with explode, the default: `id=1&id=2`; an object gives one parameter per member. */
export function formQuery(name: string, value: unknown): string[] {
  return (
    membersOf(value)?.flatMap(([key, member]) => formQuery(key, member)) ??
    pieces(value).map((piece) => `${encodeURIComponent(name)}=${piece}`)
  )
}

/** Header style `simple`, the default: `3,4`, `R,100,G,200`. */
export function simpleHeader(_name: string, value: unknown): string {
  return pieces(value, String).join()
}
