import { boolean, index, integer, pgTable, primaryKey, text, timestamp, uuid } from 'drizzle-orm/pg-core'

// JSON is kept as text: jsonb reorders keys, which the ids of flows depend on, and refuses NUL characters.

/** Content by its hash: flows, and data that components put there. */
export const blobs = pgTable('blobs', {
  id: text('id').primaryKey(),
  /** `flow` or `data`. */
  kind: text('kind').notNull(),
  content: text('content').notNull(),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().defaultNow(),
})

export const runs = pgTable(
  'runs',
  {
    id: uuid('id').primaryKey(),
    flowId: text('flow_id').notNull(),
    flowName: text('flow_name'),
    flowLabel: text('flow_label'),
    status: text('status').notNull(),
    debug: boolean('debug').notNull(),
    itemCount: integer('item_count').notNull(),
    inputs: text('inputs').notNull(),
    overrides: text('overrides'),
    variables: text('variables'),
    rootRunId: uuid('root_run_id').notNull(),
    parentRunId: uuid('parent_run_id'),
    /** Distance to the root. */
    depth: integer('depth').notNull(),
    /** How many steps may run at once. */
    maxConcurrency: integer('max_concurrency').notNull().default(10),
    /** The step of the parent that started it; null with a parent: a debug call did. */
    parentItemIndex: integer('parent_item_index'),
    parentStepIndex: integer('parent_step_index'),
    /** How many attempts of that step had failed before. */
    parentFailures: integer('parent_failures'),
    /** Its place among the sub-runs of that attempt. */
    parentOrdinal: integer('parent_ordinal'),
    createdAt: timestamp('created_at', { withTimezone: true, precision: 3 }).notNull(),
    completedAt: timestamp('completed_at', { withTimezone: true, precision: 3 }),
  },
  (table) => [
    index('runs_status').on(table.status),
    index('runs_flow').on(table.flowId),
    index('runs_root').on(table.rootRunId),
    index('runs_parent').on(table.parentRunId),
  ],
)

/** One row per input, from the creation of the run on. */
export const runItems = pgTable(
  'run_items',
  {
    runId: uuid('run_id')
      .notNull()
      .references(() => runs.id, { onDelete: 'cascade' }),
    itemIndex: integer('item_index').notNull(),
    status: text('status').notNull(),
    result: text('result'),
  },
  (table) => [primaryKey({ columns: [table.runId, table.itemIndex] })],
)

/** One row per step that has a result. */
export const runSteps = pgTable(
  'run_steps',
  {
    runId: uuid('run_id')
      .notNull()
      .references(() => runs.id, { onDelete: 'cascade' }),
    itemIndex: integer('item_index').notNull(),
    stepIndex: integer('step_index').notNull(),
    result: text('result').notNull(),
  },
  (table) => [primaryKey({ columns: [table.runId, table.itemIndex, table.stepIndex] })],
)

/** What happened in a run, in order and without gaps. Results are in the tables of items and steps. */
export const runEvents = pgTable(
  'run_events',
  {
    runId: uuid('run_id')
      .notNull()
      .references(() => runs.id, { onDelete: 'cascade' }),
    sequence: integer('sequence').notNull(),
    type: text('type').notNull(),
    happenedAt: timestamp('happened_at', { withTimezone: true, precision: 3 }).notNull(),
    itemIndex: integer('item_index'),
    stepIndex: integer('step_index'),
    attempt: integer('attempt'),
    /** What else the type tells, as JSON. */
    details: text('details').notNull(),
  },
  (table) => [primaryKey({ columns: [table.runId, table.sequence] })],
)

/** Steps that a debug session has queued. */
export const debugQueue = pgTable(
  'debug_queue',
  {
    runId: uuid('run_id')
      .notNull()
      .references(() => runs.id, { onDelete: 'cascade' }),
    stepIndex: integer('step_index').notNull(),
  },
  (table) => [primaryKey({ columns: [table.runId, table.stepIndex] })],
)

export const schema = { blobs, runs, runItems, runSteps, runEvents, debugQueue }
