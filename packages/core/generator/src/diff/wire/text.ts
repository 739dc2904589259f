import type { Json } from '../../document/types.ts'

/** A value as a sentence shows it, cut to size. */
export function shown(value: Json | undefined): string {
  if (value === undefined) return 'not set'
  const text = JSON.stringify(value)
  return `\`${text.length > 80 ? `${text.slice(0, 79)}…` : text}\``
}

/** `a`, `a or b`, `a, b or c`. */
export function list(items: readonly string[], word: 'and' | 'or'): string {
  const [last = '', ...others] = [...items].reverse()
  return others.length === 0 ? last : `${others.reverse().join(', ')} ${word} ${last}`
}
