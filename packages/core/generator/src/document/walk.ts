import { describe, isArray, isObject, own } from './plain.ts'
import { type Place, placeToPointer } from './pointer.ts'
import { type Kind, shapes } from './shapes.ts'
import type { Json, JsonObject } from './types.ts'

/** A `$ref` in a place where OpenAPI reads it as a reference. */
export interface Reference {
  readonly ref: string
  /** The object that holds the `$ref`. */
  readonly node: JsonObject
  /** What the place asks for. */
  readonly kind: Kind
  readonly place: Place | undefined
}

export interface WalkHandlers {
  /** Called for every object that OpenAPI gives a meaning, parents first; a reference counts as what it stands for. */
  readonly enter?: (node: JsonObject, kind: Kind, place: Place | undefined) => void
  readonly reference?: (reference: Reference) => void
  /** Called where a value is of the wrong sort for its place. */
  readonly misfit?: (place: Place | undefined, message: string) => void
}

/**
 * Walks one object and everything below it that OpenAPI gives a meaning. Values of `example`, `default`, `enum`,
 * `const` and of extensions are data and never entered.
 */
export function walk(value: Json, kind: Kind, place: Place | undefined, handlers: WalkHandlers): void {
  if (kind === 'schema' && typeof value === 'boolean') return
  const shape = shapes[kind]
  if (!isObject(value)) {
    handlers.misfit?.(place, `${shape.name} must be an object, not ${describe(value)}.`)
    return
  }
  handlers.enter?.(value, kind, place)
  const ref = shape.referable ? own(value, '$ref') : undefined
  if (typeof ref === 'string') handlers.reference?.({ ref, node: value, kind, place })
  else if (ref !== undefined) handlers.misfit?.({ parent: place, key: '$ref' }, `$ref must be a text.`)
  for (const key of Object.keys(value)) {
    const child = value[key] as Json
    if (shape.members !== undefined) {
      if (!key.startsWith('x-') && key !== '$ref')
        walk(child, shape.members, { parent: place, key }, handlers)
      continue
    }
    const slot = Object.hasOwn(shape.fields, key) ? shape.fields[key] : undefined
    if (slot === undefined) continue
    const [arrangement, childKind] = slot
    const childPlace: Place = { parent: place, key }
    if (arrangement === 'one') walk(child, childKind, childPlace, handlers)
    else if (arrangement === 'map') walkMap(child, childKind, childPlace, handlers)
    else walkList(child, childKind, childPlace, handlers)
  }
}

function walkMap(value: Json, kind: Kind, place: Place, handlers: WalkHandlers): void {
  if (!isObject(value)) {
    handlers.misfit?.(place, `${place.key} must be an object, not ${describe(value)}.`)
    return
  }
  for (const key of Object.keys(value)) walk(value[key] as Json, kind, { parent: place, key }, handlers)
}

function walkList(value: Json, kind: Kind, place: Place, handlers: WalkHandlers): void {
  if (!isArray(value)) {
    handlers.misfit?.(place, `${place.key} must be an array, not ${describe(value)}.`)
    return
  }
  for (const [key, item] of value.entries()) walk(item, kind, { parent: place, key }, handlers)
}

/**
 * Calls `visit` for every schema of a document with its JSON pointer, parents first, references included as they
 * stand (`{ $ref }`); schemas that are `true` or `false` are passed over.
 */
export function walkSchemas(json: JsonObject, visit: (schema: JsonObject, pointer: string) => void): void {
  walk(json, 'document', undefined, {
    enter: (node, kind, place) => {
      if (kind === 'schema') visit(node, placeToPointer(place))
    },
  })
}
