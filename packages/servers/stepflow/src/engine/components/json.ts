/**
 * The JSON value that a value becomes when it is written; the same object if it is one already.
 *
 * @param value - not nested so deep that a recursion would fail.
 * @throws TypeError for what JSON cannot hold, such as a BigInt.
 */
export function toJson(value: unknown): unknown {
  if (isJson(value)) return value
  const text = JSON.stringify(value) as string | undefined
  return text === undefined ? null : (JSON.parse(text) as unknown)
}

function isJson(value: unknown): boolean {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return true
    case 'number':
      return Number.isFinite(value)
    case 'object':
      return value === null || isJsonObject(value)
    default:
      return false
  }
}

function isJsonObject(value: object): boolean {
  if (Array.isArray(value)) {
    // An index loop sees the holes of a sparse array, too.
    for (let index = 0; index < value.length; index++) if (!isJson(value[index])) return false
    return true
  }
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) return false
  if ('toJSON' in value && typeof value.toJSON === 'function') return false
  return Object.values(value).every(isJson)
}
