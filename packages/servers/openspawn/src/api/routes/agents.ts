import { type ApiRouter, queryInteger } from '@driftless/server-kit'
import { createRoute } from '@hono/zod-openapi'
import { z } from 'zod'
import { capabilitiesOf } from '../../domain/agents/capabilities.ts'
import { findAgents, getAgent } from '../../domain/agents/find.ts'
import { agentHierarchy, revokeAgent, updateAgent } from '../../domain/agents/manage.ts'
import {
  Agent,
  AgentNode,
  AgentStateResponse,
  AgentSummary,
  agentParams,
  UpdateAgentRequest,
} from '../schemas/agents.ts'
import { bodyErrors, changeErrors, errors, readErrors } from '../schemas/errors.ts'
import { dataOf } from '../schemas/parts.ts'
import { agentNode, agentOnTheWire, agentSummary } from '../wire/agents.ts'
import { jsonAnswer, jsonBody, keyed, named, resultAt } from './declare.ts'

const tags = ['agents']
const AgentResponse = dataOf('AgentResponse', Agent, 'The agent.')

const listAgents = createRoute({
  method: 'get',
  path: '/agents',
  operationId: 'listAgents',
  tags,
  summary: 'List agents',
  description: 'Lists the agents of the organization, newest first.',
  responses: {
    200: jsonAnswer('The agents.', dataOf('AgentListResponse', z.array(AgentSummary), 'The agents.')),
    ...errors(readErrors),
  },
  ...named('agents', 'list'),
  ...resultAt('/data'),
})

const getAgentRoute = createRoute({
  method: 'get',
  path: '/agents/{id}',
  operationId: 'getAgent',
  tags,
  summary: 'Get an agent',
  description: 'Returns an agent of the organization.',
  request: { params: agentParams },
  responses: { 200: jsonAnswer('The agent.', AgentResponse), ...errors([404, ...readErrors]) },
  ...named('agents', 'get'),
  ...resultAt('/data'),
})

const updateAgentRoute = createRoute({
  method: 'patch',
  path: '/agents/{id}',
  operationId: 'updateAgent',
  tags,
  summary: 'Update an agent',
  description: 'Changes what is given and leaves the rest. For agents of role `hr`.',
  request: { params: agentParams, body: jsonBody(UpdateAgentRequest) },
  responses: { 200: jsonAnswer('The agent as it is now.', AgentResponse), ...errors([404, ...bodyErrors]) },
  ...named('agents', 'update'),
  ...keyed,
  ...resultAt('/data'),
})

const revokeAgentRoute = createRoute({
  method: 'post',
  path: '/agents/{id}/revoke',
  operationId: 'revokeAgent',
  tags,
  summary: 'Revoke an agent',
  description:
    'Ends an agent: its secret and its API keys work no more. For agents of role `hr`, which cannot revoke themselves.',
  request: { params: agentParams },
  responses: {
    201: jsonAnswer('The agent is revoked.', AgentStateResponse),
    ...errors([404, 409, ...changeErrors], { 409: 'The agent is revoked already.' }),
  },
  ...named('agents', 'revoke'),
  ...keyed,
  ...resultAt('/data'),
})

const hierarchyQuery = z.strictObject({
  depth: queryInteger({ minimum: 0, maximum: 10 })
    .optional()
    .describe('How many generations below the agent; default: 3.'),
})

const getHierarchy = createRoute({
  method: 'get',
  path: '/agents/{id}/hierarchy',
  operationId: 'getAgentHierarchy',
  tags,
  summary: 'Get the agents below an agent',
  description: 'Returns an agent with its children, theirs and so on: highest level first, then by name.',
  request: { params: agentParams, query: hierarchyQuery },
  responses: {
    200: jsonAnswer('The tree.', dataOf('AgentHierarchyResponse', AgentNode, 'The agent at the top.')),
    ...errors([404, ...readErrors]),
  },
  ...named('agents', 'getHierarchy'),
  ...resultAt('/data'),
})

const AgentBalance = z
  .object({ balance: z.int().describe('Its credits.') })
  .meta({ id: 'AgentBalance', description: 'The credits of an agent.' })

const getAgentBalance = createRoute({
  method: 'get',
  path: '/agents/{id}/credits/balance',
  operationId: 'getAgentBalance',
  tags,
  summary: 'Get the credits of an agent',
  description: 'Returns the balance of any agent of the organization.',
  request: { params: agentParams },
  responses: {
    200: jsonAnswer('The balance.', dataOf('AgentBalanceResponse', AgentBalance, 'The balance.')),
    ...errors([404, ...readErrors]),
  },
  ...named('agents', 'getBalance'),
  ...resultAt('/data/balance'),
})

/** Registers the operations on agents that exist. */
export function registerAgents(router: ApiRouter): void {
  router.openapi(listAgents, async (context) => {
    const agents = await findAgents(context.get('session'))
    return context.json({ data: agents.map(agentSummary) }, 200)
  })
  router.openapi(getAgentRoute, async (context) => {
    const session = context.get('session')
    const { id } = context.req.valid('param')
    const agent = await getAgent(session, id)
    const capabilities = (await capabilitiesOf(session, [id])).get(id) ?? []
    return context.json({ data: agentOnTheWire(agent, capabilities, session.now) }, 200)
  })
  router.openapi(updateAgentRoute, async (context) => {
    const session = context.get('session')
    const { id } = context.req.valid('param')
    const agent = await updateAgent(session, id, context.req.valid('json'))
    const capabilities = (await capabilitiesOf(session, [id])).get(id) ?? []
    return context.json({ data: agentOnTheWire(agent, capabilities, session.now) }, 200)
  })
  router.openapi(revokeAgentRoute, async (context) => {
    const { id, status } = await revokeAgent(context.get('session'), context.req.valid('param').id)
    return context.json({ data: { id, status }, message: 'Agent revoked' }, 201)
  })
  router.openapi(getHierarchy, async (context) => {
    const session = context.get('session')
    const { depth = 3 } = context.req.valid('query')
    const tree = await agentHierarchy(session, context.req.valid('param').id, depth)
    return context.json({ data: agentNode(tree, session.now) }, 200)
  })
  router.openapi(getAgentBalance, async (context) => {
    const { currentBalance } = await getAgent(context.get('session'), context.req.valid('param').id)
    return context.json({ data: { balance: currentBalance } }, 200)
  })
}
