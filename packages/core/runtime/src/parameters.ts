/** A value as text: dates in ISO form, other objects as JSON. @throws RangeError for a date that is none */
export function toText(value: unknown): string {
  const date = (value as Partial<Date> | null | undefined)?.toISOString?.()
  return date ?? (typeof value === 'object' ? JSON.stringify(value).replace(/^"|"$/g, '') : `${value}`)
}

/** The defined members of several objects, the last of a name; without a prototype, so that no name means anything. */
export function merge(...groups: readonly (object | undefined)[]): Record<string, unknown> {
  const merged: Record<string, unknown> = Object.create(null)
  for (const group of groups) {
    // Faster than any way over an array of entries.
    for (const name in group) {
      const value = group[name as keyof typeof group]
      if (value !== undefined) merged[name] = value
    }
  }
  return merged
}
