import type { LazyStore } from '../store/database-store.ts'
import type { RunRecord, Store } from '../store/store.ts'
import type { ComponentRegistry } from './components/registry.ts'
import type { DebugTurns } from './debug-turns.ts'
import { MissingError, StateConflictError } from './errors.ts'
import { type CompiledFlow, type CompiledStep, compileFlow } from './flow.ts'
import { loadFlow } from './flows.ts'
import type { ItemState } from './item.ts'
import type { RunJournal } from './journal.ts'
import type { RunLauncher } from './launcher.ts'
import { applyOverrides } from './overrides.ts'
import { ResultBudget } from './result-budget.ts'
import { loadRun } from './runs.ts'
import type { DebugOperations } from './service.ts'
import { type AttemptListener, executeStep } from './step.ts'
import { storedItem } from './step-views.ts'
import type { FlowReader, FlowResult } from './types.ts'

interface DebugSession {
  readonly record: RunRecord
  readonly flow: CompiledFlow
  readonly item: ItemState
  /** Steps that were asked for, with those they needed then. */
  readonly queue: Set<number>
  /** Aborted when the call must end. */
  readonly signal: AbortSignal
}

export interface DebugDependencies {
  readonly store: Pick<LazyStore, 'get'>
  readonly launcher: RunLauncher
  readonly components: ComponentRegistry
  readonly readFlow: FlowReader
  readonly turns: DebugTurns
}

/**
 * Runs the only item of a run step by step. A session is its stored results and its stored queue: it goes
 * on after a restart, and works on ended runs too. Calls for one run wait for each other.
 */
export function debugOperations(dependencies: DebugDependencies): DebugOperations {
  const inSession = <T>(runId: string, work: (session: DebugSession) => Promise<T>): Promise<T> =>
    dependencies.turns.take(runId, async (signal) => work(await openSession(dependencies, runId, signal)))
  const runStep = (session: DebugSession, index: number) => executeInSession(dependencies, session, index)
  const enqueue = (session: DebugSession, indexes: readonly number[]) =>
    extendQueue(dependencies, session, indexes)

  return {
    evaluate: (runId, stepId) =>
      inSession(runId, async (session) => {
        const goal = indexOf(session, stepId)
        await enqueue(session, [goal])
        for (let result = session.item.result(goal); ; result = session.item.result(goal)) {
          if (result !== undefined) return result
          const [next] = session.item.outstandingFor([goal]).ready
          if (next === undefined) throw new Error(`Step '${stepId}' waits for steps that cannot run`)
          await runStep(session, next)
        }
      }),
    queue: (runId, stepIds) =>
      inSession(runId, async (session) => {
        const goals = stepIds.map((stepId) => indexOf(session, stepId))
        const queued = await enqueue(session, goals)
        return { queued: ids(session, queued), ready: ready(session) }
      }),
    showQueue: (runId) =>
      inSession(runId, async (session) => {
        const outstanding = session.item.outstandingFor([...session.queue])
        const queued = outstanding.needed.map((index) => ({
          stepId: ids(session, [index])[0] as string,
          status: session.item.status(index, outstanding),
        }))
        return { queued, ready: ready(session) }
      }),
    runNext: (runId) =>
      inSession(runId, async (session) => {
        const [next] = session.item.outstandingFor([...session.queue]).ready
        if (next === undefined) return { stepId: null, result: null, ready: [] }
        const result = await runStep(session, next)
        return { stepId: ids(session, [next])[0] as string, result, ready: ready(session) }
      }),
    runQueue: (runId) =>
      inSession(runId, async (session) => {
        const executed: { stepId: string; result: FlowResult }[] = []
        const nextReady = () => session.item.outstandingFor([...session.queue]).ready[0]
        for (let next = nextReady(); next !== undefined; next = nextReady()) {
          executed.push({ stepId: ids(session, [next])[0] as string, result: await runStep(session, next) })
        }
        return executed
      }),
    show: (runId, stepId) =>
      inSession(runId, async ({ flow, item }) => {
        const index = flow.indexOf(stepId)
        return index === undefined ? undefined : item.result(index)
      }),
  }
}

async function openSession(
  { store, readFlow }: DebugDependencies,
  runId: string,
  signal: AbortSignal,
): Promise<DebugSession> {
  const record = await loadRun(store, runId)
  if (record.status === 'running')
    throw new StateConflictError(`Run '${runId}' is running; debug it once it has ended`)
  if (record.itemCount !== 1)
    throw new StateConflictError(
      `Run '${runId}' has ${record.itemCount} items; only runs with one can be debugged`,
    )
  const { flow } = await loadFlow(store, record.flowId)
  const compiled = compileFlow(applyOverrides(flow, record.overrides, readFlow))
  const item = await storedItem(store, record, compiled)
  const queue = new Set(await (await store.get()).runs.queued(runId))
  return { record, flow: compiled, item, queue, signal }
}

async function executeInSession(
  { store, launcher, components }: DebugDependencies,
  { record, flow, item, signal }: DebugSession,
  stepIndex: number,
): Promise<FlowResult> {
  const step = flow.steps[stepIndex]
  if (step === undefined) throw new Error(`Run '${record.runId}' has no step ${stepIndex}`)
  const context = await launcher.contextFor(record, signal)
  const run = (attempts?: AttemptListener) =>
    executeStep(step, item.scope, components, context, new ResultBudget(), attempts)
  const result =
    record.status === 'paused'
      ? await tellStep(await store.get(), await launcher.journal(record), record, step, run)
      : await storeStep(await store.get(), record, step, run)
  item.record(stepIndex, result)
  return result
}

/** Runs a step of a run that has not ended: its history goes on. */
async function tellStep(
  { events }: Store,
  journal: RunJournal,
  { runId }: RunRecord,
  { index: stepIndex, id: stepId }: CompiledStep,
  run: (attempts: AttemptListener) => Promise<FlowResult>,
): Promise<FlowResult> {
  const place = { itemIndex: 0, stepIndex, stepId }
  const before = (await events.unfinishedSteps(runId)).find((step) => step.stepIndex === stepIndex)
  const result = await run({
    first: (before?.attempts ?? 0) + 1,
    onStart: (attempt) => journal.tell({ type: 'stepStarted', ...place, attempt }),
    onRetry: (failed) => journal.tell({ type: 'stepRetrying', ...place, ...failed }),
  })
  const status = result.outcome === 'failed' ? 'failed' : 'completed'
  await journal.tell({ type: 'stepCompleted', ...place, status, result })
  return result
}

/** Runs a step of a run that has ended: nothing follows its last event. */
async function storeStep(
  { runs }: Store,
  { runId }: RunRecord,
  { index: stepIndex }: CompiledStep,
  run: () => Promise<FlowResult>,
): Promise<FlowResult> {
  const result = await run()
  await runs.saveStep(runId, { itemIndex: 0, stepIndex, result })
  return result
}

/** @returns the steps that were not queued before and have not run. */
async function extendQueue(
  { store }: DebugDependencies,
  { record, item, queue }: DebugSession,
  goals: readonly number[],
): Promise<number[]> {
  const added = item.outstandingFor(goals).needed.filter((index) => !queue.has(index))
  for (const index of added) queue.add(index)
  await (await store.get()).runs.enqueue(record.runId, added)
  return added
}

function indexOf({ record, flow }: DebugSession, stepId: string): number {
  const index = flow.indexOf(stepId)
  if (index === undefined) throw new MissingError(`Run '${record.runId}' has no step '${stepId}'`)
  return index
}

function ids({ flow }: DebugSession, indexes: readonly number[]): string[] {
  return indexes.map((index) => flow.steps[index]?.id ?? '')
}

function ready(session: DebugSession): string[] {
  return ids(session, session.item.outstandingFor([...session.queue]).ready)
}
