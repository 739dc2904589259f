import type ts from 'typescript'
import { compareStructures, type Walk } from './compare-types.ts'
import { found, type Place } from './findings.ts'
import { exportedName, isNothing } from './type-parts.ts'

/** Compares the members of two unions; members belong together by name, by what tells them apart, or by shape. */
export function compareVariants(
  walk: Walk,
  old: readonly ts.Type[],
  next: readonly ts.Type[],
  place: Place,
): void {
  const left = new Set(old)
  const right = new Set(next)
  const compare = (type: ts.Type, other: ts.Type) => {
    left.delete(type)
    right.delete(other)
    compareStructures(walk, type, other, place)
  }
  for (const key of [nameOf, discriminantsOf, propertyNamesOf]) {
    const [before, after] = [byKey(walk, left, key), byKey(walk, right, key)]
    for (const [name, [type, ...more]] of before) {
      const [other, ...others] = after.get(name) ?? []
      if (type !== undefined && other !== undefined && more.length + others.length === 0) compare(type, other)
    }
  }
  // What nothing tells apart stands in the order of the document; a single rest is what one member became.
  if (left.size === right.size) {
    const rest = [...right]
    for (const [index, type] of [...left].entries()) {
      const other = rest[index]
      if (other !== undefined && (rest.length === 1 || isAlike(walk, type, other))) compare(type, other)
    }
  }
  reportRest(walk, left, right, place)
}

type Key = (walk: Walk, type: ts.Type) => string | undefined

function byKey(walk: Walk, types: ReadonlySet<ts.Type>, key: Key): Map<string, ts.Type[]> {
  const groups = new Map<string, ts.Type[]>()
  for (const type of types) {
    const name = key(walk, type)
    if (name !== undefined) groups.set(name, [...(groups.get(name) ?? []), type])
  }
  return groups
}

function isAlike(walk: Walk, type: ts.Type, other: ts.Type): boolean {
  return [nameOf, discriminantsOf, propertyNamesOf].some((key) => {
    const name = key(walk, type)
    return name !== undefined && name === key(walk, other)
  })
}

function reportRest(walk: Walk, left: ReadonlySet<ts.Type>, right: ReadonlySet<ts.Type>, place: Place): void {
  const { direction } = place
  for (const type of left) {
    const predicate = direction === 'request' ? 'no longer takes' : 'is no longer'
    found(place, `${direction}-variant-removed`, 'major', `${predicate} ${labelOf(walk, type)}`)
  }
  for (const type of right) {
    const label = labelOf(walk, type)
    if (direction === 'request') found(place, 'request-variant-added', 'minor', `now takes ${label} too`)
    else found(place, 'response-variant-added', 'major', `may now be ${label} too`)
  }
}

/** Lists are told apart by what is in them. */
function elementOf({ checker }: Walk, type: ts.Type): ts.Type | undefined {
  return checker.isArrayType(type) ? checker.getTypeArguments(type as ts.TypeReference)[0] : undefined
}

function suffixed(key: string | undefined): string | undefined {
  return key === undefined ? undefined : `${key}[]`
}

function labelOf(walk: Walk, type: ts.Type): string {
  return `\`${nameOf(walk, type) ?? shapeOf(walk, type) ?? walk.checker.typeToString(type)}\``
}

/** The properties that can be given, with the values that tell it apart: `{ kind: "circle", radius }`. */
function shapeOf(walk: Walk, type: ts.Type): string | undefined {
  const { checker } = walk
  const element = elementOf(walk, type)
  if (element !== undefined) return suffixed(shapeOf(walk, element))
  const properties = checker.getPropertiesOfType(type).flatMap((symbol) => {
    const own = checker.getTypeOfSymbol(symbol)
    if (isNothing(walk, own)) return []
    return [own.isLiteral() ? `${symbol.name}: ${checker.typeToString(own)}` : symbol.name]
  })
  return properties.length === 0 ? undefined : `{ ${properties.sort().join(', ')} }`
}

function nameOf(walk: Walk, type: ts.Type): string | undefined {
  const named = exportedName(type, walk.old.folder) ?? exportedName(type, walk.next.folder)
  const { TypeFlags } = walk.typescript
  const element = elementOf(walk, type)
  if (element !== undefined) return suffixed(nameOf(walk, element))
  if (isOfPlatform(walk, type)) return walk.checker.typeToString(type)
  if (named !== undefined || (type.flags & (TypeFlags.Object | TypeFlags.Intersection)) !== 0) return named
  return walk.checker.typeToString(type)
}

/** Whether it is declared outside of both clients, as `Blob` is: then it has a name, and its members are of no interest. */
function isOfPlatform({ old, next }: Walk, type: ts.Type): boolean {
  const file = (type.aliasSymbol ?? type.symbol)?.declarations?.[0]?.getSourceFile().fileName
  return file !== undefined && ![old.folder, next.folder].some((folder) => file.startsWith(`${folder}/`))
}

/** The properties that hold one literal only: `type: "created"`. */
function discriminantsOf(walk: Walk, type: ts.Type): string | undefined {
  const { checker } = walk
  const element = elementOf(walk, type)
  if (element !== undefined) return suffixed(discriminantsOf(walk, element))
  const literals = checker.getPropertiesOfType(type).flatMap((symbol) => {
    const own = checker.getTypeOfSymbol(symbol)
    return own.isLiteral() ? [`${symbol.name}=${checker.typeToString(own)}`] : []
  })
  return literals.length === 0 ? undefined : literals.sort().join()
}

/** The properties that can be given at all, as in credentials that exclude each other. */
function propertyNamesOf(walk: Walk, type: ts.Type): string | undefined {
  const { checker } = walk
  const element = elementOf(walk, type)
  if (element !== undefined) return suffixed(propertyNamesOf(walk, element) ?? '')
  const names = checker
    .getPropertiesOfType(type)
    .filter((symbol) => !isNothing(walk, checker.getTypeOfSymbol(symbol)))
    .map(({ name }) => name)
  return names.length === 0 ? undefined : names.sort().join()
}
