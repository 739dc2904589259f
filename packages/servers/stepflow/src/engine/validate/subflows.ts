import type { Expression } from '../expressions.ts'
import { type CompiledFlow, FLOW_FORMAT } from '../flow.ts'
import type { JsonPath } from '../paths.ts'
import type { Diagnostic } from './diagnostics.ts'
import { walkExpression } from './walk.ts'

/** Flows written as literals into a flow: objects below `$literal` that carry the schema of flows. */
export function checkSubflows(
  flow: CompiledFlow,
  at: JsonPath,
  check: (literal: object, path: JsonPath) => Diagnostic[],
): Diagnostic[] {
  const found: Diagnostic[] = []
  const search = (expression: Expression, path: JsonPath) =>
    walkExpression(expression, path, (each, place) => {
      if (each.kind !== 'literal') return
      for (const [literal, inside] of flowsIn(each.value, [...place, '$literal']))
        found.push(...check(literal, inside))
    })
  for (const step of flow.steps) search(step.input, [...at, 'steps', step.index, 'input'])
  search(flow.output, [...at, 'output'])
  return found
}

function flowsIn(value: unknown, at: JsonPath): (readonly [object, JsonPath])[] {
  if (typeof value !== 'object' || value === null) return []
  if (!Array.isArray(value) && 'schema' in value && value.schema === FLOW_FORMAT) return [[value, at]]
  return Object.entries(value).flatMap(([key, member]) =>
    flowsIn(member, [...at, Array.isArray(value) ? Number(key) : key]),
  )
}
