import type { ApiRouter } from '@driftless/server-kit'
import { createRoute } from '@hono/zod-openapi'
import { z } from 'zod'
import type { DebugOperations } from '../../engine/service.ts'
import {
  DebugEvalRequest,
  DebugEvalResponse,
  DebugNextResponse,
  DebugQueueRequest,
  DebugQueueResponse,
  DebugQueueStatusResponse,
  DebugRunQueueResponse,
  DebugShowResponse,
} from '../schemas/debug.ts'
import { bodyErrors, errors } from '../schemas/errors.ts'
import { runParams } from './parameters.ts'

const tags = ['Debug']
const conflict = {
  409: 'The run is running or has several items, or it was cancelled or deleted during the call.',
} as const
const runOnly = errors([404, 409, 422, 500, 503], {
  404: 'There is no such run, or its flow was deleted.',
  ...conflict,
})
const runAndStep = errors([...bodyErrors, 404, 409], {
  404: 'There is no such run or step, or the flow was deleted.',
  ...conflict,
})

const json = <S extends z.ZodType>(schema: S) => ({ 'application/json': { schema } })

const debugEval = createRoute({
  method: 'post',
  path: '/runs/{run_id}/debug/eval',
  operationId: 'debug_eval',
  tags,
  summary: 'Evaluate a step',
  description: 'Runs a step and the steps it needs, unless they have run, and returns its result.',
  request: { params: runParams, body: { required: true, content: json(DebugEvalRequest) } },
  responses: { 200: { description: 'Its result.', content: json(DebugEvalResponse) }, ...runAndStep },
})

const debugQueue = createRoute({
  method: 'post',
  path: '/runs/{run_id}/debug/queue',
  operationId: 'debug_queue',
  tags,
  summary: 'Queue steps',
  description:
    'Queues one or more steps and the steps they need. Steps that are queued or have run stay as they are.',
  request: { params: runParams, body: { required: true, content: json(DebugQueueRequest) } },
  responses: { 200: { description: 'What was queued.', content: json(DebugQueueResponse) }, ...runAndStep },
})

const debugGetQueue = createRoute({
  method: 'get',
  path: '/runs/{run_id}/debug/queue',
  operationId: 'debug_get_queue',
  tags,
  summary: 'Get the queue',
  description: 'Returns the queued steps that have not run.',
  request: { params: runParams },
  responses: { 200: { description: 'The queue.', content: json(DebugQueueStatusResponse) }, ...runOnly },
})

const debugNext = createRoute({
  method: 'post',
  path: '/runs/{run_id}/debug/next',
  operationId: 'debug_next',
  tags,
  summary: 'Run the next queued step',
  description: 'Runs the first queued step that is ready, in the order of the flow.',
  request: { params: runParams },
  responses: { 200: { description: 'What ran, if anything.', content: json(DebugNextResponse) }, ...runOnly },
})

const debugRunQueue = createRoute({
  method: 'post',
  path: '/runs/{run_id}/debug/run-queue',
  operationId: 'debug_run_queue',
  tags,
  summary: 'Run the whole queue',
  description: 'Runs queued steps until none is left, and returns the result of each that ran.',
  request: { params: runParams },
  responses: { 200: { description: 'What ran.', content: json(DebugRunQueueResponse) }, ...runOnly },
})

const debugShow = createRoute({
  method: 'get',
  path: '/runs/{run_id}/debug/show/{step_id}',
  operationId: 'debug_show',
  tags,
  summary: 'Show the result of a step',
  description: 'Returns the result of a step if it has run; a step that the flow does not have has not run.',
  request: {
    params: runParams.extend({ step_id: z.string().describe('Id of the step.') }),
  },
  responses: { 200: { description: 'The step.', content: json(DebugShowResponse) }, ...runOnly },
})

/** Registers the operations of the debug session. */
export function registerDebug(router: ApiRouter, debug: DebugOperations): void {
  router.openapi(debugEval, async (context) => {
    const result = await debug.evaluate(context.req.valid('param').run_id, context.req.valid('json').stepId)
    return context.json({ result }, 200)
  })
  router.openapi(debugQueue, async (context) => {
    const stepIds = [context.req.valid('json').stepIds].flat()
    return context.json(await debug.queue(context.req.valid('param').run_id, stepIds), 200)
  })
  router.openapi(debugGetQueue, async (context) => {
    return context.json(await debug.showQueue(context.req.valid('param').run_id), 200)
  })
  router.openapi(debugNext, async (context) => {
    return context.json(await debug.runNext(context.req.valid('param').run_id), 200)
  })
  router.openapi(debugRunQueue, async (context) => {
    const executed = await debug.runQueue(context.req.valid('param').run_id)
    const results = Object.fromEntries(executed.map(({ stepId, result }) => [stepId, result]))
    return context.json({ executedCount: executed.length, results }, 200)
  })
  router.openapi(debugShow, async (context) => {
    const { run_id: runId, step_id: stepId } = context.req.valid('param')
    const result = await debug.show(runId, stepId)
    return context.json({ stepId, completed: result !== undefined, result: result ?? null }, 200)
  })
}
