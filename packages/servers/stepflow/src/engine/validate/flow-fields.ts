import type { Expression } from '../expressions.ts'
import type { CompiledStep } from '../flow.ts'
import type { JsonPath } from '../paths.ts'
import { walkExpression } from './walk.ts'

/** Input fields of builtin components that take a flow. */
const FLOW_FIELDS: Readonly<Record<string, string>> = { map: 'workflow', iterate: 'flow', put_blob: 'data' }

/** What stands where a component takes a flow. */
export type FlowField =
  | {
      readonly path: JsonPath /** A value that is there before the run, and must be a flow. */
      readonly value: unknown
    }
  | { readonly path: JsonPath /** Why it cannot work. */; readonly error: string }

/**
 * Looks at the field of a step's input that holds a flow.
 *
 * @param at - place of the input.
 * @returns `undefined` if there is no such field, or only the run tells what is in it.
 */
export function flowFieldOf({ component, input }: CompiledStep, at: JsonPath): FlowField | undefined {
  const short = component.replace(/^(\/builtin)?\//, '')
  const name = Object.hasOwn(FLOW_FIELDS, short) ? FLOW_FIELDS[short] : undefined
  if (name === undefined || (short === 'put_blob' && constant(member(input, 'blob_type')) !== 'flow')) {
    return undefined
  }
  if (input.kind === 'literal') {
    const value = constant(member(input, name))
    return value === undefined || value === null ? undefined : { path: [...at, '$literal', name], value }
  }
  const field = member(input, name)
  if (field === undefined) return undefined
  const path = [...at, name]
  switch (field.kind) {
    case 'literal':
      return { path: [...path, '$literal'], value: field.value }
    case 'value':
      return field.value === null ? undefined : { path, value: field.value }
    case 'array':
      return { path, value: [] }
    case 'object':
      return refersToSteps(field) ? { path, error: NOT_LITERAL } : undefined
    default:
      return undefined
  }
}

const NOT_LITERAL =
  'its inputs and its output are evaluated with this flow, before it runs; put it below "$literal"'

function member(input: Expression, name: string): Expression | undefined {
  if (input.kind === 'object') return input.entries.find(([key]) => key === name)?.[1]
  if (input.kind !== 'literal' || typeof input.value !== 'object' || input.value === null) return undefined
  return Object.hasOwn(input.value, name)
    ? { kind: 'literal', value: (input.value as Record<string, unknown>)[name] }
    : undefined
}

function constant(expression: Expression | undefined): unknown {
  return expression?.kind === 'value' || expression?.kind === 'literal' ? expression.value : undefined
}

/** Whether an object looks like a flow whose own expressions were meant for its own runs. */
function refersToSteps(flow: Expression): boolean {
  let found = false
  const note = (expression: Expression | undefined) => {
    if (expression === undefined) return
    walkExpression(expression, [], ({ kind }) => {
      if (kind === 'step' || kind === 'input') found = true
    })
  }
  note(member(flow, 'output'))
  const steps = member(flow, 'steps')
  if (steps?.kind === 'array') for (const step of steps.items) note(member(step, 'input'))
  return found
}
