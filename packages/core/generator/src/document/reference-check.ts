import type { SpecProblem } from './errors.ts'
import { maxReferenceHops } from './limits.ts'
import { isObject } from './plain.ts'
import { fromPointer, type Place, placeToPointer } from './pointer.ts'
import { circle, targetOfRef, tooManyHops } from './refs.ts'
import { type Kind, shapes } from './shapes.ts'
import type { JsonObject } from './types.ts'
import type { Reference } from './walk.ts'

/** A target that no walk has reached yet, with the kind that it is used as. */
export interface UnvisitedTarget {
  readonly value: JsonObject
  readonly kind: Kind
  readonly place: Place | undefined
}

export interface ReferenceCheck {
  readonly problems: readonly SpecProblem[]
  readonly unvisited: readonly UnvisitedTarget[]
}

/** What a reference points at, or what is wrong with it. */
type Target = { readonly value: JsonObject | undefined } | { readonly message: string }

/**
 * Checks that references lead to something of the kind that their places ask for. Each reference is followed one step
 * only, since its target is checked as well; the steps are remembered in `next` for {@link findCircles}.
 *
 * @param kinds what each object that was reached so far is.
 */
export function checkReferences(
  json: JsonObject,
  references: readonly Reference[],
  kinds: ReadonlyMap<JsonObject, Kind>,
  next: Map<Reference, JsonObject>,
): ReferenceCheck {
  const problems: SpecProblem[] = []
  const unvisited: UnvisitedTarget[] = []
  const targets = new Map<string, Target>()
  for (const reference of references) {
    const key = `${reference.kind} ${reference.ref}`
    const target = targets.get(key) ?? findTarget(reference)
    targets.set(key, target)
    if ('message' in target)
      problems.push({ pointer: `${placeToPointer(reference.place)}/$ref`, message: target.message })
    else if (target.value !== undefined) next.set(reference, target.value)
  }
  return { problems, unvisited }

  function findTarget({ ref, kind }: Reference): Target {
    const target = targetOfRef(json, ref)
    if ('message' in target) return target
    const { name } = shapes[kind]
    if (kind === 'schema' && typeof target.value === 'boolean') return { value: undefined }
    if (!isObject(target.value)) return { message: `the $ref "${ref}" must point at ${name}; correct it.` }
    const found = kinds.get(target.value)
    if (found === undefined)
      unvisited.push({ value: target.value, kind, place: placeFromPointer(target.pointer) })
    else if (found !== kind)
      return { message: `the $ref "${ref}" points at ${shapes[found].name}, not at ${name}; correct it.` }
    return { value: target.value }
  }
}

/** Finds references that lead only to references, in a circle or through too many of them. */
export function findCircles(next: ReadonlyMap<Reference, JsonObject>): SpecProblem[] {
  const byNode = new Map<JsonObject, Reference>()
  for (const reference of next.keys()) byNode.set(reference.node, reference)
  /** References on the way to content; `Infinity` where there is none. */
  const hops = new Map<Reference, number>()
  const problems: SpecProblem[] = []
  for (const start of next.keys()) {
    const chain = new Set<Reference>()
    let reference: Reference | undefined = start
    while (reference !== undefined && !hops.has(reference) && !chain.has(reference)) {
      chain.add(reference)
      const target = next.get(reference)
      reference = target === undefined ? undefined : byNode.get(target)
    }
    let count = 0
    if (reference !== undefined) count = hops.get(reference) ?? Number.POSITIVE_INFINITY
    for (const link of [...chain].reverse()) {
      count += 1
      hops.set(link, count)
      const message = count === Number.POSITIVE_INFINITY ? circle(link.ref) : tooManyHops(link.ref)
      if (count > maxReferenceHops) problems.push({ pointer: `${placeToPointer(link.place)}/$ref`, message })
    }
  }
  return problems
}

function placeFromPointer(pointer: string): Place | undefined {
  let place: Place | undefined
  for (const key of fromPointer(pointer)) place = { parent: place, key }
  return place
}
