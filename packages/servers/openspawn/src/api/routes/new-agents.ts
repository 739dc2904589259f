import type { ApiRouter } from '@driftless/server-kit'
import { createRoute } from '@hono/zod-openapi'
import { activateAgent, registerAgent, rejectAgent, spawnAgent } from '../../domain/agents/create.ts'
import {
  AgentStateResponse,
  agentParams,
  CreateAgentRequest,
  MessageOnlyResponse,
  RegisterAgentResponse,
  RejectAgentRequest,
  SpawnAgentRequest,
  SpawnAgentResponse,
} from '../schemas/agents.ts'
import { bodyErrors, changeErrors, errors } from '../schemas/errors.ts'
import { jsonAnswer, jsonBody, keyed, named, resultAt } from './declare.ts'

const tags = ['agents']
const TAKEN = 'There is an agent with this agentId already.'
const NOT_PENDING = 'The agent is not pending.'

const registerAgentRoute = createRoute({
  method: 'post',
  path: '/agents/register',
  operationId: 'registerAgent',
  tags,
  summary: 'Register an agent',
  description: 'Makes an agent that is active at once and has no parent. For agents of role `hr`.',
  request: { body: jsonBody(CreateAgentRequest) },
  responses: {
    201: jsonAnswer('The agent and its secret.', RegisterAgentResponse),
    ...errors([409, ...bodyErrors], { 409: TAKEN }),
  },
  ...named('agents', 'create'),
  ...keyed,
})

const spawnAgentRoute = createRoute({
  method: 'post',
  path: '/agents/spawn',
  operationId: 'spawnAgent',
  tags,
  summary: 'Spawn a child agent',
  description:
    'Makes a child of the caller, of a lower level. It is pending until its parent or an agent of level 10 activates it. How many children an agent may have, pending ones counted, depends on its level.',
  request: { body: jsonBody(SpawnAgentRequest) },
  responses: {
    201: jsonAnswer('The agent and its secret.', SpawnAgentResponse),
    ...errors([409, ...bodyErrors], { 409: TAKEN }),
  },
  ...named('agents', 'spawn'),
  ...keyed,
})

const activateAgentRoute = createRoute({
  method: 'post',
  path: '/agents/{id}/activate',
  operationId: 'activateAgent',
  tags,
  summary: 'Activate a pending agent',
  description: 'Lets a pending agent work. For its parent and agents of level 10.',
  request: { params: agentParams },
  responses: {
    201: jsonAnswer('The agent is active.', AgentStateResponse),
    ...errors([404, 409, ...changeErrors], { 409: NOT_PENDING }),
  },
  ...named('agents', 'activate'),
  ...keyed,
  ...resultAt('/data'),
})

const rejectAgentRoute = createRoute({
  method: 'delete',
  path: '/agents/{id}/reject',
  operationId: 'rejectAgent',
  tags,
  summary: 'Reject a pending agent',
  description: 'Removes a pending agent. For its parent and agents of level 10.',
  request: { params: agentParams, body: jsonBody(RejectAgentRequest) },
  responses: {
    200: jsonAnswer('The agent is gone.', MessageOnlyResponse),
    ...errors([404, 409, ...bodyErrors], { 409: NOT_PENDING }),
  },
  'x-driftless-send-empty-body': true,
  ...named('agents', 'reject'),
  ...keyed,
})

/** Registers the operations that make agents and decide about them. */
export function registerNewAgents(router: ApiRouter): void {
  router.openapi(registerAgentRoute, async (context) => {
    const { agent, secret } = await registerAgent(context.get('session'), context.req.valid('json'))
    const { id, agentId, name, role, level, model } = agent
    const message = 'Keep this secret: it is not shown again.'
    return context.json({ data: { id, agentId, name, role, level, model }, secret, message }, 201)
  })
  router.openapi(spawnAgentRoute, async (context) => {
    const session = context.get('session')
    const { agent, secret } = await spawnAgent(session, context.req.valid('json'))
    const { id, agentId, name, level, status } = agent
    const data = { id, agentId, name, level, status, parentId: session.actor.agent.id }
    const message =
      'The agent is pending: its parent or an agent of level 10 must activate it. Keep this secret: it is not shown again.'
    return context.json({ data, secret, message }, 201)
  })
  router.openapi(activateAgentRoute, async (context) => {
    const { id, status } = await activateAgent(context.get('session'), context.req.valid('param').id)
    return context.json({ data: { id, status }, message: 'Agent activated' }, 201)
  })
  router.openapi(rejectAgentRoute, async (context) => {
    const { reason } = context.req.valid('json')
    await rejectAgent(context.get('session'), context.req.valid('param').id, reason)
    return context.json({ message: 'Agent rejected' }, 200)
  })
}
