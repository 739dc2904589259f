import { afterAll, beforeAll, expect, test } from 'vitest'
import { TASK_STATUSES, type TaskStatus } from '../src/domain/enums.ts'
import { call, data, type ErrorBody, type Json, type Member, refusal, register } from './support/calls.ts'
import { type RunningOpenSpawn, startOpenSpawn } from './support/server.ts'

let server: RunningOpenSpawn
let agent: Member
let other: Member
beforeAll(async () => {
  server = await startOpenSpawn()
  agent = await register(server, { name: 'Agent', managementFeePct: 10 })
  other = await register(server, { name: 'Other' })
})
afterAll(async () => {
  expect(server.loggedErrors).toEqual([])
  await server.stop()
})

interface TaskBody extends Json {
  readonly id: string
  readonly identifier: string
  readonly status: TaskStatus
  readonly channelId: string
}

const create = (body: Json = {}, { client } = agent) =>
  data<TaskBody>(client, 'POST', '/tasks', { title: 'Do', ...body })
const move = (task: TaskBody, status: string, { client } = agent) =>
  data<TaskBody>(client, 'POST', `/tasks/${task.id}/transition`, { status })
const claim = (task: TaskBody, { client } = agent) =>
  data<TaskBody>(client, 'POST', `/tasks/${task.id}/claim`)

/** A short way to each status. */
const WAYS: Readonly<Record<TaskStatus, readonly TaskStatus[]>> = {
  backlog: [],
  todo: ['todo'],
  in_progress: ['todo', 'in_progress'],
  review: ['todo', 'in_progress', 'review'],
  blocked: ['todo', 'blocked'],
  done: ['todo', 'in_progress', 'review', 'done'],
  cancelled: ['cancelled'],
}
async function taskIn(status: TaskStatus): Promise<TaskBody> {
  let task = await create()
  for (const next of WAYS[status]) task = await move(task, next)
  return task
}

test('a task keeps what it was made with and has a channel of its own', async () => {
  const dependency = await create()
  const task = await create({
    title: 'Implement feature X',
    description: 'd',
    priority: 'high',
    assigneeId: other.id,
    parentTaskId: dependency.id,
    estimatedCredits: 100,
    capabilities: ['python', 'api-design'],
    dependencies: [dependency.id],
    dueAt: '2027-01-01T01:00:00+01:00',
    tags: ['b', 'a', 'b'],
    metadata: { k: 1 },
  })
  expect(task).toMatchObject({
    identifier: expect.stringMatching(/^TASK-\d+$/),
    status: 'backlog',
    priority: 'high',
    creatorId: agent.id,
    assigneeId: other.id,
    estimatedCredits: 100,
    capabilities: ['python', 'api-design'],
    dueDate: '2027-01-01T00:00:00.000Z',
    tags: [{ tag: 'b' }, { tag: 'a' }],
    dependencies: [{ dependsOnId: dependency.id, blocking: true }],
    dependents: [],
    metadata: { k: 1 },
  })
  expect(await data(agent.client, 'GET', `/tasks/${task.id}`)).toEqual(task)
  expect(await data(agent.client, 'GET', `/tasks/${dependency.id}`)).toMatchObject({
    dependents: [{ taskId: task.id }],
  })
  expect(await data(agent.client, 'GET', `/channels/${task.channelId}`)).toMatchObject({
    name: `task:${task.identifier}`,
    type: 'task',
    taskId: task.id,
  })
})

test('identifiers count up, also of tasks that are made at once', async () => {
  const made = await Promise.all(Array.from({ length: 8 }, () => create()))
  expect(new Set(made.map(({ identifier }) => identifier)).size).toBe(8)
})

test('every filter of the list counts, together too', async () => {
  const parent = await create()
  const wanted = await create({ priority: 'urgent', assigneeId: other.id, parentTaskId: parent.id })
  await create({ priority: 'low', assigneeId: other.id })
  await create({ priority: 'urgent', parentTaskId: parent.id }, other)
  const ids = async (query: string) =>
    (await data<TaskBody[]>(agent.client, 'GET', `/tasks?${query}`)).map(({ id }) => id)
  const all = `status=backlog&priority=urgent&assigneeId=${other.id}&creatorId=${agent.id}&parentTaskId=${parent.id}`
  expect(await ids(all)).toEqual([wanted.id])
  expect(await ids(all.replace('backlog', 'todo'))).toEqual([])
  expect(await ids(`parentTaskId=${parent.id}`)).toHaveLength(2)
  expect(await ids('priority=low')).toHaveLength(1)
  for (const query of ['status=bogus', 'assigneeId=x', 'limit=1']) {
    await call(agent.client, 422, 'GET', `/tasks?${query}`)
  }
})

test.each(TASK_STATUSES)('from %s a task goes where the table says and nowhere else', async (from) => {
  const allowed: Readonly<Record<TaskStatus, readonly TaskStatus[]>> = {
    backlog: ['todo', 'cancelled'],
    todo: ['in_progress', 'blocked', 'cancelled'],
    in_progress: ['review', 'blocked', 'cancelled'],
    review: ['in_progress', 'done', 'cancelled'],
    blocked: ['todo', 'in_progress', 'cancelled'],
    done: [],
    cancelled: [],
  }
  const task = await taskIn(from)
  expect(task.status).toBe(from)
  for (const to of TASK_STATUSES.filter((status) => !allowed[from].includes(status))) {
    const body = await call<ErrorBody>(agent.client, 422, 'POST', `/tasks/${task.id}/transition`, {
      status: to,
    })
    expect(body).toMatchObject({ code: 'invalid_transition', error: `Invalid transition: ${from} → ${to}` })
  }
  for (const to of allowed[from]) expect((await move(await taskIn(from), to)).status).toBe(to)
})

test('a transition takes its reason under both names, not both at once', async () => {
  const task = await create()
  const path = `/tasks/${task.id}/transition`
  await data(agent.client, 'POST', path, { status: 'todo', reason: 'one' })
  await data(agent.client, 'POST', path, { status: 'blocked', notes: 'two' })
  await call(agent.client, 422, 'POST', path, { status: 'todo', reason: 'a', notes: 'b' })
  await call(agent.client, 422, 'POST', path, { status: 'todo', notes: 7 })
  const events = await data<{ data: Json }[]>(
    agent.client,
    'GET',
    `/events?entityId=${task.id}&type=task.transitioned`,
  )
  expect(events.map((event) => event.data)).toEqual([
    { from: 'todo', to: 'blocked', reason: 'two' },
    { from: 'backlog', to: 'todo', reason: 'one' },
  ])
})

test('a claim takes a task from backlog or todo and starts it', async () => {
  for (const task of [await create(), await taskIn('todo')]) {
    expect(await claim(task, other)).toMatchObject({ status: 'in_progress', assigneeId: other.id })
    expect(await refusal(agent.client, 409, 'POST', `/tasks/${task.id}/claim`)).toBe('not_claimable')
    expect(await refusal(other.client, 409, 'POST', `/tasks/${task.id}/claim`)).toBe('not_claimable')
  }
  expect(await claim(await create({ assigneeId: agent.id }))).toMatchObject({ status: 'in_progress' })
})

test('of many that claim at once, one gets the task', async () => {
  const task = await create()
  const claimers = await Promise.all(Array.from({ length: 10 }, () => register(server)))
  const answers = await Promise.all(
    claimers.map(({ client }) => client.request<{ data: Json }>('POST', `/tasks/${task.id}/claim`)),
  )
  const won = answers.filter(({ status }) => status === 201)
  expect([won.length, answers.filter(({ status }) => status === 409).length]).toEqual([1, 9])
  const { assigneeId } = await data(agent.client, 'GET', `/tasks/${task.id}`)
  expect(won[0]?.body.data.assigneeId).toBe(assigneeId)
})

test('approval ends the review', async () => {
  const task = await create({ approvalRequired: true })
  await move(await claim(task), 'review')
  expect(await refusal(agent.client, 403, 'POST', `/tasks/${task.id}/transition`, { status: 'done' })).toBe(
    'approval_required',
  )
  const approved = await data(other.client, 'POST', `/tasks/${task.id}/approve`)
  expect(approved).toMatchObject({
    status: 'done',
    approvedBy: other.id,
    approvedAt: expect.any(String),
    completedAt: expect.any(String),
  })
  expect(await refusal(agent.client, 409, 'POST', `/tasks/${task.id}/approve`)).toBe('not_in_review')
})

test('a task is not done before what it depends on', async () => {
  const first = await create()
  const second = await create({ dependencies: [first.id] })
  await move(await claim(second), 'review')
  const done = { status: 'done' }
  const { code, details } = await call<ErrorBody>(
    agent.client,
    409,
    'POST',
    `/tasks/${second.id}/transition`,
    done,
  )
  expect([code, details]).toEqual(['dependencies_open', { dependencies: [first.id] }])
  expect(await refusal(agent.client, 409, 'POST', `/tasks/${second.id}/approve`)).toBe('dependencies_open')
  await call(agent.client, 200, 'DELETE', `/tasks/${second.id}/dependencies/${first.id}`)
  await data(agent.client, 'POST', `/tasks/${second.id}/approve`)
})

test('dependencies make no circles and are there once', async () => {
  const [a, b, c] = [await create(), await create(), await create()]
  const depend = (from: TaskBody, to: TaskBody) =>
    agent.client.request<ErrorBody>('POST', `/tasks/${from.id}/dependencies`, {
      body: { dependsOnId: to.id },
    })
  expect((await depend(a, b)).status).toBe(201)
  expect((await depend(b, c)).status).toBe(201)
  expect((await depend(c, a)).body.code).toBe('circular_dependency')
  expect((await depend(a, a)).body.code).toBe('circular_dependency')
  expect((await depend(a, b)).body.code).toBe('dependency_exists')
  const notThere = `/tasks/${a.id}/dependencies/${c.id}`
  expect(await refusal(agent.client, 404, 'DELETE', notThere)).toBe('not_found')
})

test('assigning gives a task to an agent and leaves its status', async () => {
  const task = await create()
  const path = `/tasks/${task.id}/assign`
  expect(await data(agent.client, 'POST', path, { assigneeId: other.id })).toMatchObject({
    status: 'backlog',
    assigneeId: other.id,
  })
  await call(agent.client, 422, 'POST', path, {})
  await move(task, 'cancelled')
  expect(await refusal(agent.client, 409, 'POST', path, { assigneeId: agent.id })).toBe('task_closed')
})

test('a task that is done pays its assignee and its creator', async () => {
  const creator = await register(server, { managementFeePct: 10 })
  const worker = await register(server)
  const task = await create({}, creator)
  await move(await claim(task, worker), 'review', worker)
  await data(creator.client, 'POST', `/tasks/${task.id}/approve`)
  const history = async ({ client }: Member) =>
    (await data<Json[]>(client, 'GET', '/credits/history')).map(({ amount, triggerType, balanceAfter }) => [
      amount,
      triggerType,
      balanceAfter,
    ])
  expect(await history(worker)).toEqual([[25, 'task.done', 25]])
  expect(await history(creator)).toEqual([
    [2, 'task.delegated', 4],
    [2, 'management_fee', 2],
  ])
})

test('comments are listed oldest first, and reply on one task only', async () => {
  const [task, elsewhere] = [await create(), await create()]
  const first = await data(agent.client, 'POST', `/tasks/${task.id}/comments`, { body: 'one' })
  const reply = { body: 'two', parentCommentId: first.id }
  await data(other.client, 'POST', `/tasks/${task.id}/comments`, reply)
  await call(agent.client, 422, 'POST', `/tasks/${elsewhere.id}/comments`, reply)
  expect(await data<Json[]>(agent.client, 'GET', `/tasks/${task.id}/comments`)).toMatchObject([
    { body: 'one', authorId: agent.id, parentCommentId: null },
    { body: 'two', authorId: other.id, parentCommentId: first.id },
  ])
})

test.each(['1000-01-01T00:00:00.000Z', '9999-12-31T23:59:59.999Z'])(
  'a task may be due at %s',
  async (dueAt) => {
    const { dueDate } = await data(agent.client, 'POST', '/tasks', { title: 'x', dueAt })
    expect(dueDate).toBe(dueAt)
  },
)

test.each<[string, Json, string]>([
  ['no title', { title: undefined }, 'title'],
  ['an unknown priority', { priority: 'critical' }, 'priority'],
  ['a date without time', { dueAt: '2027-01-01' }, 'dueAt'],
  ['a date without offset', { dueAt: '2027-01-01T00:00:00' }, 'dueAt'],
  ['a year that the database reads as another one', { dueAt: '0001-01-01T00:00:00Z' }, 'dueAt'],
  ['a date whose offset leads out of its years', { dueAt: '9999-12-31T23:59:59-01:00' }, 'dueAt'],
  ['half a credit', { estimatedCredits: 0.5 }, 'estimatedCredits'],
  ['an id that is none', { assigneeId: 'me' }, 'assigneeId'],
])('a task with %s is 422 and names the field', async (_, body, field) => {
  const { details } = await call<ErrorBody>(agent.client, 422, 'POST', '/tasks', { title: 'x', ...body })
  expect(details?.fields).toMatchObject([{ in: 'body', field }])
})
