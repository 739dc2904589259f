/** A place in a document as a chain of keys; cheap to make while walking, written out only when needed. */
export interface Place {
  readonly parent: Place | undefined
  readonly key: string | number
}

/** Joins keys to a JSON pointer (RFC 6901): `['paths', '/runs']` is `/paths/~1runs`. */
export function toPointer(keys: readonly (string | number)[]): string {
  return keys.map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}

/** Splits a JSON pointer into its keys. */
export function fromPointer(pointer: string): string[] {
  if (pointer === '') return []
  return pointer
    .slice(1)
    .split('/')
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'))
}

/** Writes a place as a JSON pointer. */
export function placeToPointer(place: Place | undefined): string {
  const keys: (string | number)[] = []
  for (let current = place; current !== undefined; current = current.parent) keys.push(current.key)
  return toPointer(keys.reverse())
}
