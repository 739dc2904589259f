import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  call,
  data,
  type ErrorBody,
  fund,
  type Json,
  type Member,
  refusal,
  register,
} from './support/calls.ts'
import { type RunningOpenSpawn, startOpenSpawn } from './support/server.ts'

let server: RunningOpenSpawn
let agent: Member
beforeAll(async () => {
  server = await startOpenSpawn()
  agent = await register(server, { name: 'Agent', level: 4 })
})
afterAll(async () => {
  expect(server.loggedErrors).toEqual([])
  await server.stop()
})

let channels = 0
const channel = () =>
  data<{ id: string }>(agent.client, 'POST', '/channels', { name: `c${channels++}`, type: 'general' })
const send = (body: Json) => data<{ id: string }>(agent.client, 'POST', '/messages', body)
const list = (query: string) => data<{ id: string }[]>(agent.client, 'GET', `/messages?${query}`)

test('an organization starts with the channel general', async () => {
  const all = await data<Json[]>(agent.client, 'GET', '/channels')
  expect(all.at(-1)).toMatchObject({ name: 'general', type: 'general', taskId: null })
})

test('a channel is made once under a name', async () => {
  const { id } = await data(agent.client, 'POST', '/channels', {
    name: 'news',
    type: 'broadcast',
    metadata: { a: 1 },
  })
  expect(await data(agent.client, 'GET', `/channels/${id}`)).toMatchObject({
    name: 'news',
    metadata: { a: 1 },
  })
  const again = { name: 'news', type: 'agent' }
  expect(await refusal(agent.client, 409, 'POST', '/channels', again)).toBe('channel_exists')
})

test('a name that somebody took keeps no task from its channel', async () => {
  const { identifier } = await data<{ identifier: string }>(agent.client, 'POST', '/tasks', { title: 'x' })
  const next = `task:TASK-${Number(identifier.slice(5)) + 1}`
  await data(agent.client, 'POST', '/channels', { name: next, type: 'general' })
  await data(agent.client, 'POST', '/tasks', { title: 'y' })
})

test('a message is text unless it says otherwise', async () => {
  const { id: channelId } = await channel()
  expect(await send({ channelId, body: 'hello' })).toMatchObject({
    channelId,
    senderId: agent.id,
    recipientId: null,
    type: 'text',
    body: 'hello',
    parentMessageId: null,
    metadata: {},
  })
  expect(await send({ channelId, body: '', type: 'handoff', metadata: { to: 1 } })).toMatchObject({
    type: 'handoff',
    metadata: { to: 1 },
  })
})

test('messages are listed newest first; before the last of a page is the next page', async () => {
  const { id: channelId } = await channel()
  const sent: string[] = []
  for (let index = 0; index < 5; index++) sent.unshift((await send({ channelId, body: `${index}` })).id)
  const seen: string[] = []
  for (let before = ''; ; ) {
    const page = await list(`channelId=${channelId}&limit=2${before}`)
    if (page.length === 0) break
    seen.push(...page.map(({ id }) => id))
    before = `&before=${seen.at(-1)}`
  }
  expect(seen).toEqual(sent)
})

test('replies are a thread of their channel, oldest first', async () => {
  const [{ id: channelId }, elsewhere] = [await channel(), await channel()]
  const parent = await send({ channelId, body: 'question' })
  const replies = [
    await send({ channelId, body: 'one', parentMessageId: parent.id }),
    await send({ channelId, body: 'two', parentMessageId: parent.id }),
  ]
  expect(await data(agent.client, 'GET', `/messages/${parent.id}/thread`)).toEqual(replies)
  expect(await data(agent.client, 'GET', `/messages/${replies[0]?.id}`)).toEqual(replies[0])
  const astray = { channelId: elsewhere.id, body: 'x', parentMessageId: parent.id }
  const { details } = await call<ErrorBody>(agent.client, 422, 'POST', '/messages', astray)
  expect(details?.fields).toMatchObject([{ in: 'body', field: 'parentMessageId' }])
})

test.each([
  ['', 'channelId'],
  ['channelId=general', 'channelId'],
  [`channelId=${randomUUID()}`, 'channelId'],
  ['channelId=THE&before=x', 'before'],
  [`channelId=THE&before=${randomUUID()}`, 'before'],
  ['channelId=THE&limit=0', 'limit'],
])('messages?%s is 422 and names the parameter', async (query, field) => {
  const { id } = await channel()
  const path = `/messages?${query.replace('THE', id)}`
  const { details } = await call<ErrorBody>(agent.client, 422, 'GET', path)
  expect(details?.fields).toMatchObject([{ in: 'query', field }])
})

test('every change is one event, which says who did what', async () => {
  const total = async () =>
    (await call<{ meta: { total: number } }>(agent.client, 200, 'GET', '/events?limit=1')).meta.total
  const task = await data<{ id: string }>(agent.client, 'POST', '/tasks', { title: 'x' })
  const sibling = await register(server)
  await fund(server, agent, 100)
  const changes: [type: string, path: string, body?: Json, method?: string][] = [
    ['task.assigned', `/tasks/${task.id}/assign`, { assigneeId: agent.id }],
    ['task.claimed', `/tasks/${task.id}/claim`],
    ['task.transitioned', `/tasks/${task.id}/transition`, { status: 'review' }],
    ['task.comment.added', `/tasks/${task.id}/comments`, { body: 'x' }],
    ['task.approved', `/tasks/${task.id}/approve`],
    ['credits.spent', '/credits/spend', { amount: 1, reason: 'x' }],
    ['credits.transferred', '/agents/credits/transfer', { toAgentId: sibling.id, amount: 1 }],
    ['channel.created', '/channels', { name: 'events', type: 'general' }],
    ['agent.spawned', '/agents/spawn', { name: 'Child' }],
    ['agent.capability_added', `/agents/${agent.id}/capabilities`, { capability: 'x' }],
    ['api_key.created', '/api-keys', { name: 'x' }],
  ]
  for (const [type, path, body] of changes) {
    const before = await total()
    await data(agent.client, 'POST', path, body)
    const [event] = await data<Json[]>(agent.client, 'GET', '/events?limit=1')
    expect(event).toMatchObject({
      type,
      actorId: agent.id,
      severity: 'info',
      message: expect.stringContaining('Agent'),
    })
    expect(await total(), type).toBe(before + 1)
  }
  const before = await total()
  await call(agent.client, 409, 'POST', '/credits/spend', { amount: 1000, reason: 'x' })
  expect(await total()).toBe(before)
})

test('so is every change by HR, and every one that takes something away', async () => {
  const { hr } = server
  const made = async (path: string, body: Json) => (await data<{ id: string }>(hr, 'POST', path, body)).id
  const spawned = async () =>
    (await call<{ data: { id: string } }>(hr, 201, 'POST', '/agents/spawn', { name: 'x' })).data.id
  const [task, other, someone] = [
    await made('/tasks', { title: 'x' }),
    await made('/tasks', { title: 'y' }),
    (await register(server)).id,
  ]
  const capability = await made(`/agents/${someone}/capabilities`, { capability: 'x' })
  const channelId = await made('/channels', { name: 'more events', type: 'general' })
  const key = (await call<{ data: { id: string } }>(hr, 201, 'POST', '/api-keys', { name: 'x' })).data.id
  const adjustment = { agentId: someone, amount: 1, type: 'credit', reason: 'x' }
  const changes: [type: string, method: string, path: string, body?: Json][] = [
    ['task.created', 'POST', '/tasks', { title: 'z' }],
    ['task.dependency.added', 'POST', `/tasks/${task}/dependencies`, { dependsOnId: other }],
    ['task.dependency.removed', 'DELETE', `/tasks/${task}/dependencies/${other}`],
    ['message.sent', 'POST', '/messages', { channelId, body: 'x' }],
    ['credit.adjusted', 'POST', '/credits/adjust', adjustment],
    ['agent.registered', 'POST', '/agents/register', { name: 'x' }],
    ['agent.activated', 'POST', `/agents/${await spawned()}/activate`],
    ['agent.rejected', 'DELETE', `/agents/${await spawned()}/reject`, {}],
    ['agent.updated', 'PATCH', `/agents/${someone}`, { name: 'y' }],
    ['agent.capability_updated', 'PATCH', `/agents/capabilities/${capability}`, { proficiency: 'expert' }],
    ['agent.capability_removed', 'DELETE', `/agents/capabilities/${capability}`],
    ['agent.revoked', 'POST', `/agents/${someone}/revoke`],
    ['api_key.revoked', 'DELETE', `/api-keys/${key}`],
  ]
  const listed = () => call<{ data: Json[]; meta: { total: number } }>(hr, 200, 'GET', '/events?limit=1000')
  for (const [type, method, path, body] of changes) {
    const before = (await listed()).meta.total
    await call(hr, method === 'POST' ? 201 : 200, method, path, body)
    const after = await listed()
    expect(after.data[0]).toMatchObject({ type, actorId: server.first.agent.id })
    expect(after.meta.total, type).toBe(before + 1)
  }
})

test('every filter of the events counts, together too, and pages add up', async () => {
  const task = await data<{ id: string }>(agent.client, 'POST', '/tasks', { title: 'x' })
  await data(agent.client, 'POST', `/tasks/${task.id}/transition`, { status: 'todo' })
  await data(agent.client, 'POST', `/tasks/${task.id}/claim`)
  const get = (query: string) =>
    call<{ data: { id: string; type: string; createdAt: string }[]; meta: Json }>(
      agent.client,
      200,
      'GET',
      `/events?${query}`,
    )
  const all = await get(`entityType=task&entityId=${task.id}&actorId=${agent.id}&severity=info`)
  expect(all.data.map(({ type }) => type)).toEqual(['task.claimed', 'task.transitioned', 'task.created'])
  const second = await get(`entityId=${task.id}&page=2&limit=2`)
  expect(second).toEqual({ data: [all.data[2]], meta: { total: 3, page: 2, limit: 2 } })
  expect((await get(`entityId=${task.id}&type=task.claimed`)).data).toEqual([all.data[0]])
  const created = all.data[2]?.createdAt ?? ''
  const from = new Date(Date.parse(created) + 1).toISOString()
  expect((await get(`entityId=${task.id}&endDate=${created}`)).data.at(-1)).toEqual(all.data[2])
  expect((await get(`entityId=${task.id}&startDate=${from}`)).data).not.toContainEqual(all.data[2])
  for (const filter of [
    'severity=error',
    `actorId=${randomUUID()}`,
    'entityType=agent',
    'endDate=2020-01-01T00:00:00Z',
  ]) {
    expect((await get(`entityId=${task.id}&${filter}`)).meta.total, filter).toBe(0)
  }
  expect(await data(agent.client, 'GET', `/events/${all.data[0]?.id}`)).toEqual(all.data[0])
  await call(agent.client, 404, 'GET', `/events/${randomUUID()}`)
})

test.each([
  'severity=critical',
  'page=0',
  'limit=abc',
  'offset=1',
  'startDate=yesterday',
  'endDate=0000-01-01T00:00:00Z',
])('events?%s is 422', async (query) => {
  expect(await refusal(agent.client, 422, 'GET', `/events?${query}`)).toBe('validation_failed')
})
