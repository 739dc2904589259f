import type { SpecProblem } from './errors.ts'
import { type Place, placeToPointer } from './pointer.ts'
import { checkReferences } from './refs.ts'
import type { Kind } from './shapes.ts'
import type { JsonObject } from './types.ts'
import { type Reference, walk } from './walk.ts'

/**
 * Finds what keeps a client from being generated: places that hold the wrong sort of value, references that lead
 * nowhere, and what the rules of each kind say. Everything found is returned, not only the first.
 */
export function checkStructure(json: JsonObject): SpecProblem[] {
  const problems: SpecProblem[] = []
  const kinds = new Map<JsonObject, Kind>()
  let references: Reference[] = []
  const handlers = {
    enter: (node: JsonObject, kind: Kind): void => {
      kinds.set(node, kind)
    },
    reference: (reference: Reference): void => {
      references.push(reference)
    },
    misfit: (place: Place | undefined, message: string): void => {
      problems.push({ pointer: placeToPointer(place), message })
    },
  }
  walk(json, 'document', undefined, handlers)
  // A reference may lead to a place that is data to the grammar, such as an extension; what stands there is walked too.
  while (references.length > 0) {
    const check = checkReferences(json, references, kinds)
    problems.push(...check.problems)
    references = []
    for (const { value, reference, place } of check.unvisited) {
      if (!kinds.has(value)) walk(value, reference.kind, place, handlers)
    }
  }
  return problems
}
