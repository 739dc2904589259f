import type { Json, JsonObject } from './types.ts'

/** Whether a value is a JSON object: neither `null` nor an array. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Whether a value is a JSON array; narrower than `Array.isArray`, which yields `any[]`. */
export function isArray(value: unknown): value is readonly Json[] {
  return Array.isArray(value)
}

/** Reads a member of an object or array that is its own: `constructor` is not found on `{}`. */
export function own(value: unknown, key: string | number): Json | undefined {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined
  return (value as Record<string, Json>)[key]
}

/** Names a value's kind in a sentence: `null`, `an array`, `an object`, `the number 3`, `the text "a"`. */
export function describe(value: unknown): string {
  if (value === null || value === undefined) return 'null'
  if (Array.isArray(value)) return 'an array'
  if (typeof value === 'object') return 'an object'
  if (typeof value === 'string') return `the text ${JSON.stringify(shorten(value))}`
  return `${typeof value === 'number' ? 'the number ' : ''}${String(value)}`
}

function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 59)}…` : text
}
