import { queryInteger } from '@driftless/server-kit'
import { z } from 'zod'
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
