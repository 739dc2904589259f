import { endsCoalesce, evaluate, isTruthy, type Scope } from './evaluate.ts'
import type { Expression } from './expressions.ts'

/**
 * The steps without a result that an expression needs next. What depends on a condition is found out step
 * by step: first the condition's needs; once it can be evaluated, those of the chosen branch alone.
 * Empty when the expression can be evaluated.
 */
export function neededSteps(expression: Expression, scope: Scope): ReadonlySet<string> {
  switch (expression.kind) {
    case 'value':
    case 'literal':
    case 'input':
      return NONE
    case 'step':
      return scope.step(expression.step) === 'pending' ? new Set([expression.step]) : NONE
    case 'variable':
      return needsOfVariable(expression, scope)
    case 'if':
      return needsOfIf(expression, scope)
    case 'coalesce':
      return needsOfCoalesce(expression.members, scope)
    case 'object':
      return union(
        expression.entries.map(([, member]) => member),
        scope,
      )
    case 'array':
      return union(expression.items, scope)
  }
}

const NONE: ReadonlySet<string> = new Set()

function needsOfVariable(
  expression: Extract<Expression, { kind: 'variable' }>,
  scope: Scope,
): ReadonlySet<string> {
  if (expression.default === undefined || scope.variable(expression.name) !== undefined) return NONE
  return neededSteps(expression.default, scope)
}

function needsOfIf(expression: Extract<Expression, { kind: 'if' }>, scope: Scope): ReadonlySet<string> {
  const ofCondition = neededSteps(expression.condition, scope)
  if (ofCondition.size > 0) return ofCondition
  if (isTruthy(evaluate(expression.condition, scope))) return neededSteps(expression.consequence, scope)
  return expression.alternative === undefined ? NONE : neededSteps(expression.alternative, scope)
}

function needsOfCoalesce(members: readonly Expression[], scope: Scope): ReadonlySet<string> {
  for (const member of members) {
    const needs = neededSteps(member, scope)
    if (needs.size > 0) return needs
    if (endsCoalesce(evaluate(member, scope))) return NONE
  }
  return NONE
}

function union(members: readonly Expression[], scope: Scope): ReadonlySet<string> {
  const all = new Set<string>()
  for (const member of members) for (const step of neededSteps(member, scope)) all.add(step)
  return all
}
