import type { Notice } from '../model/types.ts'
import type { SpecProblem } from './errors.ts'
import { isObject, own } from './plain.ts'
import { toPointer } from './pointer.ts'
import { httpMethods } from './shapes.ts'
import type { Json, JsonObject } from './types.ts'

export interface OperationIds {
  readonly json: JsonObject
  readonly problems: readonly SpecProblem[]
  readonly notices: readonly Notice[]
}

interface Operation {
  readonly path: string
  readonly method: string
  readonly pointer: string
  readonly id: string | undefined
}

/** How many derived operationIds a notice names. */
const listedIds = 20

/**
 * Gives every operation below `paths` an operationId, and finds those that are used twice.
 *
 * Rule for a missing one: method, then each segment of the path as a capitalized word, parameters after `By`:
 * `GET /pets/{petId}/toys` is `getPetsByPetIdToys`, `GET /` is `getRoot`. If that is taken, by another derived one
 * (in the order of sorted paths) or by a given one, a number from 2 follows.
 */
export function completeOperationIds(json: JsonObject): OperationIds {
  const operations = listOperations(json)
  const owners = new Map<string, Operation>()
  const problems: SpecProblem[] = []
  for (const operation of operations) {
    if (operation.id === undefined) continue
    const owner = owners.get(operation.id)
    if (owner === undefined) owners.set(operation.id, operation)
    else problems.push(duplicate(operation, owner))
  }
  const derived = new Map<string, string>()
  for (const operation of operations) {
    if (operation.id !== undefined) continue
    const id = firstFree(deriveOperationId(operation.method, operation.path), owners)
    owners.set(id, operation)
    derived.set(operation.pointer, id)
  }
  if (derived.size === 0) return { json, problems, notices: [] }
  return { json: withOperationIds(json, derived), problems, notices: [notice(derived, operations)] }
}

/** Derives an operationId from method and path by the rule of {@link completeOperationIds}. */
export function deriveOperationId(method: string, path: string): string {
  const words = path.split('/').flatMap((segment) => {
    const parts = segment.split(/(\{[^}]*\})/)
    return parts.flatMap((part) => (part.startsWith('{') ? ['By', ...splitWords(part)] : splitWords(part)))
  })
  return method.toLowerCase() + (words.length === 0 ? 'Root' : words.map(capitalize).join(''))
}

function splitWords(text: string): string[] {
  return text.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '')
}

function capitalize(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1)
}

function firstFree(id: string, taken: ReadonlyMap<string, unknown>): string {
  if (!taken.has(id)) return id
  let number = 2
  while (taken.has(`${id}${number}`)) number += 1
  return `${id}${number}`
}

function listOperations(json: JsonObject): Operation[] {
  const paths = own(json, 'paths')
  if (!isObject(paths)) return []
  return Object.entries(paths).flatMap(([path, item]) => {
    if (path.startsWith('x-') || !isObject(item)) return []
    return httpMethods.flatMap((method): Operation[] => {
      const operation = own(item, method)
      if (!isObject(operation)) return []
      const id = own(operation, 'operationId')
      const pointer = toPointer(['paths', path, method])
      return [{ path, method, pointer, id: typeof id === 'string' && id !== '' ? id : undefined }]
    })
  })
}

function duplicate(operation: Operation, owner: Operation): SpecProblem {
  const id = JSON.stringify(operation.id)
  const message = `the operationId ${id} is already used at ${owner.pointer}; give one of the two another name.`
  return { pointer: `${operation.pointer}/operationId`, message }
}

function withOperationIds(json: JsonObject, derived: ReadonlyMap<string, string>): JsonObject {
  const paths = mapMembers(json.paths, (item, path) =>
    mapMembers(item, (operation, method) => {
      const id = derived.get(toPointer(['paths', path, method]))
      return id === undefined ? operation : sortedWith(operation, 'operationId', id)
    }),
  )
  return { ...json, paths }
}

function mapMembers(value: Json | undefined, change: (member: Json, key: string) => Json): Json {
  if (!isObject(value)) return value ?? null
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, change(member, key)]))
}

function sortedWith(value: Json, key: string, text: string): Json {
  if (!isObject(value)) return value
  const entries = Object.entries({ ...value, [key]: text })
  return Object.fromEntries(entries.sort(([left], [right]) => (left < right ? -1 : 1)))
}

function notice(derived: ReadonlyMap<string, string>, operations: readonly Operation[]): Notice {
  const named = operations.flatMap(({ pointer, method, path }) => {
    const id = derived.get(pointer)
    return id === undefined ? [] : [`${id} (${method.toUpperCase()} ${path})`]
  })
  const more = named.length > listedIds ? ` and ${named.length - listedIds} more` : ''
  const count = named.length === 1 ? '1 operation has' : `${named.length} operations have`
  const list = named.slice(0, listedIds).join(', ') + more
  return { pointer: '/paths', message: `${count} no operationId; derived from method and path: ${list}.` }
}
