import type { RunRecord } from '../store/store.ts'
import type { NewRun } from './service.ts'
import type { Parent } from './sub-runs.ts'
import type { FlowDefinition } from './types.ts'
import { uuidv7 } from './uuid.ts'

const DEFAULT_CONCURRENCY = 10
/** More than any run has steps, and the most that its column holds. */
const MAX_CONCURRENCY = 2_147_483_647

/** The record of a run that is to be created. */
export function newRecord(run: NewRun, flow: FlowDefinition, parent: Parent | undefined): RunRecord {
  const runId = uuidv7()
  const label = flow.metadata?.label
  const hasOverrides = Object.keys(run.overrides?.steps ?? {}).length > 0
  return {
    runId,
    flowId: run.flowId,
    flowName: flow.name ?? null,
    flowLabel: typeof label === 'string' ? label : null,
    status: run.debug === true ? 'paused' : 'running',
    debug: run.debug ?? false,
    itemCount: run.inputs.length,
    ...(hasOverrides && run.overrides !== undefined ? { overrides: run.overrides } : {}),
    variables: run.variables ?? {},
    rootRunId: parent?.record.rootRunId ?? runId,
    parentRunId: parent?.record.runId ?? null,
    ...(parent?.place === undefined ? {} : { parentPlace: parent.place }),
    depth: parent === undefined ? 0 : parent.record.depth + 1,
    maxConcurrency: Math.min(run.maxConcurrency ?? DEFAULT_CONCURRENCY, MAX_CONCURRENCY),
    createdAt: new Date(),
    completedAt: null,
  }
}
