import type { ApiRouter } from '@driftless/server-kit'
import { createRoute } from '@hono/zod-openapi'
import type { ItemView, RunOperations, StepView } from '../../engine/service.ts'
import { errors } from '../schemas/errors.ts'
import { RunFlowResponse } from '../schemas/flow.ts'
import { ListItemsResponse, ListStepRunsResponse } from '../schemas/run.ts'
import { flowOnTheWire } from '../wire.ts'
import { runParams } from './parameters.ts'

const tags = ['Run']

const getRunFlow = createRoute({
  method: 'get',
  path: '/runs/{run_id}/flow',
  operationId: 'get_run_flow',
  tags,
  summary: 'Get the flow of a run',
  description: 'Returns the flow that a run was created from, without its overrides.',
  request: { params: runParams },
  responses: {
    200: { description: 'The flow.', content: { 'application/json': { schema: RunFlowResponse } } },
    ...errors([404, 422, 500, 503], { 404: 'There is no such run, or its flow was deleted.' }),
  },
})

const getRunItems = createRoute({
  method: 'get',
  path: '/runs/{run_id}/items',
  operationId: 'get_run_items',
  tags,
  summary: 'Get the results of a run',
  description: 'Returns one item per input, by index, with the result of each that has ended.',
  request: { params: runParams },
  responses: {
    200: { description: 'The items.', content: { 'application/json': { schema: ListItemsResponse } } },
    ...errors([404, 422, 500, 503], { 404: 'There is no such run.' }),
  },
})

const getRunSteps = createRoute({
  method: 'get',
  path: '/runs/{run_id}/steps',
  operationId: 'get_run_steps',
  tags,
  summary: 'Get the steps of a run',
  description: 'Returns every step of the flow with its status, and its result once it has one.',
  request: { params: runParams },
  responses: {
    200: { description: 'The steps.', content: { 'application/json': { schema: ListStepRunsResponse } } },
    ...errors([404, 422, 500, 503], { 404: 'There is no such run, or its flow was deleted.' }),
  },
})

const itemOnTheWire = ({ itemIndex, status, result }: ItemView) => ({
  itemIndex,
  status,
  ...(result === undefined ? {} : { result }),
})

const stepOnTheWire = ({ stepIndex, stepId, component, status, result }: StepView) => ({
  stepIndex,
  stepId,
  component,
  status,
  ...(result === undefined ? {} : { result }),
})

/** Registers the operations on the parts of a run. */
export function registerRunParts(router: ApiRouter, runs: RunOperations): void {
  router.openapi(getRunFlow, async (context) => {
    const { flow, flowId } = await runs.getRunFlow(context.req.valid('param').run_id)
    return context.json({ flow: flowOnTheWire(flow), flowId }, 200)
  })
  router.openapi(getRunItems, async (context) => {
    const items = await runs.getRunItems(context.req.valid('param').run_id)
    return context.json({ itemCount: items.length, items: items.map(itemOnTheWire) }, 200)
  })
  router.openapi(getRunSteps, async (context) => {
    const steps = await runs.getRunSteps(context.req.valid('param').run_id)
    const entries = steps.map((step) => [step.stepId, stepOnTheWire(step)] as const)
    return context.json({ steps: Object.fromEntries(entries) }, 200)
  })
}
