/** A value as text: dates in ISO form, other objects as JSON. @throws RangeError for a date that is none */
export function toText(value: unknown): string {
  const date = (value as Partial<Date> | null | undefined)?.toISOString?.()
  return date ?? (typeof value === 'object' ? JSON.stringify(value).replace(/^"|"$/g, '') : `${value}`)
}

/** One object of the defined members of several, the last of a name. */
export function merge(...groups: readonly (object | undefined)[]): Record<string, unknown> {
  return Object.fromEntries(
    groups.flatMap((group) => Object.entries(group ?? {}).filter((member) => member[1] !== undefined)),
  )
}
