import type { LazyStore } from '../store/database-store.ts'
import type { RunRecord } from '../store/store.ts'
import type { FlowExecution } from './executor.ts'
import { type CompiledFlow, compileFlow } from './flow.ts'
import { loadFlow } from './flows.ts'
import { ItemState } from './item.ts'
import type { RunLauncher } from './launcher.ts'
import { applyOverrides } from './overrides.ts'
import type { StepView } from './service.ts'
import type { FlowReader, FlowResult, StepStatus } from './types.ts'

/** One step for one item. */
interface StepOfItem {
  readonly status: StepStatus
  readonly result: FlowResult | undefined
}

/** Every step of a run in the order of the flow. */
export async function stepViews(
  store: Pick<LazyStore, 'get'>,
  launcher: RunLauncher,
  record: RunRecord,
  readFlow: FlowReader,
): Promise<StepView[]> {
  const { flow } = await loadFlow(store, record.flowId)
  const compiled = compileFlow(applyOverrides(flow, record.overrides, readFlow))
  const live = launcher.execution(record.runId)
  const lookUp = live === undefined ? await storedSteps(store, record, compiled) : liveSteps(live)
  return compiled.steps.map(({ index, id, component }) => {
    const items = Array.from({ length: record.itemCount }, (_, item) => lookUp(item, index))
    const { status, result } = aggregate(items)
    return { stepIndex: index, stepId: id, component, status, ...(result === undefined ? {} : { result }) }
  })
}

type StepLookup = (itemIndex: number, stepIndex: number) => StepOfItem

function liveSteps(execution: FlowExecution): StepLookup {
  return (item, step) => ({ status: execution.status(item, step), result: execution.result(item, step) })
}

async function storedSteps(
  store: Pick<LazyStore, 'get'>,
  record: RunRecord,
  flow: CompiledFlow,
): Promise<StepLookup> {
  const { runs } = await store.get()
  const results = new Map<string, FlowResult>()
  for (const { itemIndex, stepIndex, result } of await runs.steps(record.runId)) {
    results.set(`${itemIndex}/${stepIndex}`, result)
  }
  const runnable = record.status === 'paused' ? await readySteps(store, record, flow) : []
  return (item, step) => {
    const result = results.get(`${item}/${step}`)
    if (result !== undefined) return { status: result.outcome === 'success' ? 'completed' : 'failed', result }
    return { status: runnable.includes(step) ? 'runnable' : 'blocked', result }
  }
}

/** Steps of a paused run, which has one item, that could run now. */
async function readySteps(
  store: Pick<LazyStore, 'get'>,
  record: RunRecord,
  flow: CompiledFlow,
): Promise<readonly number[]> {
  return (await storedItem(store, record, flow)).outstanding().ready
}

/** The only item of a run as far as it has come. */
export async function storedItem(
  store: Pick<LazyStore, 'get'>,
  record: RunRecord,
  flow: CompiledFlow,
): Promise<ItemState> {
  const { runs } = await store.get()
  const [input] = await runs.inputs(record.runId)
  const results = new Map(
    (await runs.steps(record.runId)).map(({ stepIndex, result }) => [stepIndex, result]),
  )
  return new ItemState(flow, input, record.variables, results)
}

/** What a batch shows for a step: the first of these statuses that any item has. */
const PRECEDENCE: readonly StepStatus[] = ['failed', 'running', 'runnable', 'completed', 'skipped']

function aggregate(items: readonly StepOfItem[]): StepOfItem {
  for (const status of PRECEDENCE) {
    const first = items.find((item) => item.status === status)
    if (first !== undefined) return first
  }
  return { status: 'blocked', result: undefined }
}
