import type ts from 'typescript'
import { partsOf } from '../surface/type-parts.ts'
import type { Script } from './script.ts'

/** A type as it is written out in the program; types of the package itself are not: they may change their meaning. */
export function typeText({ checker, typescript }: Script, type: ts.Type): string {
  // A type of the runtime cannot be named here; what is never there fits wherever one is wanted.
  if (type.isClassOrInterface() && !isOfPlatform(type)) return 'never'
  return checker.typeToString(type, undefined, typescript.TypeFormatFlags.NoTruncation)
}

function isOfPlatform(type: ts.Type): boolean {
  const file = type.symbol.declarations?.[0]?.getSourceFile().fileName ?? ''
  return /\/lib\.[\w.]+\.d\.ts$/.test(file)
}

/**
 * What a reader relies on, whatever else the type says: `string` for any of some texts, `object` for any object,
 * and whether there may be nothing.
 */
export function wideType(script: Script, type: ts.Type): string {
  const { TypeFlags } = script.typescript
  if (type.flags & TypeFlags.Void) return 'void'
  const { hasNull, hasUndefined, literals, isOpen, others } = partsOf(script, type)
  const kinds = new Set<string>()
  for (const literal of literals.values()) kinds.add(kindOfLiteral(script, literal))
  if (isOpen) kinds.add('string')
  for (const each of others) {
    const isPrimitive =
      (each.flags &
        (TypeFlags.Object | TypeFlags.Intersection | TypeFlags.NonPrimitive | TypeFlags.Never)) ===
      0
    if (isPrimitive || isForeign(script, each)) kinds.add(typeText(script, each))
    else kinds.add(script.checker.isArrayType(each) ? 'readonly unknown[]' : 'object')
  }
  if (hasNull) kinds.add('null')
  if (hasUndefined) kinds.add('undefined')
  return kinds.has('unknown') || kinds.size === 0 ? 'unknown' : [...kinds].sort().join(' | ')
}

function kindOfLiteral({ typescript: { TypeFlags } }: Script, { flags }: ts.Type): string {
  if (flags & TypeFlags.StringLiteral) return 'string'
  if (flags & TypeFlags.NumberLiteral) return 'number'
  return flags & TypeFlags.BigIntLiteral ? 'bigint' : 'boolean'
}

/** Whether an object type is the platform's or the runtime's, such as `Blob`. */
export function isForeign({ checker, typescript }: Script, type: ts.Type): boolean {
  const { ObjectFlags } = typescript
  if (checker.isArrayType(type) || checker.isTupleType(type)) return false
  if (((type as ts.ObjectType).objectFlags & ObjectFlags.Mapped) !== 0) return false
  if (type.getCallSignatures().length > 0) return true
  const file = type.symbol?.declarations?.[0]?.getSourceFile().fileName
  return file !== undefined && !file.startsWith('/package/')
}

/** Whether a type is an object, or made of several types one of which is. */
export function holdsObjects(script: Script, type: ts.Type): boolean {
  const { TypeFlags } = script.typescript
  return partsOf(script, type).others.some(
    (each) => (each.flags & (TypeFlags.Object | TypeFlags.Intersection)) !== 0 && !isForeign(script, each),
  )
}
