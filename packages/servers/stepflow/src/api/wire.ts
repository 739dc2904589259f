import type { RunOverview } from '../engine/service.ts'
import type { FlowDefinition } from '../engine/types.ts'
import type { FlowInput } from './schemas/flow.ts'

/** A stored flow passed the schema of flows before it was stored, so that it fits it still. */
export function flowOnTheWire(flow: FlowDefinition): FlowInput {
  return flow as FlowInput
}

/** A run as the API tells it. */
export function summaryOnTheWire(run: RunOverview) {
  return {
    runId: run.runId,
    flowId: run.flowId,
    flowName: run.flowName,
    flowLabel: run.flowLabel,
    status: run.status,
    items: run.items,
    debugMode: run.debug,
    createdAt: run.createdAt.toISOString(),
    completedAt: run.completedAt?.toISOString() ?? null,
    rootRunId: run.rootRunId,
    parentRunId: run.parentRunId,
  }
}
