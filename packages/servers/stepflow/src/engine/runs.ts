import type { LazyStore } from '../store/database-store.ts'
import type { ItemRecord, RunRecord } from '../store/store.ts'
import type { DebugTurns } from './debug-turns.ts'
import { MissingError, StateConflictError } from './errors.ts'
import type { EventHub } from './event-hub.ts'
import { loadFlow } from './flows.ts'
import type { RunLauncher } from './launcher.ts'
import type { ItemCounts, RunOperations, RunOutcome, RunOverview } from './service.ts'
import { stepViews } from './step-views.ts'
import type { ExecutionStatus, FlowReader } from './types.ts'

type Statuses = readonly ExecutionStatus[]

const ENDED: Statuses = ['completed', 'failed', 'cancelled']

export interface RunDependencies {
  readonly store: Pick<LazyStore, 'get'>
  readonly launcher: RunLauncher
  readonly turns: DebugTurns
  readonly readFlow: FlowReader
  readonly hub: EventHub
}

/** Everything one can ask about runs and do with them. */
export function runOperations({ store, launcher, turns, readFlow, hub }: RunDependencies): RunOperations {
  const load = async (runId: string) => loadRun(store, runId)
  const overview = async (record: RunRecord): Promise<RunOverview> => {
    const [view] = await overviews(store, [record])
    return view as RunOverview
  }
  return {
    createRun: async (run) => (await launcher.create(run)).runId,
    waitForRun: async (runId, signal) => {
      // First of all: while the store opens, the runs that it holds are resumed.
      await load(runId)
      await launcher.waitFor(runId, signal)
      return outcome(store, await load(runId))
    },
    followRun: async (following, signal) => {
      await load(following.runId)
      return hub.follow((await store.get()).events, following, signal)
    },
    getRun: async (runId) => {
      const record = await load(runId)
      const { overrides } = record
      const inputs = await (await store.get()).runs.inputs(runId)
      return { ...(await overview(record)), inputs, ...(overrides === undefined ? {} : { overrides }) }
    },
    listRuns: async (filter) => {
      const { runs, total } = await (await store.get()).runs.list(filter)
      return { runs: await overviews(store, runs), total }
    },
    cancelRun: async (runId) => {
      const before = await load(runId)
      if (before.status === 'paused') await turns.takeOver(runId, () => cancelPaused(store, launcher, runId))
      else await launcher.cancel(runId)
      const after = await load(runId)
      if (ENDED.includes(before.status) || after.status !== 'cancelled') {
        throw new StateConflictError(`Run '${runId}' cannot be cancelled: it is ${after.status}`)
      }
      return overview(after)
    },
    deleteRun: async (runId) => {
      refuseUnlessEnded(await load(runId))
      await turns.takeOver(runId, async () => {
        await load(runId)
        await (await store.get()).runs.delete(runId)
        hub.forget(runId)
      })
    },
    getRunFlow: async (runId) => loadFlow(store, (await load(runId)).flowId),
    getRunItems: async (runId) => {
      await load(runId)
      return (await store.get()).runs.items(runId)
    },
    getRunSteps: async (runId) => stepViews(store, launcher, await load(runId), readFlow),
  }
}

/** @throws MissingError if there is no such run. */
export async function loadRun(store: Pick<LazyStore, 'get'>, runId: string): Promise<RunRecord> {
  const record = await (await store.get()).runs.get(runId)
  if (record === undefined) throw new MissingError(`Run '${runId}' not found`)
  return record
}

function refuseUnlessEnded({ runId, status }: RunRecord): void {
  if (ENDED.includes(status)) return
  throw new StateConflictError(`Run '${runId}' cannot be deleted: it is ${status}; cancel it first`)
}

async function cancelPaused(
  store: Pick<LazyStore, 'get'>,
  launcher: RunLauncher,
  runId: string,
): Promise<void> {
  const { status } = await loadRun(store, runId)
  if (status !== 'paused') return
  await launcher.end(runId, { status: 'cancelled', unfinished: { status: 'cancelled' } })
}

async function outcome(store: Pick<LazyStore, 'get'>, record: RunRecord): Promise<RunOutcome> {
  const { runId, status, itemCount } = record
  const items: readonly ItemRecord[] =
    itemCount === 1 && ENDED.includes(status) ? await (await store.get()).runs.items(runId) : []
  const result = items[0]?.result
  return { runId, status, itemCount, ...(result === undefined ? {} : { result }) }
}

async function overviews(
  store: Pick<LazyStore, 'get'>,
  records: readonly RunRecord[],
): Promise<RunOverview[]> {
  const counts = await (await store.get()).runs.countItems(records.map(({ runId }) => runId))
  return records.map((record) => {
    const byStatus = counts.get(record.runId) ?? {}
    const items: ItemCounts = {
      total: record.itemCount,
      completed: byStatus.completed ?? 0,
      // An item of a paused run has not ended either.
      running: (byStatus.running ?? 0) + (byStatus.paused ?? 0),
      failed: byStatus.failed ?? 0,
      cancelled: byStatus.cancelled ?? 0,
    }
    return { ...record, items }
  })
}
