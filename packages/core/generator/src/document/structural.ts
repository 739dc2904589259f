import type { SpecProblem } from './errors.ts'
import { extensionProblem } from './extensions.ts'
import { checkOperations } from './operation-rules.ts'
import { own } from './plain.ts'
import { type Place, placeToPointer } from './pointer.ts'
import { checkReferences, findCircles } from './reference-check.ts'
import { followRef, pointerOfRef } from './refs.ts'
import { below, rules } from './rules.ts'
import type { Kind } from './shapes.ts'
import type { Json, JsonObject } from './types.ts'
import type { SpecVersion } from './version.ts'
import { type Reference, type WalkHandlers, walk } from './walk.ts'

/**
 * Finds what keeps a client from being generated: places that hold the wrong sort of value, references that lead
 * nowhere, unknown `x-driftless-*` keys, and what the rules of each kind say. Everything found is returned, not only
 * the first.
 */
export function checkStructure(json: JsonObject, version: SpecVersion): SpecProblem[] {
  const problems: SpecProblem[] = []
  const kinds = new Map<JsonObject, Kind>()
  let references: Reference[] = []
  const next = new Map<Reference, JsonObject>()
  const handlers: WalkHandlers = {
    enter: (node, kind, place) => {
      kinds.set(node, kind)
      rules[kind]?.(node, (keys, message) => {
        problems.push({ pointer: below(placeToPointer(place), keys), message })
      })
      for (const problem of checkExtensions(node, kind, place)) problems.push(problem)
      if (kind === 'discriminator') {
        for (const problem of checkMapping(json, node, place)) problems.push(problem)
      }
    },
    reference: (reference) => {
      references.push(reference)
    },
    misfit: (place, message) => {
      problems.push({ pointer: placeToPointer(place), message })
    },
  }
  walk(json, 'document', undefined, handlers)
  // A reference may lead to a place that is data to the grammar, such as an extension; what stands there is walked too.
  while (references.length > 0) {
    const check = checkReferences(json, references, kinds, next)
    // Not `push(...)`: a hostile document has more problems than a call can have arguments.
    for (const problem of check.problems) problems.push(problem)
    references = []
    for (const { value, kind, place } of check.unvisited) {
      if (!kinds.has(value)) walk(value, kind, place, handlers)
    }
  }
  return [...problems, ...findCircles(next), ...checkOperations(json, version)]
}

function checkExtensions(node: JsonObject, kind: Kind, place: Place | undefined): SpecProblem[] {
  const problems: SpecProblem[] = []
  for (const key in node) {
    if (!key.startsWith('x-driftless-')) continue
    const message = extensionProblem(key, node[key] as Json, kind)
    if (message !== undefined) problems.push({ pointer: below(placeToPointer(place), [key]), message })
  }
  return problems
}

/** Values of a discriminator's mapping are references without being called `$ref`; plain names are schema names. */
function checkMapping(json: JsonObject, node: JsonObject, place: Place | undefined): SpecProblem[] {
  const mapping = own(node, 'mapping')
  if (typeof mapping !== 'object' || mapping === null) return []
  return Object.entries(mapping).flatMap(([value, target]): SpecProblem[] => {
    const pointer = below(placeToPointer(place), ['mapping', value])
    if (typeof target !== 'string')
      return [{ pointer, message: 'a mapping must be the name of a schema or a reference to one.' }]
    if (own(own(own(json, 'components'), 'schemas'), target) !== undefined) return []
    const ref =
      pointerOfRef(target) === undefined && !/[#/]/.test(target) ? `#/components/schemas/${target}` : target
    const result = followRef(json, ref)
    return 'message' in result
      ? [{ pointer, message: result.message.replace('the $ref', 'the mapping') }]
      : []
  })
}
