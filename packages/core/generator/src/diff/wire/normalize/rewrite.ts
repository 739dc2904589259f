import { isArray, isObject, own } from '../../../document/plain.ts'
import { fromPointer, type Place, placeToPointer } from '../../../document/pointer.ts'
import { type Kind, shapes } from '../../../document/shapes.ts'
import type { Json, JsonObject } from '../../../document/types.ts'

/** Says which object of a document each rewritten one was made of. */
export class Origins {
  readonly #places = new Map<JsonObject, Place | undefined>()

  /** Notes the place of a rewritten object; one that was noted keeps its own. */
  note(made: JsonObject, place: Place | undefined): void {
    if (!this.#places.has(made)) this.#places.set(made, place)
  }

  /** Lets a copy stand for the same place. */
  copy(from: JsonObject, to: JsonObject): void {
    if (this.#places.has(from)) this.#places.set(to, this.#places.get(from))
  }

  /** Pointer into the original document of what stands at a pointer into the rewritten one. */
  originOf(rewritten: JsonObject, pointer: string): string {
    const keys = fromPointer(pointer)
    let found = ''
    let rest = 0
    let value: Json | undefined = rewritten
    for (const [index, key] of keys.entries()) {
      value = own(value, key)
      if (isObject(value) && this.#places.has(value)) {
        found = placeToPointer(this.#places.get(value))
        rest = index + 1
      }
    }
    return found + pointerOfKeys(keys.slice(rest))
  }
}

function pointerOfKeys(keys: readonly string[]): string {
  return keys.map((key) => `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}

/** Makes something else of an object whose children are rewritten already. */
export type Rule = (node: JsonObject, kind: Kind) => JsonObject

/**
 * Copies a document; every object that OpenAPI gives a meaning goes through `rule`, children first.
 *
 * @param places whether the copies stand for their places in this document, or for what their originals stand for
 */
export function rewrite(
  json: JsonObject,
  rule: Rule,
  origins: Origins,
  places: 'note' | 'keep' = 'note',
): JsonObject {
  const copy = (value: Json, kind: Kind, place: Place | undefined): Json => {
    if (!isObject(value)) return value
    const shape = shapes[kind]
    const entries = Object.entries(value).map(([key, child]): [string, Json] => {
      const at: Place = { parent: place, key }
      if (shape.members !== undefined) {
        return [key, key.startsWith('x-') ? child : copy(child, shape.members, at)]
      }
      const slot = Object.hasOwn(shape.fields, key) ? shape.fields[key] : undefined
      if (slot === undefined) return [key, child]
      const [arrangement, childKind] = slot
      if (arrangement === 'one') return [key, copy(child, childKind, at)]
      if (arrangement === 'list') {
        if (!isArray(child)) return [key, child]
        return [key, child.map((item, index) => copy(item, childKind, { parent: at, key: index }))]
      }
      if (!isObject(child)) return [key, child]
      const members = Object.entries(child).map(([name, member]): [string, Json] => [
        name,
        copy(member, childKind, { parent: at, key: name }),
      ])
      return [key, Object.fromEntries(members)]
    })
    const copied = Object.fromEntries(entries)
    if (places === 'keep') origins.copy(value, copied)
    const made = rule(copied, kind)
    if (places === 'note') origins.note(made, place)
    return made
  }
  return copy(json, 'document', undefined) as JsonObject
}
