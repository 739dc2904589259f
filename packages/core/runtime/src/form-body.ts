import type { PropertyEncoding, RequestBody } from './operation.ts'
import { formQuery, membersOf, own } from './pieces.ts'
import { commaQuery, deepObjectQuery, jsonQuery, pipeQuery, spaceQuery } from './styles.ts'

function writeProperty(name: string, value: unknown, encoding: PropertyEncoding | undefined): string[] {
  const { contentType, style, explode = !style || style === 'form' } = encoding ?? {}
  if (style === 'deepObject') return deepObjectQuery(name, value)
  if (style === 'spaceDelimited' && !explode) return spaceQuery(name, value)
  if (style === 'pipeDelimited' && !explode) return pipeQuery(name, value)
  if (!explode) return commaQuery(name, value)
  if (style) return formQuery(name, value)
  if (contentType?.includes('json')) return jsonQuery(name, value)
  // Without a style, objects are JSON and arrays are repeated.
  return (Array.isArray(value) ? value : [value]).flatMap((item) =>
    membersOf(item) ? jsonQuery(name, item) : formQuery(name, item),
  )
}

/**
 * Writes `application/x-www-form-urlencoded`.
 * @param encoding by wire name, where a property differs from the default
 */
export function formBody(value: unknown, encoding?: Readonly<Record<string, PropertyEncoding>>): RequestBody {
  const pairs = Object.entries(value as object).flatMap(([name, member]) =>
    member === undefined ? [] : writeProperty(name, member, own(encoding, name)),
  )
  return {
    body: pairs.join('&').replaceAll('%20', '+'),
    contentType: 'application/x-www-form-urlencoded',
  }
}
