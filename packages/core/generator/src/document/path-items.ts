import type { SpecProblem } from './errors.ts'
import { isObject, own } from './plain.ts'
import { toPointer } from './pointer.ts'
import { followRef } from './refs.ts'
import { httpMethods } from './shapes.ts'
import type { Json, JsonObject } from './types.ts'

/**
 * Writes path items out where `paths` only refers to them, so that every operation stands below the path it is
 * called by. Members beside the `$ref` win over those of the target. A target that several paths use gives its
 * operationIds to none of them, since each may stand only once; they are derived from the paths instead.
 */
export function inlinePathItems(json: JsonObject): { json: JsonObject; problems: readonly SpecProblem[] } {
  const paths = own(json, 'paths')
  if (!isObject(paths)) return { json, problems: [] }
  const problems: SpecProblem[] = []
  const uses = countUses(json, paths)
  const entries = Object.entries(paths).map(([path, item]): [string, Json] => {
    const ref = own(item, '$ref')
    if (path.startsWith('x-') || !isObject(item) || typeof ref !== 'string') return [path, item]
    const target = followRef(json, ref)
    const pointer = toPointer(['paths', path, '$ref'])
    if ('message' in target) {
      problems.push({ pointer, message: target.message })
      return [path, {}]
    }
    if (!isObject(target.value)) {
      problems.push({ pointer, message: `the $ref "${ref}" must point at a path item; correct it.` })
      return [path, {}]
    }
    const shared = (uses.get(target.pointer) ?? 0) > 1
    const { $ref: _, ...siblings } = item
    return [path, sorted({ ...(shared ? withoutOperationIds(target.value) : target.value), ...siblings })]
  })
  return { json: { ...json, paths: Object.fromEntries(entries) }, problems }
}

function countUses(json: JsonObject, paths: JsonObject): Map<string, number> {
  const uses = new Map<string, number>()
  for (const [path, item] of Object.entries(paths)) {
    const ref = own(item, '$ref')
    const target = typeof ref === 'string' ? followRef(json, ref) : { pointer: toPointer(['paths', path]) }
    if ('pointer' in target) uses.set(target.pointer, (uses.get(target.pointer) ?? 0) + 1)
  }
  return uses
}

function withoutOperationIds(item: JsonObject): JsonObject {
  const entries = Object.entries(item).map(([key, operation]): [string, Json] => {
    if (!httpMethods.includes(key) || !isObject(operation)) return [key, operation]
    const { operationId: _, ...rest } = operation
    return [key, rest]
  })
  return Object.fromEntries(entries)
}

function sorted(value: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1)))
}
