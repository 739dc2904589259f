import type { TestClient } from '@driftless/server-kit/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { call, data, fund, type Json, register } from './support/calls.ts'
import { type RunningOpenSpawn, startOpenSpawn } from './support/server.ts'

let server: RunningOpenSpawn
/** The HR agent of another organization, who may do there all that can be done. */
let stranger: TestClient
let strangerId: string
let own: Record<'task' | 'channel', string>
let ids: Record<string, string>
beforeAll(async () => {
  server = await startOpenSpawn()
  const { agent } = await server.server.createOrganization('Others')
  stranger = server.as(agent)
  strangerId = agent.id
  const made = await data<{ id: string; channelId: string }>(stranger, 'POST', '/tasks', { title: 'own' })
  own = { task: made.id, channel: made.channelId }
  ids = await fill()
})
afterAll(async () => {
  expect(server.loggedErrors).toEqual([])
  await server.stop()
})

/** Makes one thing of each kind in the first organization. */
async function fill(): Promise<Record<string, string>> {
  const { hr } = server
  const made = async (path: string, body: Json) => (await data<{ id: string }>(hr, 'POST', path, body)).id
  const agent = (await register(server)).id
  await fund(server, { id: agent }, 10)
  const task = await made('/tasks', { title: 'secret task' })
  const other = await made('/tasks', { title: 'other' })
  await made(`/tasks/${task}/dependencies`, { dependsOnId: other })
  const channel = await made('/channels', { name: 'secret', type: 'general' })
  const message = await made('/messages', { channelId: channel, body: 'secret' })
  const [event] = await data<{ id: string }[]>(hr, 'GET', '/events?limit=1')
  return {
    agent,
    task,
    other,
    channel,
    message,
    event: event?.id ?? '',
    pending: (await call<{ data: { id: string } }>(hr, 201, 'POST', '/agents/spawn', { name: 'p' })).data.id,
    capability: await made(`/agents/${agent}/capabilities`, { capability: 'c' }),
    comment: await made(`/tasks/${task}/comments`, { body: 'c' }),
    key: (await call<{ data: { id: string } }>(hr, 201, 'POST', '/api-keys', { name: 'k' })).data.id,
  }
}

/** Every operation with ids of the other organization wherever it takes ids: 404 in paths, 422 elsewhere. */
const SWEEP: readonly [
  operationId: string,
  method: string,
  path: string,
  body: Json | undefined,
  status: number,
][] = [
  ['listAgents', 'GET', '/agents', undefined, 200],
  ['getAgent', 'GET', '/agents/{agent}', undefined, 404],
  ['updateAgent', 'PATCH', '/agents/{agent}', { name: 'x' }, 404],
  ['revokeAgent', 'POST', '/agents/{agent}/revoke', undefined, 404],
  ['getAgentHierarchy', 'GET', '/agents/{agent}/hierarchy', undefined, 404],
  ['getAgentBalance', 'GET', '/agents/{agent}/credits/balance', undefined, 404],
  ['registerAgent', 'POST', '/agents/register', { agentId: 'worker', name: 'same name' }, 201],
  ['spawnAgent', 'POST', '/agents/spawn', { name: 'x' }, 201],
  ['activateAgent', 'POST', '/agents/{pending}/activate', undefined, 404],
  ['rejectAgent', 'DELETE', '/agents/{pending}/reject', {}, 404],
  ['getAgentCapabilities', 'GET', '/agents/{agent}/capabilities', undefined, 404],
  ['addAgentCapability', 'POST', '/agents/{agent}/capabilities', { capability: 'x' }, 404],
  ['updateAgentCapability', 'PATCH', '/agents/capabilities/{capability}', { proficiency: 'basic' }, 404],
  ['removeAgentCapability', 'DELETE', '/agents/capabilities/{capability}', undefined, 404],
  ['createTask', 'POST', '/tasks', { title: 'x', assigneeId: '{agent}' }, 422],
  ['createTask', 'POST', '/tasks', { title: 'x', parentTaskId: '{task}' }, 422],
  ['createTask', 'POST', '/tasks', { title: 'x', dependencies: ['{task}'] }, 422],
  ['listTasks', 'GET', '/tasks', undefined, 200],
  ['listTasks', 'GET', '/tasks?assigneeId={agent}', undefined, 200],
  ['listTasks', 'GET', '/tasks?parentTaskId={task}', undefined, 200],
  ['getTask', 'GET', '/tasks/{task}', undefined, 404],
  ['transitionTask', 'POST', '/tasks/{task}/transition', { status: 'todo' }, 404],
  ['assignTask', 'POST', '/tasks/{task}/assign', { assigneeId: '{me}' }, 404],
  ['assignTask', 'POST', '/tasks/{own}/assign', { assigneeId: '{agent}' }, 422],
  ['claimTask', 'POST', '/tasks/{task}/claim', undefined, 404],
  ['approveTask', 'POST', '/tasks/{task}/approve', undefined, 404],
  ['listTaskComments', 'GET', '/tasks/{task}/comments', undefined, 404],
  ['addTaskComment', 'POST', '/tasks/{task}/comments', { body: 'x' }, 404],
  ['addTaskComment', 'POST', '/tasks/{own}/comments', { body: 'x', parentCommentId: '{comment}' }, 422],
  ['addTaskDependency', 'POST', '/tasks/{task}/dependencies', { dependsOnId: '{own}' }, 404],
  ['addTaskDependency', 'POST', '/tasks/{own}/dependencies', { dependsOnId: '{task}' }, 422],
  ['removeTaskDependency', 'DELETE', '/tasks/{task}/dependencies/{other}', undefined, 404],
  ['removeTaskDependency', 'DELETE', '/tasks/{own}/dependencies/{other}', undefined, 404],
  ['getCreditBalance', 'GET', '/credits/balance', undefined, 200],
  ['transferCredits', 'POST', '/agents/credits/transfer', { toAgentId: '{agent}', amount: 1 }, 422],
  ['spendCredits', 'POST', '/credits/spend', { amount: 1, reason: 'x', sourceTaskId: '{task}' }, 422],
  ['spendCredits', 'POST', '/credits/spend', { amount: 1, reason: 'x', sourceAgentId: '{agent}' }, 422],
  [
    'adjustCredits',
    'POST',
    '/credits/adjust',
    { agentId: '{agent}', amount: 1, type: 'debit', reason: 'x' },
    422,
  ],
  ['listCreditHistory', 'GET', '/credits/history', undefined, 200],
  ['sendMessage', 'POST', '/messages', { channelId: '{channel}', body: 'x' }, 422],
  [
    'sendMessage',
    'POST',
    '/messages',
    { channelId: '{ownChannel}', body: 'x', parentMessageId: '{message}' },
    422,
  ],
  ['listMessages', 'GET', '/messages?channelId={channel}', undefined, 422],
  ['listMessages', 'GET', '/messages?channelId={ownChannel}&before={message}', undefined, 422],
  ['getMessage', 'GET', '/messages/{message}', undefined, 404],
  ['getMessageThread', 'GET', '/messages/{message}/thread', undefined, 404],
  ['createChannel', 'POST', '/channels', { name: 'secret', type: 'general' }, 201],
  ['createChannel', 'POST', '/channels', { name: 'x', type: 'task', taskId: '{task}' }, 422],
  ['listChannels', 'GET', '/channels', undefined, 200],
  ['getChannel', 'GET', '/channels/{channel}', undefined, 404],
  ['listEvents', 'GET', '/events?limit=1000', undefined, 200],
  ['listEvents', 'GET', '/events?entityId={task}', undefined, 200],
  ['listEvents', 'GET', '/events?actorId={agent}', undefined, 200],
  ['getEvent', 'GET', '/events/{event}', undefined, 404],
  ['createApiKey', 'POST', '/api-keys', { name: 'x', agentId: '{agent}' }, 422],
  ['listApiKeys', 'GET', '/api-keys', undefined, 200],
  ['revokeApiKey', 'DELETE', '/api-keys/{key}', undefined, 404],
  ['checkHealth', 'GET', '/health', undefined, 200],
]

const withIds = (text: string) =>
  text.replaceAll(
    /\{(\w+)\}/g,
    (_, name: string) => ({ ...ids, me: strangerId, own: own.task, ownChannel: own.channel })[name] ?? '',
  )

test('the sweep covers every operation', () => {
  const paths = server.server.api.openApiDocument().paths as Record<string, Record<string, Json>>
  const operations = Object.values(paths).flatMap((item) => Object.values(item))
  expect([...new Set(SWEEP.map(([operationId]) => operationId))].sort()).toEqual(
    operations.map(({ operationId }) => operationId).sort(),
  )
})

test.each(SWEEP)('%s %s %s %j with foreign ids is %i', async (_, method, path, body, status) => {
  const request = body === undefined ? undefined : JSON.parse(withIds(JSON.stringify(body)))
  const answer = await call(stranger, status, method, withIds(path), request)
  const text = JSON.stringify(answer)
  for (const [name, id] of Object.entries(ids)) expect(text.includes(id), name).toBe(false)
  expect(text).not.toContain(server.first.organization.id)
})

test('after the sweep the first organization is as it was', async () => {
  const { hr } = server
  expect(await data(hr, 'GET', `/agents/${ids.agent}`)).toMatchObject({
    name: 'Worker',
    status: 'active',
    currentBalance: 10,
    capabilities: [{ proficiency: 'standard' }],
  })
  expect(await data(hr, 'GET', `/agents/${ids.pending}`)).toMatchObject({ status: 'pending' })
  expect(await data(hr, 'GET', `/tasks/${ids.task}`)).toMatchObject({
    status: 'backlog',
    assigneeId: null,
    dependencies: [{ dependsOnId: ids.other }],
  })
  expect(await data<Json[]>(hr, 'GET', `/tasks/${ids.task}/comments`)).toHaveLength(1)
  expect(await data<Json[]>(hr, 'GET', `/messages?channelId=${ids.channel}`)).toHaveLength(1)
  const actors = (await data<Json[]>(hr, 'GET', '/events?limit=1000')).map(({ actorId }) => actorId)
  expect(actors).not.toContain(strangerId)
})

test('agents of one name in two organizations sign each for itself', async () => {
  const mine = await data<Json[]>(server.hr, 'GET', '/agents')
  expect(mine.map(({ id }) => id)).toContain(server.first.agent.id)
  const theirs = await data<Json[]>(stranger, 'GET', '/agents')
  expect(theirs.map(({ id }) => id)).toContain(strangerId)
})

test('what another organization calls its agents is free, and stays unknown', async () => {
  const mine = await data<Json[]>(server.hr, 'GET', '/agents')
  expect(mine.map(({ agentId }) => agentId)).toContain('p')
  const made = await call<{ data: Json }>(stranger, 201, 'POST', '/agents/register', { name: 'p' })
  expect(made.data.agentId).toBe('p')
})
