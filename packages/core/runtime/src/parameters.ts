import { UsageError } from './errors.ts'
import type { Operation } from './operation.ts'

/** A table's own entry: a name such as `constructor` finds nothing that nobody put there. */
export function own<T>(table: Readonly<Record<string, T>> | undefined, key: string): T | undefined {
  return table && Object.hasOwn(table, key) ? table[key] : undefined
}

/** A primitive as text: dates in ISO form, objects as JSON. */
export function toText(value: unknown): string {
  if (value instanceof Date) return value.toISOString()
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value)
}

export function encode(text: string): string {
  return encodeURIComponent(text)
}

/** Whether a value has members that a style spreads; dates are primitives. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !(value instanceof Date)
}

/** Defined members of an object. */
export function members(value: Record<string, unknown>): [string, unknown][] {
  return Object.entries(value).filter((member) => member[1] !== undefined)
}

/**
 * The pieces of a value: a primitive is one, an array has one per item,
 * an object has its names and values in turn, or `name=value` pieces where `assign` is given.
 */
export function pieces(value: unknown, write: (text: string) => string = encode, assign?: string): string[] {
  const text = (item: unknown) => write(toText(item))
  if (Array.isArray(value)) return value.map(text)
  if (!isObject(value)) return [text(value)]
  return members(value).flatMap(([name, item]) =>
    assign ? [write(name) + assign + text(item)] : [write(name), text(item)],
  )
}

/** Query style `form` with explode, the default: `id=1&id=2`; an object gives one parameter per member. */
export function formQuery(name: string, value: unknown): string[] {
  if (!Array.isArray(value) && isObject(value)) return pieces(value, encode, '=')
  return pieces(value).map((piece) => `${encode(name)}=${piece}`)
}

/**
 * Fills the path template.
 * @throws UsageError for a missing value, and for a segment that comes out empty, `.` or `..`:
 *   servers and proxies would see another path.
 */
export function expandPath(operation: Operation, values: Readonly<Record<string, unknown>> = {}): string {
  return operation.path.replace(/[^/]*\{[^/]*/g, (segment) => {
    const expanded = segment.replace(/\{([^}]+)\}/g, (_, name: string) => {
      const value = own(values, name)
      if (value == null) throw new UsageError(`path parameter ${name} is missing`)
      return own(operation.pathStyles, name)?.(name, value) ?? pieces(value).join()
    })
    if (/^(\.|%(25)*2e){0,2}$/i.test(expanded)) {
      throw new UsageError(`path parameter of ${segment} makes a path segment that is empty, "." or ".."`)
    }
    return expanded
  })
}

/** Checks a path that is sent as it is. */
export function literalPath(_name: string, path: unknown): string {
  if (typeof path === 'string' && /^\/[^?#\\\s]*$/.test(path) && !/\/(\.|%(25)*2e){1,2}(\/|$)/i.test(path))
    return path
  throw new UsageError('a path begins with "/" and holds no query, fragment, "." or ".." segment')
}
