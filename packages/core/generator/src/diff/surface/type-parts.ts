import type ts from 'typescript'
import type { Compiler } from '../program.ts'

/** The members of a type, sorted by what callers do with them. */
export interface TypeParts {
  readonly hasNull: boolean
  readonly hasUndefined: boolean
  /** Literal types by their text. */
  readonly literals: ReadonlyMap<string, ts.Type>
  /** Whether values that are not declared may come, too: `Status | (string & {})`. */
  readonly isOpen: boolean
  readonly others: readonly ts.Type[]
}

export function partsOf(compiler: Compiler, type: ts.Type): TypeParts {
  const { TypeFlags } = compiler.typescript
  const members = type.isUnion() ? type.types : [type]
  const literals = new Map<string, ts.Type>()
  const others: ts.Type[] = []
  let [hasNull, hasUndefined, isOpen] = [false, false, false]
  for (const member of members) {
    if (member.flags & TypeFlags.Null) hasNull = true
    else if (member.flags & (TypeFlags.Undefined | TypeFlags.Void)) hasUndefined = true
    else if (isOpening(compiler, member)) isOpen = true
    else if (member.flags & TypeFlags.Literal) literals.set(compiler.checker.typeToString(member), member)
    else others.push(member)
  }
  if (literals.has('true') && literals.has('false')) {
    literals.delete('true')
    literals.delete('false')
    others.push(compiler.checker.getBooleanType())
  }
  return { hasNull, hasUndefined, literals, isOpen, others }
}

/** `string & {}`: what keeps a type with known values open. */
function isOpening({ typescript: { TypeFlags } }: Compiler, type: ts.Type): boolean {
  return (
    type.isIntersection() && type.types.some((part) => part.flags & (TypeFlags.String | TypeFlags.Number))
  )
}

/** Whether a type of these parts takes any value of a literal's own kind, such as every string. */
export function takesAllOf({ checker }: Compiler, { others, isOpen }: TypeParts, literal: ts.Type): boolean {
  return isOpen || others.some((type) => checker.isTypeAssignableTo(literal, type))
}

/** Whether a type is nothing: `undefined` or `never`, as in the members that exclude each other. */
export function isNothing({ typescript: { TypeFlags } }: Compiler, type: ts.Type): boolean {
  return (type.flags & (TypeFlags.Undefined | TypeFlags.Void | TypeFlags.Never)) !== 0
}

/** The name under which a client exports a type, where it does. */
export function exportedName(type: ts.Type, folder: string): string | undefined {
  const symbol = type.aliasSymbol ?? (type.isClassOrInterface() ? type.symbol : undefined)
  const file = symbol?.declarations?.[0]?.getSourceFile().fileName
  return file === `${folder}/types.d.ts` ? symbol?.name : undefined
}

/** The members of an exported enum constant with their values as text; none where the export is no such thing. */
export function enumValues({ typescript, checker }: Compiler, symbol: ts.Symbol): Map<string, string> {
  if ((symbol.flags & typescript.SymbolFlags.Variable) === 0) return new Map()
  const members = checker.getPropertiesOfType(checker.getTypeOfSymbol(symbol))
  return new Map(
    members.map((member) => [member.name, checker.typeToString(checker.getTypeOfSymbol(member))]),
  )
}

/** The values of an enum as one text, whatever their order. */
export function valuesOf({ literals }: TypeParts): string {
  return [...literals.keys()].sort().join()
}
