import type { Expression } from '../expressions.ts'
import { type CompiledFlow, FLOW_FORMAT } from '../flow.ts'
import type { JsonPath } from '../paths.ts'
import { type Diagnostic, diagnostic } from './diagnostics.ts'
import { flowFieldOf } from './flow-fields.ts'
import { walkExpression } from './walk.ts'

/**
 * Flows written into a flow: objects below `$literal` that carry the schema of flows, and what stands where
 * a builtin component takes a flow.
 */
export function checkSubflows(
  flow: CompiledFlow,
  at: JsonPath,
  check: (subflow: unknown, path: JsonPath) => Diagnostic[],
): Diagnostic[] {
  const inSteps = flow.steps.flatMap((step) => {
    const path = [...at, 'steps', step.index, 'input']
    const field = flowFieldOf(step, path)
    if (field === undefined) return inLiterals(step.input, path, check)
    const ofField =
      'error' in field
        ? [diagnostic({ type: 'invalidSubflowLiteral', error: field.error }, field.path)]
        : check(field.value, field.path)
    const checked = 'value' in field ? field.value : undefined
    return [...ofField, ...inLiterals(step.input, path, check, checked)]
  })
  return [...inSteps, ...inLiterals(flow.output, [...at, 'output'], check)]
}

/** @param checked - a value that needs no other check. */
function inLiterals(
  expression: Expression,
  at: JsonPath,
  check: (subflow: unknown, path: JsonPath) => Diagnostic[],
  checked?: unknown,
): Diagnostic[] {
  const found: Diagnostic[] = []
  walkExpression(expression, at, (each, place) => {
    if (each.kind !== 'literal') return
    for (const [literal, inside] of flowsIn(each.value, [...place, '$literal'], checked))
      found.push(...check(literal, inside))
  })
  return found
}

function flowsIn(value: unknown, at: JsonPath, checked: unknown): (readonly [object, JsonPath])[] {
  if (typeof value !== 'object' || value === null || value === checked) return []
  if (!Array.isArray(value) && 'schema' in value && value.schema === FLOW_FORMAT) return [[value, at]]
  return Object.entries(value).flatMap(([key, member]) =>
    flowsIn(member, [...at, Array.isArray(value) ? Number(key) : key], checked),
  )
}
