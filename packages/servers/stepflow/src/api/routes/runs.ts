import type { ApiRouter } from '@driftless/server-kit'
import { createRoute } from '@hono/zod-openapi'
import type { RunOperations, RunOutcome } from '../../engine/service.ts'
import { bodyErrors, errors } from '../schemas/errors.ts'
import {
  CreateRunRequest,
  CreateRunResponse,
  ListRunsResponse,
  RunDetails,
  RunSummary,
} from '../schemas/run.ts'
import { summaryOnTheWire } from '../wire.ts'
import { listRunsQuery, runParams, waitQuery } from './parameters.ts'

const tags = ['Run']

const listRuns = createRoute({
  method: 'get',
  path: '/runs',
  operationId: 'list_runs',
  tags,
  summary: 'List runs with optional filters',
  description:
    'Lists runs, newest first. Filters are combined; `limit` and `offset` page through what they let through.',
  request: { query: listRunsQuery },
  responses: {
    200: { description: 'One page of runs.', content: { 'application/json': { schema: ListRunsResponse } } },
    ...errors([422, 500, 503]),
  },
})

const createRun = createRoute({
  method: 'post',
  path: '/runs',
  operationId: 'create_run',
  tags,
  summary: 'Run a flow',
  description:
    'Runs a stored flow on one or more inputs. Waits up to `timeoutSecs` for the end of the run and answers 200 with the ended run, failed ones too, or 202 with the running one. `wait: false` answers 202 at once. A debug run is created paused and answered with 200.',
  request: {
    body: { required: true, content: { 'application/json': { schema: CreateRunRequest } } },
  },
  responses: {
    200: {
      description: 'The run has ended, or is paused for debugging.',
      content: { 'application/json': { schema: CreateRunResponse } },
    },
    202: {
      description: 'The run is running.',
      content: { 'application/json': { schema: CreateRunResponse } },
    },
    ...errors([...bodyErrors, 404], { 404: 'There is no such flow.' }),
  },
})

const getRun = createRoute({
  method: 'get',
  path: '/runs/{run_id}',
  operationId: 'get_run',
  tags,
  summary: 'Get a run',
  description:
    'Returns a run with its inputs; its results are at `items`. `wait` answers when the run has ended, or with the running one after `timeoutSecs`; a run that is paused for debugging is answered at once.',
  request: { params: runParams, query: waitQuery },
  responses: {
    200: { description: 'The run.', content: { 'application/json': { schema: RunDetails } } },
    ...errors([404, 422, 500, 503], { 404: 'There is no such run.' }),
  },
})

const deleteRun = createRoute({
  method: 'delete',
  path: '/runs/{run_id}',
  operationId: 'delete_run',
  tags,
  summary: 'Delete a run that has ended',
  description: 'Deletes a run with its items and steps. Its sub-runs stay.',
  request: { params: runParams },
  responses: {
    204: { description: 'The run is deleted.' },
    ...errors([404, 409, 422, 500, 503], {
      404: 'There is no such run.',
      409: 'The run is running or paused.',
    }),
  },
})

const cancelRun = createRoute({
  method: 'post',
  path: '/runs/{run_id}/cancel',
  operationId: 'cancel_run',
  tags,
  summary: 'Cancel a run',
  description:
    'Stops a run: no further step starts, running ones are told to stop and their results are dropped. Sub-runs are cancelled with it.',
  request: { params: runParams },
  responses: {
    200: { description: 'The cancelled run.', content: { 'application/json': { schema: RunSummary } } },
    ...errors([404, 409, 422, 500, 503], { 404: 'There is no such run.', 409: 'The run has ended.' }),
  },
})

/** Registers the operations on runs as a whole. */
export function registerRuns(router: ApiRouter, runs: RunOperations): void {
  router.openapi(listRuns, async (context) => {
    const { limit = 100, offset = 0, ...filter } = context.req.valid('query')
    const page = await runs.listRuns({ ...filter, limit, offset })
    return context.json({ runs: page.runs.map(summaryOnTheWire), total: page.total }, 200)
  })
  router.openapi(createRun, async (context) => {
    const { input, wait, timeoutSecs, maxConcurrency, debug, ...run } = context.req.valid('json')
    const runId = await runs.createRun({
      ...run,
      inputs: input,
      debug,
      maxConcurrency: maxConcurrency ?? undefined,
    })
    const { status, itemCount, result } = await waitForEnd(
      runs,
      runId,
      wait ? timeoutSecs : 0,
      context.req.raw.signal,
    )
    const body = { runId, itemCount, status, debug, ...(result === undefined ? {} : { result }) }
    return status === 'running' ? context.json(body, 202) : context.json(body, 200)
  })
  router.openapi(getRun, async (context) => {
    const runId = context.req.valid('param').run_id
    const { wait = false, timeoutSecs = 20 } = context.req.valid('query')
    if (wait) await waitForEnd(runs, runId, timeoutSecs, context.req.raw.signal)
    const run = await runs.getRun(runId)
    const overrides = run.overrides === undefined ? {} : { overrides: run.overrides }
    return context.json({ ...summaryOnTheWire(run), inputs: [...run.inputs], ...overrides }, 200)
  })
  router.openapi(deleteRun, async (context) => {
    await runs.deleteRun(context.req.valid('param').run_id)
    return context.body(null, 204)
  })
  router.openapi(cancelRun, async (context) => {
    const run = await runs.cancelRun(context.req.valid('param').run_id)
    return context.json(summaryOnTheWire(run), 200)
  })
}

/** Waits for the end of a run for some seconds, or until the caller leaves. */
async function waitForEnd(
  runs: RunOperations,
  runId: string,
  seconds: number,
  left: AbortSignal,
): Promise<RunOutcome> {
  if (seconds === 0) return runs.waitForRun(runId, AbortSignal.abort())
  const patience = new AbortController()
  const stop = () => patience.abort()
  const timer = setTimeout(stop, seconds * 1000)
  left.addEventListener('abort', stop)
  try {
    return await runs.waitForRun(runId, patience.signal)
  } finally {
    clearTimeout(timer)
    left.removeEventListener('abort', stop)
  }
}
