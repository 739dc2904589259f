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

/** Defined members of an object; nothing for primitives, dates and arrays. */
export function membersOf(value: unknown): [string, unknown][] | undefined {
  return typeof value === 'object' && value && !(value instanceof Date || Array.isArray(value))
    ? Object.entries(value).filter((member) => member[1] !== undefined)
    : undefined
}

/**
 * The pieces of a value: a primitive is one, an array has one per item,
 * an object has its names and values in turn, or `name=value` pieces where `assign` is given.
 */
export function pieces(
  value: unknown,
  write: (text: string) => string = encodeURIComponent,
  assign?: string,
): string[] {
  const members = membersOf(value)
  if (!members) return [value].flat().map((item) => write(toText(item)))
  return members.flatMap(([name, item]) => {
    const pair = [write(name), write(toText(item))]
    return assign ? pair.join(assign) : pair
  })
}

/** Query style `form` with explode, the default: `id=1&id=2`; an object gives one parameter per member. */
export function formQuery(name: string, value: unknown): string[] {
  return membersOf(value)
    ? pieces(value, undefined, '=')
    : pieces(value).map((piece) => `${encodeURIComponent(name)}=${piece}`)
}

/** Whole segments that are empty, `.` or `..`, however encoded: servers and proxies would see another path. */
const traversal = /^(\.|%(25)*2e){0,2}$/i

/**
 * Fills the path template.
 * @throws UsageError for a missing value, and for a segment that comes out empty, `.` or `..`.
 */
export function expandPath(operation: Operation, values: Readonly<Record<string, unknown>> = {}): string {
  return operation.path.replace(/[^/]*\{[^/]*/g, (segment) => {
    const expanded = segment.replace(/\{([^}]+)\}/g, (_, name: string) => {
      const value = own(values, name) ?? ''
      return own(operation.pathStyles, name)?.(name, value) ?? pieces(value).join()
    })
    if (traversal.test(expanded))
      throw new UsageError(`path parameter ${segment} must not be empty, "." or ".."`)
    return expanded
  })
}

/**
 * Checks a path that is sent as it is.
 * @throws UsageError for anything but a plain absolute path.
 */
export function literalPath(_name: string, path: unknown): string {
  const text = String(path)
  if (!/^\/[^?#\\\s]*$/.test(text) || text.split('/').some((part) => part && traversal.test(part))) {
    throw new UsageError('a path must begin with "/" and hold no query, fragment, "." or ".."')
  }
  return text
}
