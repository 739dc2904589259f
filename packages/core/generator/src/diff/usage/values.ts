import type ts from 'typescript'
import { isNothing, partsOf } from '../surface/type-parts.ts'
import type { Script } from './script.ts'
import { holdsObjects, typeText } from './wide-type.ts'

/** Where an expression or statements are printed. */
export interface Printed {
  /** Whether it is the body of a type's own function: elsewhere, that function is called. */
  readonly isRoot?: boolean
  readonly indent: string
}

/** Prints an expression for a value that has every property that the type allows. */
export function valueText(script: Script, type: ts.Type, printed: Printed): string {
  if (!holdsObjects(script, type)) return `given<${plainText(script, type)}>()`
  const name = script.nameOf(type)
  if (name !== undefined && printed.isRoot !== true) return `${script.maker(name, type)}()`
  const { hasNull, hasUndefined, literals, isOpen, others } = partsOf(script, type)
  const plain = [
    ...[...literals.values()].map((literal) => typeText(script, literal)),
    ...(isOpen ? ['string'] : []),
    ...(hasNull ? ['null'] : []),
    ...(hasUndefined && printed.isRoot === true ? ['undefined'] : []),
    ...others.filter((each) => !holdsObjects(script, each)).map((each) => typeText(script, each)),
  ]
  const choices = others
    .filter((each) => holdsObjects(script, each))
    .map((each) =>
      structureOf(script, each, { ...printed, isRoot: others.length === 1 && printed.isRoot === true }),
    )
  if (plain.length > 0) choices.push(`given<${plain.join(' | ')}>()`)
  return chosen(choices, printed)
}

/** Any one of several expressions. */
function chosen(choices: readonly string[], { indent }: Printed): string {
  return choices
    .map((choice, index) =>
      index === choices.length - 1 ? choice : `given<boolean>()\n${indent}  ? ${choice}\n${indent}  : `,
    )
    .join('')
}

/** A type without objects: all of its values at once. */
function plainText(script: Script, type: ts.Type): string {
  const { hasNull, literals, isOpen, others } = partsOf(script, type)
  const texts = [
    ...[...literals.values()].map((literal) => typeText(script, literal)),
    ...(isOpen ? ['string'] : []),
    ...others.map((each) => typeText(script, each)),
    ...(hasNull ? ['null'] : []),
  ]
  return texts.length === 0
    ? 'undefined'
    : texts.map((text) => (text.includes('=>') ? `(${text})` : text)).join(' | ')
}

function structureOf(script: Script, type: ts.Type, printed: Printed): string {
  const { checker } = script
  const name = script.nameOf(type)
  if (name !== undefined && printed.isRoot !== true) return `${script.maker(name, type)}()`
  const inner = { indent: `${printed.indent}  ` }
  if (checker.isArrayType(type) || checker.isTupleType(type)) {
    const given = checker.getTypeArguments(type as ts.TypeReference)
    return `[${given.map((each) => valueText(script, each, inner)).join(', ')}]`
  }
  return objectOf(script, type, printed)
}

/** Prints an object literal, so that a property that is gone is one too many. */
export function objectOf(script: Script, type: ts.Type, { indent }: Printed): string {
  const { checker } = script
  const inner = { indent: `${indent}  ` }
  const lines = checker.getPropertiesOfType(type).flatMap((symbol) => {
    const own = checker.getTypeOfSymbol(symbol)
    return isNothing(script, own)
      ? []
      : [`${inner.indent}${keyOf(symbol)}: ${valueText(script, own, inner)},\n`]
  })
  const index = checker.getIndexInfosOfType(type)[0]?.type
  if (index !== undefined && lines.length === 0) {
    lines.push(`${inner.indent}[given<string>()]: ${valueText(script, index, inner)},\n`)
  }
  return lines.length === 0 ? '{}' : `{\n${lines.join('')}${indent}}`
}

function keyOf({ name }: ts.Symbol): string {
  return isName(name) ? name : JSON.stringify(name)
}

/** Prints what follows an object where a property of it is taken. */
export function access(name: string): string {
  return isName(name) ? `.${name}` : `[${JSON.stringify(name)}]`
}

function isName(name: string): boolean {
  return /^[A-Za-z_$][\w$]*$/.test(name)
}
