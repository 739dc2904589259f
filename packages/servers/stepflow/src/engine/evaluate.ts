import type { Expression } from './expressions.ts'
import { formatPath, type JsonPath, lookUp } from './paths.ts'
import { type FlowResult, failure, success } from './types.ts'

/** What the expressions of one item can see. */
export interface Scope {
  readonly input: unknown
  /** Value of a variable, from the run or from the schema's defaults. */
  variable(name: string): { readonly value: unknown } | undefined
  /** State of a step: its result, `pending` before it has one, `unknown` if the flow has no such step. */
  step(id: string): FlowResult | 'pending' | 'unknown'
}

/** Codes of failures that arise in expressions. */
const MISSING_VALUE = 1
const UNKNOWN_STEP = 404
const NOT_COMPLETED = 500

/** Computes the value of an expression; never throws. */
export function evaluate(expression: Expression, scope: Scope): FlowResult {
  switch (expression.kind) {
    case 'value':
    case 'literal':
      return success(expression.value)
    case 'if':
      return evaluateIf(expression, scope)
    case 'coalesce':
      return evaluateCoalesce(expression.members, scope)
    case 'step':
      return evaluateStep(expression.step, expression.path, scope)
    case 'input':
      return follow(scope.input, expression.path, 'Input path')
    case 'variable':
      return evaluateVariable(expression, scope)
    case 'object':
      return evaluateObject(expression.entries, scope)
    case 'array':
      return evaluateArray(expression.items, scope)
  }
}

/** Whether a condition holds: everything but null, false and a failure does. */
export function isTruthy(result: FlowResult): boolean {
  return result.outcome === 'success' && result.result !== null && result.result !== false
}

/** Whether a member of `$coalesce` ends the search: a value that is not null, or a failure. */
export function endsCoalesce(result: FlowResult): boolean {
  return result.outcome === 'failed' || result.result !== null
}

function evaluateIf(expression: Extract<Expression, { kind: 'if' }>, scope: Scope): FlowResult {
  if (isTruthy(evaluate(expression.condition, scope))) return evaluate(expression.consequence, scope)
  return expression.alternative === undefined ? success(null) : evaluate(expression.alternative, scope)
}

function evaluateCoalesce(members: readonly Expression[], scope: Scope): FlowResult {
  for (const member of members) {
    const result = evaluate(member, scope)
    if (endsCoalesce(result)) return result
  }
  return success(null)
}

function evaluateStep(id: string, path: JsonPath, scope: Scope): FlowResult {
  const state = scope.step(id)
  if (state === 'unknown') return failure(UNKNOWN_STEP, `Step ${id} not found`)
  if (state === 'pending') return failure(NOT_COMPLETED, `Step ${id} not completed`)
  if (state.outcome === 'failed' || state.result === null) return state
  return follow(state.result, path, 'Path')
}

function evaluateVariable(expression: Extract<Expression, { kind: 'variable' }>, scope: Scope): FlowResult {
  const variable = scope.variable(expression.name)
  if (variable !== undefined)
    return follow(variable.value, expression.path, `Variable ${expression.name}: path`)
  if (expression.default !== undefined) return evaluate(expression.default, scope)
  return failure(MISSING_VALUE, `Undefined variable: ${expression.name}`)
}

function follow(value: unknown, path: JsonPath, what: string): FlowResult {
  const found = lookUp(value, path)
  return found.found ? success(found.value) : failure(MISSING_VALUE, `${what} ${formatPath(path)} not found`)
}

function evaluateObject(entries: readonly (readonly [string, Expression])[], scope: Scope): FlowResult {
  const values: [string, unknown][] = []
  for (const [key, member] of entries) {
    const result = evaluate(member, scope)
    if (result.outcome === 'failed') return result
    values.push([key, result.result])
  }
  return success(Object.fromEntries(values))
}

function evaluateArray(items: readonly Expression[], scope: Scope): FlowResult {
  const values: unknown[] = []
  for (const item of items) {
    const result = evaluate(item, scope)
    if (result.outcome === 'failed') return result
    values.push(result.result)
  }
  return success(values)
}
