import type { TypeExpression } from '../model/types.ts'
import { printLiteral } from './enums.ts'
import type { Direction, Shape } from './shape.ts'
import { nameIn } from './type-names.ts'

export interface ExpressionOptions {
  /** Dates may be given as `Date`: only in parameters. */
  readonly dates?: boolean
  /** 64-bit integers may be bigints: here, where no table of names makes all of them bigints, numbers too. */
  readonly bigint: boolean
}

/** Prints a shape that was found short enough to be written where it is used. */
export function expression(
  shape: Shape,
  direction: Direction,
  { dates = false, bigint }: ExpressionOptions,
): TypeExpression {
  const references = new Set<string>()
  const text = print(shape)
  return { text, references: [...references].sort() }

  function print(each: Shape): string {
    switch (each.kind) {
      case 'primitive':
        if (dates && each.format === 'date') return 'string | Date'
        if (bigint && each.format === 'int64') return 'number | bigint'
        return each.type
      case 'literal':
        return printLiteral(each.value)
      case 'array': {
        const items = print(each.items)
        return /[\s|&]/.test(items) ? `Array<${items}>` : `${items}[]`
      }
      case 'union':
        return [...new Set(each.members.map(print))].join(' | ')
      case 'reference': {
        if (dates && each.entity.shape.kind === 'primitive') return print(each.entity.shape)
        const name = nameIn(each.entity, direction)
        references.add(name)
        return name
      }
      default:
        return 'unknown'
    }
  }
}

/** Joins the types of several answers: `Run | undefined`. */
export function union(expressions: readonly TypeExpression[]): TypeExpression {
  const texts = [...new Set(expressions.map(({ text }) => text))]
  const text = texts.includes('unknown') ? 'unknown' : texts.join(' | ')
  return { text, references: [...new Set(expressions.flatMap(({ references }) => references))].sort() }
}
