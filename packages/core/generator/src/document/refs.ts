import { SpecError } from './errors.ts'
import { maxReferenceHops } from './limits.ts'
import { isArray, isObject, own } from './plain.ts'
import { fromPointer, toPointer } from './pointer.ts'
import type { Json, JsonObject, SpecDocument } from './types.ts'

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

/** Follows a reference to its end; what is wrong with it comes back as a sentence. */
export function followRef(json: JsonObject, ref: string): ResolvedRef | { readonly message: string } {
  const seen = new Set<string>()
  let current = ref
  for (;;) {
    const target = targetOfRef(json, current)
    if ('message' in target) return target
    if (seen.has(target.pointer)) return { message: circle(ref) }
    if (seen.size === maxReferenceHops) return { message: tooManyHops(ref) }
    seen.add(target.pointer)
    const next = own(target.value, '$ref')
    if (typeof next !== 'string' || !isObject(target.value)) return target
    current = next
  }
}

/** What a reference points at, which may be another reference. */
export function targetOfRef(json: JsonObject, ref: string): ResolvedRef | { readonly message: string } {
  const pointer = pointerOfRef(ref)
  if (pointer === undefined) return { message: foreignRef(ref) }
  const value = valueAt(json, pointer)
  if (value === undefined)
    return { message: `the $ref "${ref}" points at nothing; add its target or correct it.` }
  return { value, pointer }
}

export function circle(ref: string): string {
  return `the $ref "${ref}" leads in a circle and names no content; break the circle.`
}

export function tooManyHops(ref: string): string {
  return `the $ref "${ref}" leads through more than ${maxReferenceHops} others; point at the target.`
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
