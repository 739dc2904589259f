import type ts from 'typescript'
import { isNothing, partsOf } from '../surface/type-parts.ts'
import type { Script } from './script.ts'
import { access, type Printed } from './values.ts'
import { holdsObjects, isForeign, typeText, wideType } from './wide-type.ts'

/** Prints statements that read everything that a value may hold. */
export function readingOf(script: Script, expression: string, type: ts.Type, printed: Printed): string {
  const { indent, isRoot } = printed
  const { hasNull, hasUndefined, literals, others } = partsOf(script, type)
  const pin = `${indent}read<${wideType(script, type)}>(${expression})\n`
  const comparisons = [...literals.values()].map(
    (literal) => `${indent}read<boolean>(${expression} === ${typeText(script, literal)})\n`,
  )
  if (!holdsObjects(script, type)) return pin + comparisons.join('')
  const name = script.nameOf(type)
  const isAbsent = hasNull || hasUndefined
  const value = isAbsent ? `present(${expression})` : expression
  if (name !== undefined && isRoot !== true) {
    const first = isAbsent ? pin : ''
    return `${first}${indent}${script.reader(name, type)}(${expression})\n`
  }
  const [only] = others
  if (only !== undefined && others.length === 1 && literals.size === 0) {
    return pin + readStructure(script, value, only, { indent, isRoot: isRoot === true && !isAbsent })
  }
  return pin + comparisons.join('') + readVariants(script, value, others, printed)
}

function readStructure(script: Script, expression: string, type: ts.Type, printed: Printed): string {
  const { checker } = script
  const { indent } = printed
  const name = script.nameOf(type)
  if (name !== undefined && printed.isRoot !== true) {
    return `${indent}${script.reader(name, type)}(${expression})\n`
  }
  if (checker.isArrayType(type)) {
    const [element] = checker.getTypeArguments(type as ts.TypeReference)
    return element === undefined ? '' : readingOf(script, `item(${expression})`, element, { indent })
  }
  if (checker.isTupleType(type)) {
    const elements = checker.getTypeArguments(type as ts.TypeReference)
    return elements
      .map((each, index) => readingOf(script, `${expression}[${index}]`, each, { indent }))
      .join('')
  }
  const index = checker.getIndexInfosOfType(type)[0]?.type
  return [
    ...checker.getPropertiesOfType(type).map((symbol) => {
      const own = checker.getTypeOfSymbol(symbol)
      if (isNothing(script, own)) return ''
      return readingOf(script, `${expression}${access(symbol.name)}`, own, { indent })
    }),
    ...(index === undefined ? [] : [readingOf(script, `member(${expression})`, index, { indent })]),
  ].join('')
}

/** Tells the members of a union apart by the property in which each has a value of its own, where there is one. */
function readVariants(
  script: Script,
  expression: string,
  variants: readonly ts.Type[],
  { indent }: Printed,
): string {
  const objects = variants.filter((each) => holdsObjects(script, each) && !isForeign(script, each))
  const key = discriminantOf(script, objects)
  if (key === undefined || objects.length !== variants.length) return ''
  const inner = { indent: `${indent}    ` }
  // Unlike that of a union around this one.
  const variant = `variant${indent.length / 2}`
  const cases = objects.map((each) => {
    const literal = literalOf(script, each, key)
    const reading = readStructure(script, variant, each, inner)
    const condition = `${variant}${access(key)} === ${literal === undefined ? '' : typeText(script, literal)}`
    return `${indent}  if (${condition}) {\n${reading}${indent}  }\n`
  })
  return `${indent}{\n${indent}  const ${variant} = ${expression}\n${cases.join('')}${indent}}\n`
}

function discriminantOf(script: Script, objects: readonly ts.Type[]): string | undefined {
  const [first] = objects
  if (first === undefined) return undefined
  const names = script.checker.getPropertiesOfType(first).map(({ name }) => name)
  return names.find((name) => {
    const literals = objects.map((each) => literalOf(script, each, name))
    return !literals.includes(undefined) && new Set(literals).size === objects.length
  })
}

function literalOf({ checker }: Script, type: ts.Type, name: string): ts.Type | undefined {
  const symbol = checker.getPropertyOfType(type, name)
  const own = symbol && checker.getTypeOfSymbol(symbol)
  return own?.isLiteral() ? own : undefined
}
