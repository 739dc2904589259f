import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { capacityOf } from '../src/domain/levels.ts'
import {
  call,
  data,
  type ErrorBody,
  type Json,
  type Member,
  refusal,
  register,
  spawn,
} from './support/calls.ts'
import { type RunningOpenSpawn, startOpenSpawn } from './support/server.ts'

let server: RunningOpenSpawn
let parent: Member
beforeAll(async () => {
  server = await startOpenSpawn()
  parent = await register(server, { name: 'Parent', level: 4, model: 'opus' })
})
afterAll(async () => {
  expect(server.loggedErrors).toEqual([])
  await server.stop()
})

test('a registered agent is active at once, signs with its secret, and is listed without it', async () => {
  const agent = await register(server, { name: 'Worker Agent', role: 'worker', level: 3, model: 'gpt-4' })
  expect(agent).toMatchObject({ agentId: 'worker-agent', secret: expect.stringMatching(/^[0-9a-f]{64}$/) })
  const list = await data<Json[]>(agent.client, 'GET', '/agents')
  expect(list.find(({ id }) => id === agent.id)).toEqual({
    id: agent.id,
    agentId: 'worker-agent',
    name: 'Worker Agent',
    role: 'worker',
    level: 3,
    model: 'gpt-4',
    status: 'active',
    currentBalance: 0,
    createdAt: expect.any(String),
  })
})

test('an agent keeps what it was made with', async () => {
  const { id } = await register(server, {
    agentId: 'with.all',
    name: 'With all',
    mode: 'orchestrator',
    managementFeePct: 10,
    budgetPeriodLimit: 7,
    capabilities: [{ capability: 'python', proficiency: 'expert' }, { capability: 'api-design' }],
    metadata: { z: 1, a: { __proto__x: '\0' } },
  })
  expect(await data(parent.client, 'GET', `/agents/${id}`)).toMatchObject({
    agentId: 'with.all',
    role: 'worker',
    level: 1,
    model: 'sonnet',
    mode: 'orchestrator',
    managementFeePct: 10,
    budgetPeriodLimit: 7,
    budgetPeriodSpent: 0,
    parentId: null,
    capabilities: [
      { agentId: id, capability: 'api-design', proficiency: 'standard' },
      { agentId: id, capability: 'python', proficiency: 'expert' },
    ],
    metadata: { z: 1, a: { __proto__x: '\0' } },
  })
})

test('names without an agentId get free ones, also at once', async () => {
  const made = await Promise.all(Array.from({ length: 3 }, () => register(server, { name: 'Ünïque  Näme!' })))
  expect(made.map(({ agentId }) => agentId).sort()).toEqual(['unique-name', 'unique-name-2', 'unique-name-3'])
  expect((await register(server, { name: '漢字' })).agentId).toBe('agent')
})

test('an agentId that is taken is 409', async () => {
  const body = { agentId: 'parent', name: 'Another' }
  expect(await refusal(server.hr, 409, 'POST', '/agents/register', body)).toBe('agent_id_taken')
})

test('a spawned agent is pending, inherits, keeps its metadata, and works once activated', async () => {
  const child = await spawn(server, parent.client, { metadata: { purpose: 'data processing' } })
  expect(await data(parent.client, 'GET', `/agents/${child.id}`)).toMatchObject({
    status: 'pending',
    level: 3,
    model: 'opus',
    parentId: parent.id,
    metadata: { purpose: 'data processing' },
  })
  expect(await refusal(child.client, 401, 'GET', '/agents')).toBe('invalid_signature')
  expect(await data(parent.client, 'POST', `/agents/${child.id}/activate`)).toEqual({
    id: child.id,
    status: 'active',
  })
  await data(child.client, 'GET', '/agents')
  expect(await refusal(parent.client, 409, 'POST', `/agents/${child.id}/activate`)).toBe('not_pending')
})

test('a child is of a lower level', async () => {
  const grand = await register(server, { level: 5 })
  for (const level of [5, 6]) {
    const body = { name: 'Child', level }
    expect(await refusal(grand.client, 403, 'POST', '/agents/spawn', body)).toBe('level_too_high')
  }
  await spawn(server, grand.client, { level: 4 })
})

test('each level has its capacity, which nothing else has', () => {
  const capacities = Array.from({ length: 12 }, (_, level) => capacityOf(level))
  expect(capacities).toEqual([0, 0, 0, 2, 3, 5, 8, 12, 20, 50, 100, 0])
})

test('capacity depends on the level and counts pending children, also of spawns at once', async () => {
  const manager = await register(server, { level: 4 })
  const answers = await Promise.all(
    Array.from({ length: 6 }, () =>
      manager.client.request<ErrorBody>('POST', '/agents/spawn', { body: { name: 'W' } }),
    ),
  )
  expect(answers.map(({ status }) => status).sort()).toEqual([201, 201, 201, 403, 403, 403])
  expect(answers.find(({ status }) => status === 403)?.body).toEqual({
    error: 'Agent at capacity (3/3)',
    code: 'at_capacity',
  })
  const low = await register(server, { level: 2 })
  expect(await refusal(low.client, 403, 'POST', '/agents/spawn', { name: 'W' })).toBe('at_capacity')
})

test('a rejected agent is gone, its place and its name are free again', async () => {
  const manager = await register(server, { level: 3 })
  const first = await spawn(server, manager.client, { agentId: 'again' })
  await spawn(server, manager.client)
  const reject = `/agents/${first.id}/reject`
  expect(await call(manager.client, 200, 'DELETE', reject, { reason: 'no need' })).toEqual({
    message: 'Agent rejected',
  })
  await call(manager.client, 404, 'GET', `/agents/${first.id}`)
  await call(manager.client, 404, 'DELETE', reject)
  expect((await spawn(server, manager.client, { agentId: 'again' })).id).not.toBe(first.id)
})

test('reject takes no body too', async () => {
  const child = await spawn(server, server.hr)
  await call(server.hr, 200, 'DELETE', `/agents/${child.id}/reject`)
})

test('only its parent and agents of level 10 decide about a pending agent', async () => {
  const manager = await register(server, { level: 9 })
  const child = await spawn(server, manager.client, { level: 1 })
  const stranger = await register(server, { level: 9 })
  for (const [method, path] of [
    ['POST', 'activate'],
    ['DELETE', 'reject'],
  ] as const) {
    const code = await refusal(stranger.client, 403, method, `/agents/${child.id}/${path}`)
    expect(code).toBe('not_parent')
  }
  await data(server.hr, 'POST', `/agents/${child.id}/activate`)
})

test('register, update and revoke are for HR', async () => {
  for (const [method, path, body] of [
    ['POST', '/agents/register', { name: 'x' }],
    ['PATCH', `/agents/${parent.id}`, { name: 'x' }],
    ['POST', `/agents/${parent.id}/revoke`, undefined],
  ] as const) {
    expect(await refusal(parent.client, 403, method, path, body)).toBe('insufficient_role')
  }
})

test('an update changes what is given and leaves the rest', async () => {
  const { id } = await register(server, { name: 'Old', budgetPeriodLimit: 5, metadata: { kept: true } })
  const updated = await data(server.hr, 'PATCH', `/agents/${id}`, { name: 'New', budgetPeriodLimit: null })
  expect(updated).toMatchObject({ name: 'New', budgetPeriodLimit: null, metadata: { kept: true } })
  expect(await data(server.hr, 'GET', `/agents/${id}`)).toEqual(updated)
})

test('a revoked agent signs no more; nobody revokes itself or twice', async () => {
  const agent = await register(server)
  expect(await data(server.hr, 'POST', `/agents/${agent.id}/revoke`)).toEqual({
    id: agent.id,
    status: 'revoked',
  })
  await call(agent.client, 401, 'GET', '/agents')
  expect(await refusal(server.hr, 409, 'POST', `/agents/${agent.id}/revoke`)).toBe('already_revoked')
  const own = `/agents/${server.first.agent.id}/revoke`
  expect(await refusal(server.hr, 403, 'POST', own)).toBe('own_agent')
})

test('the hierarchy goes as deep as asked: highest level first, then by name', async () => {
  const top = await register(server, { name: 'Top', level: 6 })
  const lead = await spawn(server, top.client, { name: 'Lead', level: 4 })
  await data(top.client, 'POST', `/agents/${lead.id}/activate`)
  await spawn(server, top.client, { name: 'B', level: 1 })
  await spawn(server, top.client, { name: 'A', level: 1 })
  await spawn(server, lead.client, { name: 'Leaf', level: 1 })
  interface Node {
    readonly name: string
    readonly children?: readonly Node[]
  }
  const names = ({ name, children }: Node): unknown =>
    children === undefined ? name : [name, children.map(names)]
  const at = async (depth: string) =>
    names(await data<Node>(parent.client, 'GET', `/agents/${top.id}/hierarchy${depth}`))
  expect(await at('?depth=0')).toBe('Top')
  expect(await at('?depth=1')).toEqual(['Top', ['Lead', 'A', 'B']])
  const whole = [
    'Top',
    [
      ['Lead', ['Leaf']],
      ['A', []],
      ['B', []],
    ],
  ]
  expect(await at('?depth=2')).toEqual(whole)
  expect(await at('')).toEqual([
    'Top',
    [
      ['Lead', [['Leaf', []]]],
      ['A', []],
      ['B', []],
    ],
  ])
  expect(await refusal(parent.client, 422, 'GET', `/agents/${top.id}/hierarchy?depth=-1`)).toBe(
    'validation_failed',
  )
})

test('capabilities are added, changed and removed by the agent, its parent or level 10', async () => {
  const agent = await register(server)
  const path = `/agents/${agent.id}/capabilities`
  const added = await data(agent.client, 'POST', path, { capability: 'sql' })
  expect(added).toMatchObject({ capability: 'sql', proficiency: 'standard' })
  expect(await refusal(agent.client, 409, 'POST', path, { capability: 'sql' })).toBe('capability_exists')
  const one = `/agents/capabilities/${added.id}`
  expect(await refusal(parent.client, 403, 'PATCH', one, { proficiency: 'expert' })).toBe('not_parent')
  await data(server.hr, 'PATCH', one, { proficiency: 'expert' })
  expect(await data<Json[]>(parent.client, 'GET', path)).toMatchObject([
    { id: added.id, proficiency: 'expert' },
  ])
  await call(agent.client, 200, 'DELETE', one)
  await call(agent.client, 404, 'DELETE', one)
  expect(await data<Json[]>(parent.client, 'GET', path)).toEqual([])
})

test.each<[string, Json, string]>([
  ['no name', {}, 'name'],
  ['an empty name', { name: '' }, 'name'],
  ['a NUL in the name', { name: 'a\0' }, 'name'],
  ['half a surrogate pair', { name: 'a\ud800' }, 'name'],
  ['level 0', { name: 'a', level: 0 }, 'level'],
  ['level 11', { name: 'a', level: 11 }, 'level'],
  ['an unknown role', { name: 'a', role: 'boss' }, 'role'],
  ['an agentId that is no header', { name: 'a', agentId: 'a b' }, 'agentId'],
  ['a fee over half', { name: 'a', managementFeePct: 51 }, 'managementFeePct'],
  [
    'one capability twice',
    { name: 'a', capabilities: [{ capability: 'x' }, { capability: 'x' }] },
    'capabilities',
  ],
  [
    'an unknown proficiency',
    { name: 'a', capabilities: [{ capability: 'x', proficiency: 'beginner' }] },
    'capabilities.0.proficiency',
  ],
  ['an unknown property', { name: 'a', Level: 1 }, ''],
  ['metadata named __proto__', { name: 'a', metadata: JSON.parse('{"__proto__":1}') }, 'metadata.__proto__'],
])('%s is 422 and names the field', async (_, body, field) => {
  const { code, details } = await call<ErrorBody>(server.hr, 422, 'POST', '/agents/register', body)
  expect(code).toBe('validation_failed')
  expect(details?.fields).toMatchObject([{ in: 'body', field }])
})

test('an id that is none is 422, one that names nothing 404', async () => {
  const { details } = await call<ErrorBody>(server.hr, 422, 'GET', '/agents/talent')
  expect(details?.fields).toMatchObject([{ in: 'path', field: 'id' }])
  expect(await refusal(server.hr, 404, 'GET', `/agents/${randomUUID()}`)).toBe('not_found')
  await call(server.hr, 200, 'GET', `/agents/${parent.id.toUpperCase()}`)
})
