import { usageError } from './errors.ts'
import type { Operation } from './operation.ts'

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

/** Defined members of several groups. */
export function given(...groups: readonly (object | undefined)[]): [name: string, value: unknown][] {
  return groups.flatMap((group) =>
    group ? Object.entries(group).filter((member) => member[1] !== undefined) : [],
  )
}

/**
 * Fills the path template.
 * @throws UsageError for an empty value, and for a segment that comes out as `.` or `..`, however encoded:
 *   servers and proxies would see another path.
 */
export function expandPath(
  { path, pathStyles }: Operation,
  values: Readonly<Record<string, unknown>> = {},
): string {
  const expanded = path.replace(/{(.+?)}/g, (_, name: string) => {
    const value = values[name] ?? ''
    // Nothing becomes what is refused below.
    return (pathStyles?.[name]?.(name, value) ?? encodeURIComponent(toText(value))) || '/./'
  })
  if (/\/(\.|%(25)*2e){1,2}(\/|$)/i.test(expanded)) {
    throw usageError(`${path}: a value is empty, "." or ".."`)
  }
  return expanded
}
