import { UsageError } from './errors.ts'
import type { Operation } from './operation.ts'

/** A table's own entry: a name such as `constructor` finds nothing that nobody put there. */
export function own<T>(table: Readonly<Record<string, T>> | undefined, key: string): T | undefined {
  return table && Object.hasOwn(table, key) ? table[key] : undefined
}

/** A primitive as text: dates in ISO form, objects as JSON. */
export function toText(value: unknown): string {
  if (value instanceof Date) return value.toISOString()
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
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

/**
 * Fills the path template.
 * @throws UsageError for a segment that comes out empty, `.` or `..`, however encoded: servers and proxies
 *   would see another path. The same for what a literal path cannot hold.
 */
export function expandPath(
  { path, pathStyles }: Operation,
  values: Readonly<Record<string, unknown>> = {},
): string {
  const expanded = path.replace(/[^/]+/g, (segment) => {
    const text = segment.replace(/\{([^}]+)\}/g, (_, name: string) => {
      const value = own(values, name) ?? ''
      return own(pathStyles, name)?.(name, value) ?? pieces(value).join()
    })
    if (/^(\.|%(25)*2e){0,2}$/i.test(text))
      throw new UsageError(`path segment ${segment} is empty, "." or ".."`)
    return text
  })
  if (!/^\/[^?#\\\s]*$/.test(expanded)) throw new UsageError(`${path} is not a path`)
  return expanded
}
