import type { JsonPath } from '../paths.ts'
import type { FlowDefinition } from '../types.ts'
import { type Diagnostic, diagnostic } from './diagnostics.ts'

/** Names of the flow, and ids of its steps. */
export function checkStructure(flow: FlowDefinition, at: JsonPath): Diagnostic[] {
  const found: Diagnostic[] = []
  if (isBlank(flow.name)) found.push(diagnostic({ type: 'missingFlowName' }, at))
  if (isBlank(flow.description)) found.push(diagnostic({ type: 'missingFlowDescription' }, at))
  const seen = new Set<string>()
  for (const [index, { id }] of (flow.steps ?? []).entries()) {
    const path = [...at, 'steps', index, 'id']
    if (id === '') found.push(diagnostic({ type: 'emptyStepId' }, path))
    else if (seen.has(id)) found.push(diagnostic({ type: 'duplicateStepId', stepId: id }, path))
    seen.add(id)
  }
  return found
}

function isBlank(text: string | null | undefined): boolean {
  return text === undefined || text === null || text === ''
}
