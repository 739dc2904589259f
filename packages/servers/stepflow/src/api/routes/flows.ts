import type { ApiRouter } from '@driftless/server-kit'
import { createRoute } from '@hono/zod-openapi'
import { z } from 'zod'
import type { FlowOperations } from '../../engine/service.ts'
import { StoreFlowRequest, StoreFlowResponse } from '../schemas/diagnostics.ts'
import { bodyErrors, errors } from '../schemas/errors.ts'
import { FlowResponse } from '../schemas/flow.ts'
import { BlobId } from '../schemas/values.ts'
import { flowOnTheWire } from '../wire.ts'

const tags = ['Flow']
const params = z.object({
  flow_id: BlobId.describe('Id of the flow.'),
})

const storeFlow = createRoute({
  method: 'post',
  path: '/flows',
  operationId: 'store_flow',
  tags,
  summary: 'Store a flow and return its id',
  description:
    'Validates a flow and stores it under the hash of its content: the same flow has the same id, however often it is stored. A fatal diagnostic keeps it from being stored; the answer is 200 then, too, without `flowId`.',
  request: {
    body: { required: true, content: { 'application/json': { schema: StoreFlowRequest } } },
  },
  responses: {
    200: {
      description: 'What validation found.',
      content: { 'application/json': { schema: StoreFlowResponse } },
    },
    ...errors(bodyErrors),
  },
})

const getFlow = createRoute({
  method: 'get',
  path: '/flows/{flow_id}',
  operationId: 'get_flow',
  tags,
  summary: 'Get a flow by its id',
  description: 'Returns a stored flow in its normal form, with its examples.',
  request: { params },
  responses: {
    200: { description: 'The flow.', content: { 'application/json': { schema: FlowResponse } } },
    ...errors([404, 422, 500, 503], { 404: 'There is no such flow.' }),
  },
})

const deleteFlow = createRoute({
  method: 'delete',
  path: '/flows/{flow_id}',
  operationId: 'delete_flow',
  tags,
  summary: 'Delete a flow by its id',
  description: 'Deletes a stored flow. Runs of it stay, but can no longer show their flow.',
  request: { params },
  responses: {
    204: { description: 'The flow is deleted.' },
    ...errors([404, 409, 422, 500, 503], {
      404: 'There is no such flow.',
      409: 'A run of it has not ended.',
    }),
  },
})

/** Registers the operations on flows. */
export function registerFlows(router: ApiRouter, flows: FlowOperations): void {
  router.openapi(storeFlow, async (context) => {
    const { flow, dryRun } = context.req.valid('json')
    return context.json(await flows.storeFlow(flow, dryRun), 200)
  })
  router.openapi(getFlow, async (context) => {
    const { flowId, flow, examples } = await flows.getFlow(context.req.valid('param').flow_id)
    const allExamples = examples.length === 0 ? {} : { allExamples: [...examples] }
    return context.json({ flow: flowOnTheWire(flow), flowId, ...allExamples }, 200)
  })
  router.openapi(deleteFlow, async (context) => {
    await flows.deleteFlow(context.req.valid('param').flow_id)
    return context.body(null, 204)
  })
}
