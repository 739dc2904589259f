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
  for (const key of [nameOf, discriminantsOf, propertyNamesOf]) {
    const known = new Map([...right].map((type) => [key(walk, type), type]))
    for (const type of [...left]) {
      const name = key(walk, type)
      const other = name === undefined ? undefined : known.get(name)
      if (other === undefined || !right.delete(other)) continue
      left.delete(type)
      compareStructures(walk, type, other, place)
    }
  }
  const [last] = left
  const [other] = right
  // Where all others have found each other, these two are what one of them became.
  if (left.size === 1 && right.size === 1 && last !== undefined && other !== undefined) {
    compareStructures(walk, last, other, place)
    return
  }
  reportRest(walk, left, right, place)
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

function labelOf(walk: Walk, type: ts.Type): string {
  const names = propertyNamesOf(walk, type)?.replaceAll(',', ', ')
  return `\`${nameOf(walk, type) ?? (names === undefined ? walk.checker.typeToString(type) : `{ ${names} }`)}\``
}

function nameOf(walk: Walk, type: ts.Type): string | undefined {
  const named = exportedName(type, walk.old.folder) ?? exportedName(type, walk.next.folder)
  const { TypeFlags } = walk.typescript
  if (named !== undefined || (type.flags & (TypeFlags.Object | TypeFlags.Intersection)) !== 0) return named
  return walk.checker.typeToString(type)
}

/** The properties that hold one literal only: `type: "created"`. */
function discriminantsOf(walk: Walk, type: ts.Type): string | undefined {
  const { checker } = walk
  const literals = checker.getPropertiesOfType(type).flatMap((symbol) => {
    const own = checker.getTypeOfSymbol(symbol)
    return own.isLiteral() ? [`${symbol.name}=${checker.typeToString(own)}`] : []
  })
  return literals.length === 0 ? undefined : literals.sort().join()
}

/** The properties that can be given at all, as in credentials that exclude each other. */
function propertyNamesOf(walk: Walk, type: ts.Type): string | undefined {
  const { checker } = walk
  if (checker.isArrayType(type)) return '[]'
  const names = checker
    .getPropertiesOfType(type)
    .filter((symbol) => !isNothing(walk, checker.getTypeOfSymbol(symbol)))
    .map(({ name }) => name)
  return names.length === 0 ? undefined : names.sort().join()
}
