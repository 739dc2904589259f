import type { Expression } from '../expressions.ts'
import type { JsonPath } from '../paths.ts'

/** Visits an expression and everything in it, with the path of each in the flow's JSON. */
export function walkExpression(
  expression: Expression,
  at: JsonPath,
  visit: (expression: Expression, path: JsonPath) => void,
): void {
  visit(expression, at)
  for (const [member, path] of members(expression)) walkExpression(member, [...at, ...path], visit)
}

function members(expression: Expression): (readonly [Expression, JsonPath])[] {
  switch (expression.kind) {
    case 'if':
      return [
        [expression.condition, ['$if']],
        [expression.consequence, ['then']],
        ...(expression.alternative === undefined ? [] : ([[expression.alternative, ['else']]] as const)),
      ]
    case 'coalesce':
      return expression.members.map((member, index) => [member, ['$coalesce', index]])
    case 'variable':
      return expression.default === undefined ? [] : [[expression.default, ['default']]]
    case 'object':
      return expression.entries.map(([key, member]) => [member, [key]])
    case 'array':
      return expression.items.map((item, index) => [item, [index]])
    default:
      return []
  }
}
