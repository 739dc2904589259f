import { queryBoolean, queryInteger } from '@driftless/server-kit'
import { z } from 'zod'
import { RUN_EVENT_TYPES, type RunEventType } from '../../engine/run-event.ts'
import { ExecutionStatus } from '../schemas/results.ts'
import { columnText } from '../schemas/values.ts'

const MAX_INT32 = 2_147_483_647

/** A UUID in capitals is the same UUID; runs that are under way are known by the lower-case text. */
const runId = () => z.uuid('Expected a UUID').toLowerCase()

/** Path parameters of everything below one run. */
export const runParams = z.object({
  run_id: runId().describe('Id of the run.'),
})

/** Filters and page of the list of runs. */
export const listRunsQuery = z.object({
  status: ExecutionStatus.optional().describe('Only runs in this status.'),
  flowName: columnText().optional().describe('Only runs of flows with this name.'),
  flowLabel: columnText().optional().describe('Only runs of flows with this label.'),
  rootRunId: runId().optional().describe('Only this run and the runs below it.'),
  parentRunId: runId().optional().describe('Only runs that this run started itself.'),
  maxDepth: queryInteger({ minimum: 0, maximum: MAX_INT32 })
    .optional()
    .describe('Only runs at most this deep in their tree; 0 for runs that no run started.'),
  limit: queryInteger({ minimum: 0, maximum: 1000 }).optional().describe('Size of the page; default: 100.'),
  offset: queryInteger({ minimum: 0, maximum: MAX_INT32 })
    .optional()
    .describe('How many runs to skip; default: 0.'),
})

/** A list of types in one text, as in `stepCompleted,itemCompleted`. */
function eventTypes() {
  return z
    .string()
    .transform((text, context) => {
      const types = text.split(',')
      const unknown = types.find((type) => !(RUN_EVENT_TYPES as readonly string[]).includes(type))
      if (unknown === undefined) return types as RunEventType[]
      const message = `Expected types of events separated by commas, not ${JSON.stringify(unknown)}; they are ${RUN_EVENT_TYPES.join(', ')}`
      context.addIssue({ code: 'custom', message })
      return z.NEVER
    })
    .meta({ type: 'string' })
}

/** Which events of a run to send. */
export const runEventsQuery = z.object({
  since: queryInteger({ minimum: 0, maximum: MAX_INT32 })
    .optional()
    .describe('Only events with a greater sequence number; default: 0, which is all of them.'),
  eventTypes: eventTypes()
    .optional()
    .describe(
      'Only events of these types, separated by commas, such as `stepCompleted,itemCompleted`; default: all. `runCompleted` is always sent.',
    ),
  includeResults: queryBoolean()
    .optional()
    .describe('Whether to send the results of steps and items with their events; default: false.'),
})

/** Whether and how long to wait for the end of a run. */
export const waitQuery = z.object({
  wait: queryBoolean().optional().describe('Whether to wait for the end of the run; default: false.'),
  timeoutSecs: queryInteger({ minimum: 1, maximum: 300 })
    .optional()
    .describe('How long to wait for the end, in seconds; default: 20.'),
})
