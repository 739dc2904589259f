import { isObject, own } from '../../document/plain.ts'
import { fromPointer, type Place, placeToPointer, toPointer } from '../../document/pointer.ts'
import { pointerOfRef } from '../../document/refs.ts'
import { httpMethods } from '../../document/shapes.ts'
import type { Json, JsonObject } from '../../document/types.ts'
import { walk } from '../../document/walk.ts'

/** How something goes over the wire; several are added up. */
export const sent = 1
export const received = 2
export const failed = 4
const everyWay = sent | received | failed

/** Which operations use something, by their pointers, and how. */
export type Uses = ReadonlyMap<string, number>

interface Edge {
  readonly to: string
  readonly ways: number
}

/** Knows of every place of a document which operations it reaches. */
export class UseIndex {
  readonly #json: JsonObject
  readonly #edges = new Map<string, Edge[]>()
  readonly #uses = new Map<string, Map<string, number>>()

  constructor(json: JsonObject) {
    this.#json = json
    walk(json, 'document', undefined, { reference: ({ ref, place }) => this.#addEdge(ref, place) })
    for (const operation of operationPointers(json)) this.#follow(operation)
  }

  /** The operations that meet what stands at a pointer. */
  usesOf(pointer: string): Uses {
    const keys = fromPointer(pointer)
    const owner = toPointer(keys.slice(0, 3))
    const ways = waysOf(this.#json, keys)
    const found = new Map<string, number>()
    const add = (operation: string, used: number) => {
      if (used !== 0) found.set(operation, (found.get(operation) ?? 0) | used)
    }
    for (const [operation, used] of this.#uses.get(owner) ?? []) add(operation, used & ways)
    if (keys[0] === 'paths' && keys.length >= 3 && httpMethods.includes(keys[2] ?? '')) add(owner, ways)
    else if (keys[0] === 'paths') {
      for (const operation of operationPointers(this.#json))
        if (operation.startsWith(`${pointer}/`)) add(operation, ways)
    }
    return found
  }

  #addEdge(ref: string, place: Place | undefined): void {
    const target = pointerOfRef(ref)
    if (target === undefined) return
    const keys = fromPointer(placeToPointer(place))
    const from = toPointer(keys.slice(0, 3))
    const ways = waysOf(this.#json, keys)
    const to = toPointer(fromPointer(target).slice(0, 3))
    const edges = this.#edges.get(from)
    if (edges === undefined) this.#edges.set(from, [{ to, ways }])
    else edges.push({ to, ways })
  }

  /** Goes along references from an operation; a place is met again only in a way that is new to it. */
  #follow(operation: string): void {
    const waiting: Edge[] = [...(this.#edges.get(operation) ?? [])]
    for (let edge = waiting.pop(); edge !== undefined; edge = waiting.pop()) {
      const uses = this.#uses.get(edge.to) ?? new Map<string, number>()
      this.#uses.set(edge.to, uses)
      const known = uses.get(operation) ?? 0
      const ways = known | edge.ways
      if (ways === known) continue
      uses.set(operation, ways)
      for (const next of this.#edges.get(edge.to) ?? []) waiting.push({ to: next.to, ways: next.ways & ways })
    }
  }
}

/** The operations of a document, as pointers. */
export function operationPointers(json: JsonObject): string[] {
  const paths = own(json, 'paths')
  if (!isObject(paths)) return []
  return Object.entries(paths).flatMap(([path, item]) =>
    httpMethods
      .filter((method) => isObject(own(item, method)))
      .map((method) => toPointer(['paths', path, method])),
  )
}

/** The ways in which a place can be used at all: by the part of the operation that it is in, and by readOnly and writeOnly. */
function waysOf(json: JsonObject, keys: readonly string[]): number {
  let ways = everyWay
  if (keys[0] === 'paths') ways = partWays(keys)
  let value: Json | undefined = json
  for (const [index, key] of keys.entries()) {
    value = own(value, key)
    // Only objects that are schemas have these flags; a property of such a name is an object, never `true`.
    if (index < 2 || !isObject(value)) continue
    if (value.readOnly === true) ways &= ~sent
    if (value.writeOnly === true) ways &= sent
  }
  return ways
}

function partWays([, , , part, status = '']: readonly string[]): number {
  switch (part) {
    case 'parameters':
    case 'requestBody':
      return sent
    case 'responses':
      return isSuccess(status) ? received : failed
    case 'callbacks':
      return received
    default:
      return everyWay
  }
}

/** Whether a status of a document stands for a success. */
export function isSuccess(status: string): boolean {
  return /^[23]/.test(status)
}
