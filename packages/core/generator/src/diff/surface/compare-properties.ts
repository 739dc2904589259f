import type ts from 'typescript'
import { compareTypes, type Walk } from './compare-types.ts'
import { found, joinPath, type Place } from './findings.ts'
import { isNothing, partsOf } from './type-parts.ts'

/** One property of a type. */
interface Property {
  readonly symbol: ts.Symbol
  readonly type: ts.Type
  readonly isOptional: boolean
}

/** Compares two object types property by property. */
export function compareProperties(
  walk: Walk,
  old: ts.Type | undefined,
  next: ts.Type | undefined,
  place: Place,
): void {
  const [before, after] = [propertiesOf(walk, old), propertiesOf(walk, next)]
  for (const name of new Set([...before.keys(), ...after.keys()])) {
    const [first, second] = [before.get(name), after.get(name)]
    const path = joinPath(place.path, keyText(name))
    const at = { ...place, path, old: first?.symbol ?? place.old, next: second?.symbol ?? place.next }
    if (second === undefined) removed(at)
    else if (first === undefined) added(second, at)
    else kept(walk, first, second, at)
  }
  if (old !== undefined && next !== undefined) compareIndexes(walk, old, next, place)
}

function propertiesOf(walk: Walk, type: ts.Type | undefined): Map<string, Property> {
  const { checker, typescript } = walk
  const properties = new Map<string, Property>()
  for (const symbol of type === undefined ? [] : checker.getPropertiesOfType(type)) {
    const own = checker.getTypeOfSymbol(symbol)
    if (isNothing(walk, own)) continue
    const isOptional =
      (symbol.flags & typescript.SymbolFlags.Optional) !== 0 || partsOf(walk, own).hasUndefined
    properties.set(symbol.name, { symbol, type: own, isOptional })
  }
  return properties
}

function removed(place: Place): void {
  found(place, `${place.direction}-property-removed`, 'major', 'is gone')
}

function added({ isOptional }: Property, place: Place): void {
  if (place.direction === 'request' && !isOptional) {
    found(place, 'request-property-added-required', 'major', 'is new and must be given')
    return
  }
  found(place, `${place.direction}-property-added`, 'minor', 'is new')
}

function kept(walk: Walk, first: Property, second: Property, place: Place): void {
  const { direction } = place
  if (first.isOptional && !second.isOptional) {
    if (direction === 'request') found(place, 'request-property-required', 'major', 'must now be given')
    else found(place, 'response-property-required', 'minor', 'is now always there')
  }
  if (!first.isOptional && second.isOptional) {
    if (direction === 'request') found(place, 'request-property-optional', 'minor', 'may now be left out')
    else found(place, 'response-property-optional', 'major', 'may now be absent')
  }
  if (!isDeprecated(walk, first.symbol) && isDeprecated(walk, second.symbol)) {
    found(place, 'deprecated', 'patch', 'is now deprecated')
  }
  compareTypes(walk, first.type, second.type, place, false)
}

/** Whether the documentation of a symbol says that it is deprecated. */
export function isDeprecated({ checker }: Walk, symbol: ts.Symbol): boolean {
  return symbol.getJsDocTags(checker).some(({ name }) => name === 'deprecated')
}

/** Compares what may stand beside the declared properties. */
function compareIndexes(walk: Walk, old: ts.Type, next: ts.Type, place: Place): void {
  const [before, after] = [old, next].map((type) => walk.checker.getIndexInfosOfType(type)[0]?.type)
  const at = { ...place, path: joinPath(place.path, '[*]') }
  if (before !== undefined && after !== undefined) {
    compareTypes(walk, before, after, at)
    return
  }
  if (before !== undefined) {
    found(at, `${place.direction}-properties-closed`, 'major', 'is gone: only declared properties are left')
  } else if (after !== undefined) {
    found(at, `${place.direction}-properties-opened`, 'minor', 'is new: other properties may stand there')
  }
}

function keyText(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : `[${JSON.stringify(name)}]`
}
