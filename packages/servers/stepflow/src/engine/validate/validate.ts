import { compileFlow } from '../flow.ts'
import type { JsonPath } from '../paths.ts'
import type { FlowDefinition, FlowReader } from '../types.ts'
import { checkComponents } from './components.ts'
import { collect, type Diagnostic, type Diagnostics, diagnostic } from './diagnostics.ts'
import { checkReachability } from './reachability.ts'
import { checkReferences } from './references.ts'
import { checkStructure } from './structure.ts'
import { checkSubflows } from './subflows.ts'

/** Finds everything to remark about a flow of the right shape, in the order of the flow. */
export function validateFlow(flow: FlowDefinition, readFlow: FlowReader): Diagnostics {
  return collect(diagnosticsOf(flow, readFlow, []))
}

/** @param at - where the flow stands, if it is a literal inside another. */
function diagnosticsOf(flow: FlowDefinition, readFlow: FlowReader, at: JsonPath): Diagnostic[] {
  const compiled = compileFlow(flow)
  return [
    ...checkStructure(flow, at),
    ...checkReferences(compiled, at),
    ...checkComponents(compiled, at),
    ...checkReachability(compiled, at),
    ...checkSubflows(compiled, at, (subflow, path) => {
      const read = readFlow(subflow)
      if ('error' in read) return [diagnostic({ type: 'invalidSubflowLiteral', error: read.error }, path)]
      return diagnosticsOf(read.flow, readFlow, path)
    }),
  ]
}
