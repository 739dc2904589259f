/** Values at the end of keys, and the wire names of these keys. */
import { isRecord } from './data/schema.ts'

/** An object that holds the value at the end of the keys. */
export function nest(keys: readonly string[], value: unknown): unknown {
  return keys.reduceRight<unknown>((inner, key) => ({ [key]: inner }), value)
}

/** Two nested objects as one; where both have a value, the second one's counts. */
export function join(first: unknown, second: unknown): unknown {
  if (!isRecord(first) || !isRecord(second)) return second
  const result: Record<string, unknown> = { ...first }
  for (const [key, value] of Object.entries(second)) {
    result[key] = Object.hasOwn(first, key) ? join(first[key], value) : value
  }
  return result
}

/** What stands at the end of the keys. */
export function at(value: unknown, keys: readonly string[]): unknown {
  return keys.reduce<unknown>((each, key) => (isRecord(each) ? each[key] : undefined), value)
}

/** A copy with another value at the end of the keys. */
export function replaceAt(value: unknown, keys: readonly string[], replacement: unknown): unknown {
  const [key, ...rest] = keys
  if (key === undefined) return replacement
  const record = isRecord(value) ? value : {}
  return { ...record, [key]: replaceAt(record[key], rest, replacement) }
}

/** The wire names of keys, as far as a client's tables tell. */
export function wireKeys(
  keys: readonly string[],
  encode: (value: unknown) => unknown,
  wrap: (value: unknown) => unknown = (value) => value,
): string[] {
  const marker = Symbol('here')
  const found: string[] = []
  let value = encode(wrap(nest(keys, marker)))
  while (value !== marker) {
    if (Array.isArray(value)) value = value[0]
    else {
      const [entry] = Object.entries(value as object)
      if (entry === undefined) throw new Error(`/${keys.join('/')} has no wire names`)
      found.push(entry[0])
      value = entry[1]
    }
  }
  return found
}
