/** Given for a property that must not say anything: it is left out, or null, or empty text. */
export const absent: symbol = Symbol('absent')

export function isAbsent(value: unknown): boolean {
  return value === absent
}
