import type ts from 'typescript'
import type { Compiler } from '../program.ts'
import type { Direction } from './findings.ts'

/** How the compiler writes a type, null aside; `undefined` where no value fits it. */
export function textOf({ checker, typescript: { TypeFlags } }: Compiler, type: ts.Type): string | undefined {
  const shown = type.flags & TypeFlags.Unknown ? type : checker.getNonNullableType(type)
  return shown.flags & TypeFlags.Never ? undefined : checker.typeToString(shown)
}

/** Says what a type became: that none fits is no word of the compiler's. */
export function becomes(old: string | undefined, next: string | undefined, direction: Direction): string {
  const [verb, past] = direction === 'request' ? ['takes', 'took'] : ['holds', 'held']
  if (next === undefined) return `${verb} nothing any more; it was \`${old}\``
  return old === undefined
    ? `now ${verb} \`${next}\`; it ${past} nothing`
    : `is now \`${next}\`, was \`${old}\``
}
