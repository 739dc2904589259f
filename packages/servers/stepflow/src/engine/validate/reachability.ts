import type { Expression } from '../expressions.ts'
import type { CompiledFlow } from '../flow.ts'
import type { JsonPath } from '../paths.ts'
import { type Diagnostic, diagnostic } from './diagnostics.ts'
import { walkExpression } from './walk.ts'

/** Steps that neither the output nor a step it needs refers to, in any branch. */
export function checkReachability(flow: CompiledFlow, at: JsonPath): Diagnostic[] {
  const reached = new Set<string>()
  const waiting = [...referencedSteps(flow.output)]
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (reached.has(id)) continue
    reached.add(id)
    const index = flow.indexOf(id)
    const step = index === undefined ? undefined : flow.steps[index]
    if (step !== undefined) for (const next of referencedSteps(step.input)) waiting.push(next)
  }
  return flow.steps
    .filter(({ id }) => !reached.has(id))
    .map(({ id, index }) => diagnostic({ type: 'unreachableStep', stepId: id }, [...at, 'steps', index]))
}

function referencedSteps(expression: Expression): ReadonlySet<string> {
  const ids = new Set<string>()
  walkExpression(expression, [], (each) => {
    if (each.kind === 'step') ids.add(each.step)
  })
  return ids
}
