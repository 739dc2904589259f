import type { Database } from '@driftless/server-kit/database'
import { and, asc, eq, gt, max, type SQL, sql } from 'drizzle-orm'
import type { RunEvent, RunHappening } from '../engine/run-event.ts'
import type { FlowResult } from '../engine/types.ts'
import { runEvents, runItems, runSteps, type schema } from './schema.ts'
import type { EventStore, RunEnd, UnfinishedStep } from './store.ts'

/** Events per statement: PostgreSQL takes at most 65,535 parameters. */
const CHUNK = 2000

/** The histories of runs in the database: each event and the result that it tells are stored as one. */
export function databaseEvents(database: Database<typeof schema>): EventStore {
  return {
    append: async (runId, events) => {
      for (let start = 0; start < events.length; start += CHUNK) {
        await database.execute(appendStatement(runId, events.slice(start, start + CHUNK)))
      }
    },
    end: async (runId, end) => {
      await database.execute(endStatement(runId, end))
    },
    lastSequence: async (runId) => {
      const [row] = await database
        .select({ last: max(runEvents.sequence) })
        .from(runEvents)
        .where(eq(runEvents.runId, runId))
      return row?.last ?? 0
    },
    read: async (runId, after, limit, withResults) => {
      const next = and(eq(runEvents.runId, runId), gt(runEvents.sequence, after))
      if (!withResults) {
        const rows = await database
          .select()
          .from(runEvents)
          .where(next)
          .orderBy(asc(runEvents.sequence))
          .limit(limit)
        return rows.map((row) => toEvent(row, null))
      }
      const rows = await database
        .select({ event: runEvents, stepResult: runSteps.result, itemResult: runItems.result })
        .from(runEvents)
        .leftJoin(runSteps, and(eq(runEvents.type, 'stepCompleted'), samePlace(runSteps, 'step')))
        .leftJoin(runItems, and(eq(runEvents.type, 'itemCompleted'), samePlace(runItems, 'item')))
        .where(next)
        .orderBy(asc(runEvents.sequence))
        .limit(limit)
      return rows.map(({ event, stepResult, itemResult }) => toEvent(event, stepResult ?? itemResult))
    },
    unfinishedSteps: async (runId) => {
      const { rows } = (await database.execute(unfinishedStatement(runId))) as unknown as {
        rows: UnfinishedStep[]
      }
      return rows
    },
  }
}

function samePlace(table: typeof runSteps | typeof runItems, kind: 'step' | 'item'): SQL | undefined {
  return and(
    eq(table.runId, runEvents.runId),
    eq(table.itemIndex, runEvents.itemIndex),
    kind === 'step' ? eq(runSteps.stepIndex, runEvents.stepIndex) : undefined,
  )
}

/** One statement, so that an event and its result are there together or not at all. */
function appendStatement(runId: string, events: readonly RunEvent[]): SQL {
  const steps = events.flatMap((event) =>
    event.type === 'stepCompleted' && event.result !== undefined
      ? [sql`(${runId}::uuid, ${event.itemIndex}::int, ${event.stepIndex}::int, ${json(event.result)})`]
      : [],
  )
  const items = events.flatMap((event) =>
    event.type === 'itemCompleted'
      ? [sql`(${event.itemIndex}::int, ${event.status}::text, ${json(event.result)}::text)`]
      : [],
  )
  const results = [
    ...(steps.length === 0
      ? []
      : [
          sql`step_results as (
            insert into run_steps (run_id, item_index, step_index, result) values ${list(steps)}
            on conflict (run_id, item_index, step_index) do update set result = excluded.result)`,
        ]),
    ...(items.length === 0
      ? []
      : [
          sql`item_results as (
            update run_items set status = ended.status, result = ended.result
            from (values ${list(items)}) as ended (item_index, status, result)
            where run_items.run_id = ${runId}::uuid and run_items.item_index = ended.item_index)`,
        ]),
  ]
  const rows = list(events.map((event) => eventRow(runId, event)))
  return sql`${results.length === 0 ? sql`` : sql`with ${list(results)}`}
    insert into run_events
      (run_id, sequence, type, happened_at, item_index, step_index, attempt, details) values ${rows}`
}

/** One statement for the end of a run, of its open items, and the events that tell them. */
function endStatement(runId: string, { status, unfinished, message }: RunEnd): SQL {
  const now = sql`${new Date().toISOString()}::timestamptz`
  const id = sql`${runId}::uuid`
  const open =
    unfinished === undefined
      ? sql`select item_index from run_items where false`
      : sql`update run_items set status = ${unfinished.status}, result = ${json(unfinished.result)}
          where run_id = ${id} and status in ('running', 'paused') returning item_index`
  const itemDetails = JSON.stringify({ status: unfinished?.status })
  const details = JSON.stringify({ status, message })
  return sql`with
    open as (${open}),
    before as (select coalesce(max(sequence), 0) as last from run_events where run_id = ${id}),
    items as (
      insert into run_events (run_id, sequence, type, happened_at, item_index, details)
      select ${id}, last + row_number() over (order by item_index), 'itemCompleted', ${now}, item_index, ${itemDetails}
      from open, before returning sequence),
    ended as (update runs set status = ${status}, completed_at = ${now} where id = ${id})
    insert into run_events (run_id, sequence, type, happened_at, details)
    select ${id}, last + (select count(*) from items) + 1, 'runCompleted', ${now}, ${details} from before`
}

/** Steps that were started and have no result, with how often they were started and failed. */
function unfinishedStatement(runId: string): SQL {
  return sql`select item_index as "itemIndex", step_index as "stepIndex",
      max(attempt) as attempts,
      (count(*) filter (where type = 'stepRetrying'))::int as failures,
      (array_agg(type order by sequence desc))[1] = 'stepStarted' as "inFlight"
    from run_events
    where run_id = ${runId}::uuid and type in ('stepStarted', 'stepRetrying') and not exists (
      select 1 from run_steps
      where run_steps.run_id = run_events.run_id and run_steps.item_index = run_events.item_index
        and run_steps.step_index = run_events.step_index)
    group by item_index, step_index
    order by item_index, step_index`
}

function eventRow(runId: string, event: RunEvent): SQL {
  const { sequence, type, timestamp, itemIndex, stepIndex, attempt, result, ...details } =
    event as RunEvent & {
      itemIndex?: number
      stepIndex?: number
      attempt?: number
      result?: FlowResult
    }
  const integer = (value: number | undefined) => sql`${value ?? null}::int`
  return sql`(${runId}::uuid, ${sequence}::int, ${type}, ${timestamp.toISOString()}::timestamptz,
    ${integer(itemIndex)}, ${integer(stepIndex)}, ${integer(attempt)}, ${JSON.stringify(details)})`
}

function toEvent(row: typeof runEvents.$inferSelect, result: string | null): RunEvent {
  const { runId: _, sequence, type, happenedAt, itemIndex, stepIndex, attempt, details } = row
  const happening = {
    type,
    ...(itemIndex === null ? {} : { itemIndex }),
    ...(stepIndex === null ? {} : { stepIndex }),
    ...(attempt === null ? {} : { attempt }),
    ...(JSON.parse(details) as object),
    ...(result === null ? {} : { result: JSON.parse(result) as FlowResult }),
  } as unknown as RunHappening
  return { ...happening, sequence, timestamp: happenedAt }
}

function list(parts: readonly SQL[]): SQL {
  return sql.join([...parts], sql`, `)
}

function json(value: unknown): string | null {
  return value === undefined ? null : JSON.stringify(value)
}
