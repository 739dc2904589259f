import type { ApiRouter } from '@driftless/server-kit'
import { createRoute } from '@hono/zod-openapi'
import { z } from 'zod'
import {
  addCapability,
  listCapabilities,
  removeCapability,
  updateCapability,
} from '../../domain/agents/capabilities.ts'
import {
  AgentCapability,
  agentParams,
  MessageOnlyResponse,
  NewCapability,
  UpdateCapabilityRequest,
} from '../schemas/agents.ts'
import { bodyErrors, changeErrors, errors, readErrors } from '../schemas/errors.ts'
import { dataOf, id } from '../schemas/parts.ts'
import { capabilityOnTheWire } from '../wire/agents.ts'
import { jsonAnswer, jsonBody, keyed, named, resultAt } from './declare.ts'

const tags = ['agents']
const MAY = 'For the agent itself, its parent and agents of level 10.'
const AgentCapabilityResponse = dataOf('AgentCapabilityResponse', AgentCapability, 'The capability.')
const AgentCapabilityListResponse = dataOf(
  'AgentCapabilityListResponse',
  z.array(AgentCapability),
  'The capabilities.',
)
const capabilityParams = z.object({ capabilityId: id().describe('Id of the capability.') })

const listRoute = createRoute({
  method: 'get',
  path: '/agents/{id}/capabilities',
  operationId: 'getAgentCapabilities',
  tags,
  summary: 'List what an agent can do',
  description: 'Lists the capabilities of an agent by name.',
  request: { params: agentParams },
  responses: {
    200: jsonAnswer('The capabilities.', AgentCapabilityListResponse),
    ...errors([404, ...readErrors]),
  },
  ...named('agents', 'getCapabilities'),
  ...resultAt('/data'),
})

const addRoute = createRoute({
  method: 'post',
  path: '/agents/{id}/capabilities',
  operationId: 'addAgentCapability',
  tags,
  summary: 'Add something that an agent can do',
  description: MAY,
  request: { params: agentParams, body: jsonBody(NewCapability) },
  responses: {
    201: jsonAnswer('The capability.', AgentCapabilityResponse),
    ...errors([404, 409, ...bodyErrors], { 409: 'The agent has it already.' }),
  },
  ...named('agents', 'addCapability'),
  ...keyed,
  ...resultAt('/data'),
})

const updateRoute = createRoute({
  method: 'patch',
  path: '/agents/capabilities/{capabilityId}',
  operationId: 'updateAgentCapability',
  tags,
  summary: 'Say how well an agent can do something',
  description: MAY,
  request: { params: capabilityParams, body: jsonBody(UpdateCapabilityRequest) },
  responses: {
    200: jsonAnswer('The capability as it is now.', AgentCapabilityResponse),
    ...errors([404, ...bodyErrors]),
  },
  ...named('agents', 'updateCapability'),
  ...keyed,
  ...resultAt('/data'),
})

const removeRoute = createRoute({
  method: 'delete',
  path: '/agents/capabilities/{capabilityId}',
  operationId: 'removeAgentCapability',
  tags,
  summary: 'Remove something that an agent can do',
  description: MAY,
  request: { params: capabilityParams },
  responses: {
    200: jsonAnswer('The capability is gone.', MessageOnlyResponse),
    ...errors([404, ...changeErrors]),
  },
  ...named('agents', 'removeCapability'),
  ...keyed,
})

/** Registers the operations on what agents can do. */
export function registerCapabilities(router: ApiRouter): void {
  router.openapi(listRoute, async (context) => {
    const rows = await listCapabilities(context.get('session'), context.req.valid('param').id)
    return context.json({ data: rows.map(capabilityOnTheWire) }, 200)
  })
  router.openapi(addRoute, async (context) => {
    const agentId = context.req.valid('param').id
    const row = await addCapability(context.get('session'), agentId, context.req.valid('json'))
    return context.json({ data: capabilityOnTheWire(row) }, 201)
  })
  router.openapi(updateRoute, async (context) => {
    const { capabilityId } = context.req.valid('param')
    const { proficiency } = context.req.valid('json')
    const row = await updateCapability(context.get('session'), capabilityId, proficiency)
    return context.json({ data: capabilityOnTheWire(row) }, 200)
  })
  router.openapi(removeRoute, async (context) => {
    await removeCapability(context.get('session'), context.req.valid('param').capabilityId)
    return context.json({ message: 'Capability removed' }, 200)
  })
}
