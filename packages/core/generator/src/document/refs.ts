import { SpecError, type SpecProblem } from './errors.ts'
import { isArray, isObject, own } from './plain.ts'
import { fromPointer, type Place, placeToPointer, toPointer } from './pointer.ts'
import { shapes } from './shapes.ts'
import type { Json, JsonObject, SpecDocument } from './types.ts'
import type { Reference } from './walk.ts'

/** What a reference stands for, once every `$ref` on the way has been followed. */
export interface ResolvedRef {
  readonly value: Json
  /** JSON pointer of `value`. */
  readonly pointer: string
}

/**
 * Follows a local reference, such as `#/components/schemas/Run`, to what it stands for; a target that is itself a
 * reference is followed too.
 *
 * @throws SpecError where it leads outside the document, to nothing, or in a circle.
 * @example
 * const { value, pointer } = resolveRef(document, '#/components/parameters/Limit')
 */
export function resolveRef(document: SpecDocument, ref: string): ResolvedRef {
  const result = followRef(document.json, ref)
  if ('message' in result) throw new SpecError(document.file, { message: result.message })
  return result
}

/** The JSON pointer that a local reference names; `undefined` for any other reference. */
export function pointerOfRef(ref: string): string | undefined {
  if (ref !== '#' && !ref.startsWith('#/')) return undefined
  try {
    return toPointer(fromPointer(decodeURIComponent(ref.slice(1))))
  } catch {
    return undefined
  }
}

/** Follows a reference; what is wrong with it comes back as a sentence. */
export function followRef(json: JsonObject, ref: string): ResolvedRef | { readonly message: string } {
  const seen = new Set<string>()
  let current = ref
  for (;;) {
    const pointer = pointerOfRef(current)
    if (pointer === undefined) return { message: foreignRef(current) }
    if (seen.has(pointer))
      return { message: `the $ref "${ref}" leads in a circle and names no content; break the circle.` }
    seen.add(pointer)
    const value = valueAt(json, pointer)
    if (value === undefined)
      return { message: `the $ref "${current}" points at nothing; add its target or correct it.` }
    const next = own(value, '$ref')
    if (typeof next !== 'string' || !isReferable(value)) return { value, pointer }
    current = next
  }
}

function isReferable(value: Json): boolean {
  return isObject(value)
}

function foreignRef(ref: string): string {
  if (ref.startsWith('#')) {
    return `the $ref "${ref}" names an anchor; only JSON pointers such as "#/components/schemas/Name" are followed.`
  }
  return `the $ref "${ref}" leads outside the document; bundle it into one file first, for instance with "npx @redocly/cli bundle".`
}

/** Reads the value at a JSON pointer; `undefined` where there is none. */
export function valueAt(json: Json, pointer: string): Json | undefined {
  let value: Json | undefined = json
  for (const key of fromPointer(pointer)) {
    if (isArray(value)) value = /^(?:0|[1-9]\d*)$/.test(key) ? value[Number(key)] : undefined
    else value = isObject(value) ? own(value, key) : undefined
    if (value === undefined) return undefined
  }
  return value
}

/** Collects references while a document is walked and then checks each distinct one once. */
export interface ReferenceCheck {
  readonly problems: readonly SpecProblem[]
  /** Targets in places that no walk from the top has reached, with the kind they are used as. */
  readonly unvisited: readonly {
    readonly value: JsonObject
    readonly reference: Reference
    readonly place: Place
  }[]
}

/**
 * Checks that references lead to something of the kind that their places ask for.
 *
 * @param kinds what each object that was reached so far is.
 */
export function checkReferences(
  json: JsonObject,
  references: readonly Reference[],
  kinds: ReadonlyMap<JsonObject, string>,
): ReferenceCheck {
  const problems: SpecProblem[] = []
  const unvisited: { value: JsonObject; reference: Reference; place: Place }[] = []
  const known = new Map<string, string | undefined>()
  for (const reference of references) {
    const key = `${reference.kind} ${reference.ref}`
    if (!known.has(key)) known.set(key, checkReference(reference))
    const message = known.get(key)
    if (message !== undefined) problems.push({ pointer: `${placeToPointer(reference.place)}/$ref`, message })
  }
  return { problems, unvisited }

  function checkReference(reference: Reference): string | undefined {
    const result = followRef(json, reference.ref)
    if ('message' in result) return result.message
    const { value, pointer } = result
    const { name } = shapes[reference.kind]
    if (reference.kind === 'schema' && typeof value === 'boolean') return undefined
    if (!isObject(value)) return `the $ref "${reference.ref}" must point at ${name}; correct it.`
    const kind = kinds.get(value)
    if (kind === undefined) unvisited.push({ value, reference, place: placeFromPointer(pointer) })
    else if (kind !== reference.kind) {
      return `the $ref "${reference.ref}" points at ${shapes[kind as keyof typeof shapes].name}, not at ${name}; correct it.`
    }
    return undefined
  }
}

function placeFromPointer(pointer: string): Place {
  let place: Place | undefined
  for (const key of fromPointer(pointer)) place = { parent: place, key }
  return place ?? { parent: undefined, key: '' }
}
