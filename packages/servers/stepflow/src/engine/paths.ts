/** A path into a JSON value: property names and array indexes. */
export type JsonPath = readonly (string | number)[]

/** The text of a path that cannot be read. */
export class PathSyntaxError extends Error {
  constructor(text: string, reason: string) {
    super(`Path ${JSON.stringify(text)} is not valid: ${reason}`)
    this.name = 'PathSyntaxError'
  }
}

/** Alternatives in order: `.name`, `["name"]`, `['name']`, `[0]`. */
const SEGMENT = /\.([^.[\]]+)|\["((?:[^"\\]|\\.)*)"\]|\['((?:[^'\\]|\\.)*)'\]|\[(\d+)\]/suy

/**
 * Reads `$.name["other name"][0]`. Empty text and `$` are the whole value; text without a leading `$`
 * is the name of one property, whatever it holds.
 *
 * @throws PathSyntaxError for negative indexes, slices, wildcards and everything else.
 */
export function parsePath(text: string): JsonPath {
  if (text === '') return []
  if (!text.startsWith('$')) return [text]
  const path: (string | number)[] = []
  SEGMENT.lastIndex = 1
  while (SEGMENT.lastIndex < text.length) {
    const start = SEGMENT.lastIndex
    const match = SEGMENT.exec(text)
    if (match === null) throw new PathSyntaxError(text, unreadable(text.slice(start)))
    const segment = segmentOf(match)
    if (typeof segment === 'number' && !Number.isSafeInteger(segment)) {
      throw new PathSyntaxError(text, `the index ${match[0]} is too large`)
    }
    path.push(segment)
  }
  SEGMENT.lastIndex = 0
  return path
}

function unreadable(rest: string): string {
  SEGMENT.lastIndex = 0
  return `cannot read ${JSON.stringify(rest)}; expected .name, ["name"] or [index]`
}

function segmentOf([, name, double, single, index]: RegExpExecArray): string | number {
  if (index !== undefined) return Number(index)
  if (name !== undefined) return name
  return (double ?? single ?? '').replaceAll(/\\(.)/gsu, '$1')
}

/** Writes a path so that `parsePath` reads the same one: `$`, `$.name`, `$["a b"][0]`. */
export function formatPath(path: JsonPath): string {
  return `$${path.map(formatSegment).join('')}`
}

function formatSegment(segment: string | number): string {
  if (typeof segment === 'number') return `[${segment}]`
  if (/^[\p{L}_$][\p{L}\p{N}_$-]*$/u.test(segment)) return `.${segment}`
  return `["${segment.replaceAll(/["\\]/g, '\\$&')}"]`
}

/** What a path leads to; `found` tells a missing value from one that is null. */
export type Lookup = { readonly found: true; readonly value: unknown } | { readonly found: false }

/** Follows a path through own properties only. */
export function lookUp(value: unknown, path: JsonPath): Lookup {
  let current = value
  for (const segment of path) {
    if (typeof current !== 'object' || current === null) return { found: false }
    if (Array.isArray(current) !== (typeof segment === 'number')) return { found: false }
    if (!Object.hasOwn(current, segment)) return { found: false }
    current = (current as Record<string | number, unknown>)[segment]
  }
  return { found: true, value: current }
}
