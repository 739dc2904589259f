import type ts from 'typescript'
import { compareProperties } from './compare-properties.ts'
import { compareVariants } from './compare-variants.ts'
import { found, joinPath, type NamedPair, type Place } from './findings.ts'
import type { Setting } from './setting.ts'
import { exportedName, partsOf, type TypeParts, takesAllOf, valuesOf } from './type-parts.ts'
import { becomes, textOf } from './type-text.ts'

/** A comparison of types in progress. */
export interface Walk extends Setting {
  /** The pair of two named types, which is compared once; `undefined` where both are known to be the same. */
  pair(old: NamedPair['old'], next: NamedPair['next'], place: Place): NamedPair | undefined
  /** Whether these values are those of an enum that both clients export, and that is compared on its own. */
  isKnownEnum(old: TypeParts, next: TypeParts): boolean
}

/**
 * Compares two types as callers meet them; what differs is put into the place's findings.
 *
 * @param absence whether `undefined` counts; of properties it is said otherwise
 */
export function compareTypes(walk: Walk, old: ts.Type, next: ts.Type, place: Place, absence = true): void {
  if (old === next || comparePair(walk, old, next, place)) return
  if (isAnything(walk, old) || isAnything(walk, next)) {
    compareLeaves(walk, old, next, place)
    return
  }
  const [before, after] = [partsOf(walk, old), partsOf(walk, next)]
  compareNull(before, after, place)
  // Of what holds no value at all on one side, nothing else is worth saying.
  const isWhole = isEmpty(before) !== isEmpty(after)
  if (absence && !isWhole) compareUndefined(before, after, place)
  if (haveNothingInCommon(walk, before, after)) {
    compareLeaves(walk, old, next, place)
    return
  }
  compareLiterals(walk, before, after, place)
  const [first, second] = [othersBeside(walk, before, after), othersBeside(walk, after, before)]
  const [only, other] = [first[0], second[0]]
  if (only !== undefined && other !== undefined && first.length === 1 && second.length === 1) {
    compareStructures(walk, only, other, place)
    return
  }
  if (first.length + second.length > 0) compareVariants(walk, first, second, place)
}

/** An open type holds every text already. */
function othersBeside(
  { typescript }: Setting,
  parts: TypeParts,
  { isOpen, others }: TypeParts,
): readonly ts.Type[] {
  if (!isOpen || others.length > 0) return parts.others
  return parts.others.filter(({ flags }) => (flags & typescript.TypeFlags.String) === 0)
}

/** Whether both are named: then they are compared as a pair, once. */
function comparePair(walk: Walk, old: ts.Type, next: ts.Type, place: Place): boolean {
  const [before, after] = [exportedName(old, walk.old.folder), exportedName(next, walk.next.folder)]
  // A union of literals is one more value of the enum's type, not a thing of its own.
  if (before === undefined || after === undefined || isEnumLike(walk, old) || isEnumLike(walk, next))
    return false
  const pair = walk.pair({ name: before, type: old }, { name: after, type: next }, place)
  if (pair !== undefined && place.node !== pair) place.node.edges.push({ to: pair, path: place.path })
  return pair === undefined || place.node !== pair || place.path !== ''
}

function isEnumLike(walk: Walk, type: ts.Type): boolean {
  const { literals, others } = partsOf(walk, type)
  return literals.size > 0 && others.length === 0
}

function haveNothingInCommon(walk: Walk, before: TypeParts, after: TypeParts): boolean {
  if (isEmpty(before) && isEmpty(after)) return false
  if (before.others.length > 0 && after.others.length > 0) return false
  const shared = [...before.literals].some(
    ([text, type]) => after.literals.has(text) || takesAllOf(walk, after, type),
  )
  const absorbed = [...after.literals.values()].some((type) => takesAllOf(walk, before, type))
  return !shared && !absorbed && !(before.isOpen && after.isOpen)
}

/** Whether no value fits, but null or none at all. */
function isEmpty({ literals, others, isOpen }: TypeParts): boolean {
  return literals.size + others.length === 0 && !isOpen
}

function compareNull(before: TypeParts, after: TypeParts, place: Place): void {
  const { direction } = place
  if (!before.hasNull && after.hasNull) {
    if (direction === 'response') found(place, 'response-property-nullable', 'major', 'may now be null')
    else found(place, 'request-property-nullable', 'minor', 'may now be null')
  }
  if (before.hasNull && !after.hasNull) {
    if (direction === 'response')
      found(place, 'response-property-not-nullable', 'minor', 'is never null any more')
    else found(place, 'request-property-not-nullable', 'major', 'must not be null any more')
  }
}

function compareUndefined(before: TypeParts, after: TypeParts, place: Place): void {
  const isResponse = place.direction === 'response'
  if (!before.hasUndefined && after.hasUndefined && isResponse) {
    found(place, 'response-absent', 'major', 'may now be absent')
  }
  if (before.hasUndefined && !after.hasUndefined) {
    if (isResponse) found(place, 'response-present', 'minor', 'is now always there')
    else found(place, 'request-required', 'major', 'must now be given')
  }
}

function compareLiterals(walk: Walk, before: TypeParts, after: TypeParts, place: Place): void {
  if (walk.isKnownEnum(before, after)) {
    if (valuesOf(before) !== valuesOf(after)) place.node.hasChangedEnum = true
    return
  }
  const { direction } = place
  for (const [text, type] of before.literals) {
    if (after.literals.has(text) || takesAllOf(walk, after, type)) continue
    const verb = direction === 'request' ? 'takes' : 'is'
    found(place, `${direction}-enum-value-removed`, 'major', `no longer ${verb} \`${text}\``)
  }
  for (const [text, type] of after.literals) {
    if (before.literals.has(text) || takesAllOf(walk, before, type)) continue
    const verb = direction === 'request' ? 'now takes' : 'may now be'
    found(place, `${direction}-enum-value-added`, 'minor', `${verb} \`${text}\` too`)
  }
}

/** Compares two types that are neither unions nor null. */
export function compareStructures(walk: Walk, old: ts.Type, next: ts.Type, place: Place): void {
  if (old === next || comparePair(walk, old, next, place)) return
  const { checker, typescript } = walk
  if (checker.isTupleType(old) || checker.isTupleType(next)) {
    compareTuples(walk, old, next, place)
    return
  }
  if (checker.isArrayType(old) && checker.isArrayType(next)) {
    compareArguments(walk, old, next, { ...place, path: joinPath(place.path, '[]') })
    return
  }
  if (isReference(walk, old) && isReference(walk, next) && old.target === next.target) {
    compareArguments(walk, old, next, place)
    return
  }
  const isPlain = (type: ts.Type): boolean =>
    (type.flags & (typescript.TypeFlags.Object | typescript.TypeFlags.Intersection)) !== 0 &&
    !checker.isArrayType(type) &&
    type.getCallSignatures().length === 0 &&
    !isOfPlatform(walk, type)
  if (isPlain(old) && isPlain(next)) {
    compareProperties(walk, old, next, place)
    return
  }
  compareLeaves(walk, old, next, place)
}

function compareTuples(walk: Walk, old: ts.Type, next: ts.Type, place: Place): void {
  const argumentsOf = (type: ts.Type) =>
    walk.checker.isTupleType(type) ? walk.checker.getTypeArguments(type as ts.TypeReference) : []
  const [before, after] = [argumentsOf(old), argumentsOf(next)]
  if (before.length !== after.length) {
    compareLeaves(walk, old, next, place)
    return
  }
  for (const [index, type] of before.entries()) {
    const other = after[index]
    const at = { ...place, path: joinPath(place.path, `[${index}]`) }
    if (other !== undefined) compareTypes(walk, type, other, at)
  }
}

function compareArguments(walk: Walk, old: ts.Type, next: ts.Type, place: Place): void {
  const [before, after] = [old, next].map((type) => walk.checker.getTypeArguments(type as ts.TypeReference))
  for (const [index, type] of (before ?? []).entries()) {
    const other = after?.[index]
    if (other !== undefined) compareTypes(walk, type, other, place)
  }
}

function isReference({ typescript }: Setting, type: ts.Type): type is ts.TypeReference {
  if ((type.flags & typescript.TypeFlags.Object) === 0) return false
  return ((type as ts.ObjectType).objectFlags & typescript.ObjectFlags.Reference) !== 0
}

/** Whether a type is declared outside of both clients, such as `Blob`. */
function isOfPlatform({ old, next, typescript }: Setting, type: ts.Type): boolean {
  // `Record<string, Task>` is made of ours.
  if (((type as ts.ObjectType).objectFlags & typescript.ObjectFlags.Mapped) !== 0) return false
  const file = (type.aliasSymbol ?? type.symbol)?.declarations?.[0]?.getSourceFile().fileName
  return file !== undefined && !file.startsWith(`${old.folder}/`) && !file.startsWith(`${next.folder}/`)
}

/** Whether it is `unknown`, of which null and every other type are a part. */
function isAnything({ typescript: { TypeFlags } }: Setting, type: ts.Type): boolean {
  return (type.flags & (TypeFlags.Unknown | TypeFlags.Any)) !== 0
}

/** Says that a type became another one, where callers can tell. */
export function compareLeaves(walk: Walk, old: ts.Type, next: ts.Type, place: Place): void {
  const { checker } = walk
  const { direction } = place
  const bare = (type: ts.Type) => (isAnything(walk, type) ? type : checker.getNonNullableType(type))
  const [before, after] = [bare(old), bare(next)]
  const [taken, returned] = [
    checker.isTypeAssignableTo(before, after),
    checker.isTypeAssignableTo(after, before),
  ]
  if (taken && returned) return
  const predicate = becomes(textOf(walk, old), textOf(walk, next), direction)
  const fits = direction === 'request' ? taken : returned
  const change = direction === 'request' ? 'widened' : 'narrowed'
  if (fits) found(place, `${direction}-type-${change}`, 'minor', predicate)
  else found(place, `${direction}-type-changed`, 'major', predicate)
}
