import type { Database } from '@driftless/server-kit/database'
import { and, asc, count, desc, eq, inArray, lte, type SQL, sql } from 'drizzle-orm'
import type { ExecutionStatus, FlowResult } from '../engine/types.ts'
import { debugQueue, runItems, runSteps, runs, type schema } from './schema.ts'
import type { ItemCountsByStatus, ParentPlace, RunQuery, RunRecord, RunStore } from './store.ts'

type Row = typeof runs.$inferSelect

/** Columns of a run without its inputs, which may be large. */
const recordColumns = {
  id: runs.id,
  flowId: runs.flowId,
  flowName: runs.flowName,
  flowLabel: runs.flowLabel,
  status: runs.status,
  debug: runs.debug,
  itemCount: runs.itemCount,
  overrides: runs.overrides,
  variables: runs.variables,
  rootRunId: runs.rootRunId,
  parentRunId: runs.parentRunId,
  depth: runs.depth,
  maxConcurrency: runs.maxConcurrency,
  parentItemIndex: runs.parentItemIndex,
  parentStepIndex: runs.parentStepIndex,
  parentFailures: runs.parentFailures,
  parentOrdinal: runs.parentOrdinal,
  createdAt: runs.createdAt,
  completedAt: runs.completedAt,
}

/** Runs in the database. */
export function databaseRuns(database: Database<typeof schema>): RunStore {
  return {
    create: async (run, inputs) => {
      const details = JSON.stringify({ itemCount: run.itemCount })
      await database.execute(sql`with
        run as (${database.insert(runs).values(toRow(run, inputs)).getSQL()}),
        items as (
          insert into run_items (run_id, item_index, status)
          select ${run.runId}::uuid, item, ${run.status} from generate_series(0, ${run.itemCount - 1}::int) as item)
        insert into run_events (run_id, sequence, type, happened_at, details)
        values (${run.runId}::uuid, 1, 'runStarted', ${run.createdAt.toISOString()}::timestamptz, ${details})`)
    },
    get: async (runId) => {
      const [row] = await database.select(recordColumns).from(runs).where(eq(runs.id, runId))
      return row === undefined ? undefined : toRecord(row)
    },
    inputs: async (runId) => {
      const [row] = await database.select({ inputs: runs.inputs }).from(runs).where(eq(runs.id, runId))
      return row === undefined ? [] : (JSON.parse(row.inputs) as unknown[])
    },
    list: async (query) => {
      const filter = filterOf(query)
      const rows = await database
        .select(recordColumns)
        .from(runs)
        .where(filter)
        .orderBy(desc(runs.createdAt), desc(runs.id))
        .limit(query.limit)
        .offset(query.offset)
      const [counted] = await database.select({ total: count() }).from(runs).where(filter)
      return { runs: rows.map(toRecord), total: counted?.total ?? 0 }
    },
    countItems: async (runIds) => {
      const counts = new Map<string, Partial<Record<ExecutionStatus, number>>>()
      if (runIds.length === 0) return counts
      const rows = await database
        .select({ runId: runItems.runId, status: runItems.status, number: count() })
        .from(runItems)
        .where(inArray(runItems.runId, [...runIds]))
        .groupBy(runItems.runId, runItems.status)
      for (const { runId, status, number } of rows) {
        const entry: ItemCountsByStatus = { ...counts.get(runId), [status]: number }
        counts.set(runId, entry)
      }
      return counts
    },
    isFlowActive: async (flowId) => {
      const active = and(eq(runs.flowId, flowId), inArray(runs.status, ['running', 'paused']))
      return (await database.select({ id: runs.id }).from(runs).where(active).limit(1)).length > 0
    },
    items: async (runId) => {
      const rows = await database
        .select()
        .from(runItems)
        .where(eq(runItems.runId, runId))
        .orderBy(asc(runItems.itemIndex))
      return rows.map(({ itemIndex, status, result }) => ({
        itemIndex,
        status: status as ExecutionStatus,
        ...(result === null ? {} : { result: JSON.parse(result) as FlowResult }),
      }))
    },
    steps: async (runId) => {
      const rows = await database
        .select()
        .from(runSteps)
        .where(eq(runSteps.runId, runId))
        .orderBy(asc(runSteps.itemIndex), asc(runSteps.stepIndex))
      return rows.map(({ itemIndex, stepIndex, result }) => ({
        itemIndex,
        stepIndex,
        result: JSON.parse(result) as FlowResult,
      }))
    },
    saveStep: async (runId, { itemIndex, stepIndex, result }) => {
      const text = JSON.stringify(result)
      await database
        .insert(runSteps)
        .values({ runId, itemIndex, stepIndex, result: text })
        .onConflictDoUpdate({
          target: [runSteps.runId, runSteps.itemIndex, runSteps.stepIndex],
          set: { result: text },
        })
    },
    delete: async (runId) => {
      await database.delete(runs).where(eq(runs.id, runId))
    },
    running: async (parentRunId) => {
      const parent = parentRunId === undefined ? undefined : eq(runs.parentRunId, parentRunId)
      const running = and(eq(runs.status, 'running'), parent)
      const rows = await database.select(recordColumns).from(runs).where(running).orderBy(asc(runs.id))
      return rows.map(toRecord)
    },
    subRun: async (parentRunId, { itemIndex, stepIndex, failures, ordinal }) => {
      const place = and(
        eq(runs.parentRunId, parentRunId),
        eq(runs.parentItemIndex, itemIndex),
        eq(runs.parentStepIndex, stepIndex),
        eq(runs.parentFailures, failures),
        eq(runs.parentOrdinal, ordinal),
      )
      const [row] = await database
        .select(recordColumns)
        .from(runs)
        .where(place)
        .orderBy(desc(runs.id))
        .limit(1)
      return row === undefined ? undefined : toRecord(row)
    },
    queued: async (runId) => {
      const rows = await database
        .select()
        .from(debugQueue)
        .where(eq(debugQueue.runId, runId))
        .orderBy(asc(debugQueue.stepIndex))
      return rows.map(({ stepIndex }) => stepIndex)
    },
    enqueue: async (runId, stepIndexes) => {
      if (stepIndexes.length === 0) return
      await database
        .insert(debugQueue)
        .values(stepIndexes.map((stepIndex) => ({ runId, stepIndex })))
        .onConflictDoNothing()
    },
  }
}

function filterOf(query: RunQuery): SQL | undefined {
  return and(
    query.status === undefined ? undefined : eq(runs.status, query.status),
    query.flowName === undefined ? undefined : eq(runs.flowName, query.flowName),
    query.flowLabel === undefined ? undefined : eq(runs.flowLabel, query.flowLabel),
    query.rootRunId === undefined ? undefined : eq(runs.rootRunId, query.rootRunId),
    query.parentRunId === undefined ? undefined : eq(runs.parentRunId, query.parentRunId),
    query.maxDepth === undefined ? undefined : lte(runs.depth, query.maxDepth),
  )
}

function toRow(
  { runId, overrides, variables, parentPlace, ...run }: RunRecord,
  inputs: readonly unknown[],
): Row {
  return {
    ...run,
    id: runId,
    inputs: JSON.stringify(inputs),
    overrides: overrides === undefined ? null : JSON.stringify(overrides),
    variables: JSON.stringify(variables),
    parentItemIndex: parentPlace?.itemIndex ?? null,
    parentStepIndex: parentPlace?.stepIndex ?? null,
    parentFailures: parentPlace?.failures ?? null,
    parentOrdinal: parentPlace?.ordinal ?? null,
  }
}

function toRecord(columns: Omit<Row, 'inputs'>): RunRecord {
  const { id, overrides, variables, status, ...row } = columns
  const { parentItemIndex, parentStepIndex, parentFailures, parentOrdinal, ...plain } = row
  const parentPlace = placeOf(parentItemIndex, parentStepIndex, parentFailures, parentOrdinal)
  return {
    ...plain,
    runId: id,
    status: status as ExecutionStatus,
    variables: variables === null ? {} : JSON.parse(variables),
    ...(overrides === null ? {} : { overrides: JSON.parse(overrides) }),
    ...(parentPlace === undefined ? {} : { parentPlace }),
  }
}

function placeOf(...columns: readonly (number | null)[]): ParentPlace | undefined {
  const [itemIndex, stepIndex, failures, ordinal] = columns.map((column) => column ?? undefined)
  if (itemIndex === undefined || stepIndex === undefined) return undefined
  return { itemIndex, stepIndex, failures: failures ?? 0, ordinal: ordinal ?? 0 }
}
