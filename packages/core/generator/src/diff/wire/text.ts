import { stableJson } from '../../document/json-text.ts'
import { isArray, isObject } from '../../document/plain.ts'
import type { Json } from '../../document/types.ts'

/** Stands before the text of a value that redocly would not look into. */
const asText = 'x-driftless-as-text'

/** A value as redocly compares it: of objects, and of lists with objects in them, it compares nothing. */
export function comparable(value: Json): Json {
  const hasObject = (each: Json): boolean => (isArray(each) ? each.some(hasObject) : isObject(each))
  return hasObject(value) ? [asText, stableJson(value)] : value
}

/** A value as a sentence shows it, cut to size. */
export function shown(value: Json | undefined): string {
  if (value === undefined) return 'not set'
  const [mark, written] = isArray(value) ? value : []
  const text = mark === asText ? JSON.stringify(JSON.parse(String(written))) : JSON.stringify(value)
  return `\`${text.length > 80 ? `${text.slice(0, 79)}…` : text}\``
}

/** `a`, `a or b`, `a, b or c`. */
export function list(items: readonly string[], word: 'and' | 'or'): string {
  const [last = '', ...others] = [...items].reverse()
  return others.length === 0 ? last : `${others.reverse().join(', ')} ${word} ${last}`
}
