import type { Expression } from '../expressions.ts'
import type { CompiledFlow } from '../flow.ts'
import { formatPath, type JsonPath } from '../paths.ts'
import { type Diagnostic, diagnostic } from './diagnostics.ts'
import { walkExpression } from './walk.ts'

/** Name that diagnostics give the output of a flow, where they name a step. */
const OUTPUT = 'workflow_output'

/** References to steps, inputs and variables: a step sees the steps before it, the output sees all. */
export function checkReferences(flow: CompiledFlow, at: JsonPath): Diagnostic[] {
  const visible = new Set<string>()
  const inSteps = flow.steps.flatMap((step) => {
    const found = checkExpression(step.input, [...at, 'steps', step.index, 'input'], step.id, visible, flow)
    visible.add(step.id)
    return found
  })
  const inOutput = checkExpression(flow.output, [...at, 'output'], OUTPUT, visible, flow)
  return withOneMissingSchema([...inSteps, ...inOutput], at)
}

function checkExpression(
  expression: Expression,
  at: JsonPath,
  from: string,
  visible: ReadonlySet<string>,
  flow: CompiledFlow,
): Diagnostic[] {
  const found: Diagnostic[] = []
  walkExpression(expression, at, (each, path) => {
    if (each.kind === 'step') found.push(...checkStep(each, path, from, visible))
    if (each.kind === 'input')
      found.push(...uncheckedField('workflow_input', each.path, 'no input schema available', path))
    if (each.kind === 'variable') found.push(...checkVariable(each, path, from, flow))
  })
  return found
}

function checkStep(
  { step, path: field }: Extract<Expression, { kind: 'step' }>,
  path: JsonPath,
  from: string,
  visible: ReadonlySet<string>,
): Diagnostic[] {
  if (step === from) return [diagnostic({ type: 'selfReference', stepId: step }, path)]
  if (!visible.has(step)) {
    return [diagnostic({ type: 'undefinedStepReference', fromStep: from, referencedStep: step }, path)]
  }
  return uncheckedField(step, field, 'no output schema available', path)
}

function checkVariable(
  { name, path: field, default: fallback }: Extract<Expression, { kind: 'variable' }>,
  path: JsonPath,
  from: string,
  flow: CompiledFlow,
): Diagnostic[] {
  if (flow.variables === undefined) return [diagnostic({ type: 'missingVariableSchema' })]
  const found = uncheckedField(`variable_${name}`, field, 'paths into variables are not checked', path)
  if (flow.variables.has(name)) return found
  const type = fallback === undefined ? 'undefinedRequiredVariable' : 'undefinedVariable'
  return [diagnostic({ type, variable: name, context: `step '${from}'` }, path), ...found]
}

function uncheckedField(stepId: string, field: JsonPath, reason: string, path: JsonPath): Diagnostic[] {
  if (field.length === 0) return []
  return [diagnostic({ type: 'unvalidatedFieldAccess', stepId, field: formatPath(field), reason }, path)]
}

/** The missing schema is one remark about the flow, however many variables it uses. */
function withOneMissingSchema(found: readonly Diagnostic[], at: JsonPath): Diagnostic[] {
  const rest = found.filter(({ message }) => message.type !== 'missingVariableSchema')
  if (rest.length === found.length) return rest
  return [
    ...rest,
    diagnostic({ type: 'missingVariableSchema' }, [...at, 'schemas', 'properties', 'variables']),
  ]
}
