import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { echo, type Json, type RunBody, storeFlow, succeeded } from './support/calls.ts'
import { conditional } from './support/json.ts'
import { type RunningStepflow, startStepflow } from './support/server.ts'

let stepflow: RunningStepflow
beforeAll(async () => {
  stepflow = await startStepflow()
})
beforeEach(() => stepflow.components.reset())
afterAll(async () => {
  expect(stepflow.loggedErrors).toEqual([])
  await stepflow.stop()
})

const flow = {
  steps: [
    echo('a', { $input: '$.n' }),
    echo('b', [{ $step: 'a' }]),
    echo('c', conditional({ $step: 'a' }, { $step: 'b' }, 'else')),
    echo('d', 'apart'),
  ],
  output: { $step: 'c' },
}

interface Session {
  readonly runId: string
  call(action: string, body?: Json): Promise<{ status: number; body: Json }>
  get(action: string): Promise<{ status: number; body: Json }>
}

async function session(
  options: Json = {},
  ofFlow: Json = flow,
  input: unknown[] = [{ n: 1 }],
): Promise<Session> {
  const flowId = await storeFlow(stepflow, ofFlow)
  const { status, body } = await stepflow.request<RunBody>('POST', '/runs', {
    body: { flowId, input, debug: true, ...options },
  })
  expect([status, body.status, body.debug]).toEqual([200, 'paused', true])
  const base = `/runs/${body.runId}/debug`
  return {
    runId: body.runId,
    call: (action, json) => stepflow.request<Json>('POST', `${base}/${action}`, { body: json }),
    get: (action) => stepflow.request<Json>('GET', `${base}/${action}`),
  }
}

test('a debug run starts paused, and runs nothing by itself', async () => {
  const { runId, get } = await session()
  const { body } = await stepflow.request<Json>('GET', `/runs/${runId}`)
  expect(body).toMatchObject({
    status: 'paused',
    debugMode: true,
    completedAt: null,
    items: { total: 1, running: 1 },
  })
  expect((await get('queue')).body).toEqual({ queued: [], ready: [] })
  expect(stepflow.components.echoed).toEqual([])
})

test('a debug run needs exactly one input', async () => {
  const flowId = await storeFlow(stepflow, flow)
  for (const input of [[], [1, 2]]) {
    const { status, body } = await stepflow.request<Json>('POST', '/runs', {
      body: { flowId, input, debug: true },
    })
    expect([status, body.fields]).toEqual([422, [expect.objectContaining({ field: 'input' })]])
  }
})

test('queueing adds what a step needs, once, and next runs it in order', async () => {
  const { call, get } = await session()
  expect((await call('queue', { stepIds: ['b'] })).body).toEqual({ queued: ['a', 'b'], ready: ['a'] })
  expect((await call('queue', { stepIds: 'b' })).body).toEqual({ queued: [], ready: ['a'] })
  expect((await get('queue')).body).toEqual({
    queued: [
      { stepId: 'a', status: 'runnable' },
      { stepId: 'b', status: 'blocked' },
    ],
    ready: ['a'],
  })
  expect((await call('next')).body).toEqual({ stepId: 'a', result: succeeded(1), ready: ['b'] })
  expect((await call('next')).body).toEqual({ stepId: 'b', result: succeeded([1]), ready: [] })
  expect((await call('next')).body).toEqual({ stepId: null, result: null, ready: [] })
  expect((await get('queue')).body).toEqual({ queued: [], ready: [] })
})

test('run-queue runs all that is needed, also what a condition calls for on the way', async () => {
  const { call } = await session()
  expect((await call('queue', { stepIds: ['c', 'd'] })).body).toEqual({
    queued: ['a', 'c', 'd'],
    ready: ['a', 'd'],
  })
  expect((await call('run-queue')).body).toEqual({
    executedCount: 4,
    results: { a: succeeded(1), b: succeeded([1]), c: succeeded([1]), d: succeeded('apart') },
  })
  expect((await call('run-queue')).body).toEqual({ executedCount: 0, results: {} })
})

test('eval runs what a step needs, and no step twice', async () => {
  const { call, get } = await session({}, flow, [{ n: false }])
  expect((await call('eval', { stepId: 'c' })).body).toEqual({ result: succeeded('else') })
  expect((await call('eval', { stepId: 'c' })).body).toEqual({ result: succeeded('else') })
  expect(stepflow.components.echoed).toEqual([false, 'else'])
  expect((await get('show/a')).body).toEqual({ stepId: 'a', completed: true, result: succeeded(false) })
  expect((await get('show/b')).body).toEqual({ stepId: 'b', completed: false, result: null })
})

test('show takes any step id, with slashes and unicode in it', async () => {
  const { get } = await session()
  expect((await get('show/none')).body).toEqual({ stepId: 'none', completed: false, result: null })
  expect((await get(`show/${encodeURIComponent('a/b ü%')}`)).body).toMatchObject({
    stepId: 'a/b ü%',
    completed: false,
  })
})

test('variables and overrides hold in a session', async () => {
  const options = {
    variables: { v: 'V' },
    overrides: { steps: { d: { value: { input: { $variable: 'v' } } } } },
  }
  const { call } = await session(options)
  expect((await call('eval', { stepId: 'd' })).body).toEqual({ result: succeeded('V') })
})

test('a failed step is a result', async () => {
  const { call } = await session({}, { steps: [{ id: 'x', component: '/test/fail' }] })
  expect((await call('eval', { stepId: 'x' })).body).toMatchObject({
    result: { outcome: 'failed', error: { code: 500 } },
  })
})

test('the steps of the run show the session', async () => {
  const { runId, call } = await session()
  await call('eval', { stepId: 'a' })
  const { body } = await stepflow.request<{ steps: Record<string, { status: string }> }>(
    'GET',
    `/runs/${runId}/steps`,
  )
  const statuses = Object.fromEntries(Object.entries(body.steps).map(([id, { status }]) => [id, status]))
  expect(statuses).toEqual({ a: 'completed', b: 'runnable', c: 'blocked', d: 'blocked' })
})

test('an unknown step is 404 and changes nothing, an unknown run is 404', async () => {
  const { call, get } = await session()
  expect((await call('eval', { stepId: 'z' })).status).toBe(404)
  expect((await call('queue', { stepIds: ['a', 'z'] })).status).toBe(404)
  expect((await get('queue')).body).toEqual({ queued: [], ready: [] })
  for (const action of ['next', 'run-queue']) {
    const path = `/runs/${crypto.randomUUID()}/debug/${action}`
    expect((await stepflow.request('POST', path)).status).toBe(404)
  }
})

test('a paused run is deleted only once it is cancelled', async () => {
  const { runId } = await session()
  expect((await stepflow.request('DELETE', `/runs/${runId}`)).status).toBe(409)
  const { body } = await stepflow.request<Json>('POST', `/runs/${runId}/cancel`)
  expect(body).toMatchObject({ status: 'cancelled', items: { cancelled: 1, running: 0 } })
  expect((await stepflow.request('DELETE', `/runs/${runId}`)).status).toBe(204)
})

test('an ended run can be looked into, a running one and a batch cannot', async () => {
  const flowId = await storeFlow(stepflow, flow)
  const create = async (body: Json) =>
    (await stepflow.request<RunBody>('POST', '/runs', { body: { flowId, ...body } })).body.runId
  const ended = await create({ input: [{ n: 1 }] })
  const evaluated = await stepflow.request('POST', `/runs/${ended}/debug/eval`, { body: { stepId: 'd' } })
  expect(evaluated.body).toEqual({ result: succeeded('apart') })
  const batch = await create({ input: [{ n: 1 }, { n: 2 }] })
  expect((await stepflow.request('POST', `/runs/${batch}/debug/next`)).status).toBe(409)

  const gate = await storeFlow(stepflow, {
    steps: [{ id: 'g', component: '/test/gate' }],
    output: { $step: 'g' },
  })
  const { body } = await stepflow.request<RunBody>('POST', '/runs', {
    body: { flowId: gate, input: [1], wait: false },
  })
  expect((await stepflow.request('POST', `/runs/${body.runId}/debug/next`)).status).toBe(409)
  await stepflow.components.untilOpen(1)
})

test('calls for one run wait for each other: a step runs once', async () => {
  const { call } = await session(
    {},
    { steps: [{ id: 'g', component: '/test/gate', input: 1 }], output: { $step: 'g' } },
  )
  await call('queue', { stepIds: 'g' })
  const first = call('next')
  await stepflow.components.untilOpen(1)
  const second = call('next')
  // Answers to later requests: the second call has long arrived.
  for (let count = 0; count < 10; count++) await stepflow.request('GET', '/runs')
  expect(stepflow.components.maxOpen).toBe(1)
  stepflow.components.releaseAll()
  expect([(await first).body.stepId, (await second).body.stepId]).toEqual(['g', null])
})

describe('a step that lasts', () => {
  const lasting = { steps: [{ id: 'h', component: '/test/hang' }], output: { $step: 'h' } }

  test('is stopped when the run is cancelled, and the call says so', async () => {
    const { runId, call, get } = await session({}, lasting)
    const evaluation = call('eval', { stepId: 'h' })
    await stepflow.components.untilOpen(1)
    const { status, body } = await stepflow.request<Json>('POST', `/runs/${runId}/cancel`)
    expect([status, body.status]).toEqual([200, 'cancelled'])
    expect(await evaluation).toMatchObject({
      status: 409,
      body: { message: `Run '${runId}' was cancelled or deleted while it was debugged` },
    })
    expect((await get('show/h')).body).toMatchObject({ completed: false })
  })

  test('is stopped when the ended run is deleted, with the calls that wait for it', async () => {
    const { runId, call } = await session({}, lasting)
    await stepflow.request('POST', `/runs/${runId}/cancel`)
    const calls = [call('eval', { stepId: 'h' })]
    await stepflow.components.untilOpen(1)
    calls.push(call('next'))
    // Answers to later requests: the second call has long arrived.
    for (let count = 0; count < 10; count++) await stepflow.request('GET', '/runs')
    expect((await stepflow.request('DELETE', `/runs/${runId}`)).status).toBe(204)
    expect((await Promise.all(calls)).map(({ status }) => status)).toEqual([409, 409])
    expect((await call('next')).status).toBe(404)
  })

  test('does not hold up the end of the server', async () => {
    const other = await startStepflow()
    const flowId = await storeFlow(other, lasting)
    const { body } = await other.request<RunBody>('POST', '/runs', {
      body: { flowId, input: [1], debug: true },
    })
    const call = other.request<Json>('POST', `/runs/${body.runId}/debug/eval`, { body: { stepId: 'h' } })
    await other.components.untilOpen(1)
    other.server.interrupt?.()
    expect(await call).toMatchObject({
      status: 409,
      body: { message: expect.stringContaining('server stopped') },
    })
    expect(other.loggedErrors).toEqual([])
    await other.stop()
  })
})
