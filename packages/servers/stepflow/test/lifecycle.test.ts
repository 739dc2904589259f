import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { echo, type Json, type RunBody, runFlow, storeFlow, succeeded } from './support/calls.ts'
import { conditional } from './support/json.ts'
import { getJson, getStepStatuses } from './support/runs.ts'
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

const run = (flow: Json, input: unknown = {}, options: Json = {}) => runFlow(stepflow, flow, input, options)
const get = <T = Json>(path: string) => getJson<T>(stepflow, path)
const statuses = (runId: string) => getStepStatuses(stepflow, runId)

describe('waiting', () => {
  const slow = { steps: [{ id: 'g', component: '/test/gate', input: 'done' }], output: { $step: 'g' } }

  test('wait: false answers 202 with the running run, whose progress shows', async () => {
    const flowId = await storeFlow(stepflow, slow)
    const created = await stepflow.request<RunBody>('POST', '/runs', {
      body: { flowId, input: [1], wait: false },
    })
    expect([created.status, created.body]).toEqual([
      202,
      { runId: expect.any(String), itemCount: 1, status: 'running', debug: false },
    ])
    const { runId } = created.body
    await stepflow.components.untilOpen(1)
    expect(await statuses(runId)).toEqual({ g: 'running' })
    expect(await get(`/runs/${runId}`)).toMatchObject({
      status: 'running',
      completedAt: null,
      items: { running: 1 },
    })
    expect(await get(`/runs/${runId}/items`)).toEqual({
      itemCount: 1,
      items: [{ itemIndex: 0, status: 'running' }],
    })
    expect((await stepflow.request('DELETE', `/runs/${runId}`)).status).toBe(409)
    stepflow.components.release()
    while ((await get(`/runs/${runId}`)).status === 'running');
    expect(await get(`/runs/${runId}/items`)).toMatchObject({ items: [{ result: succeeded('done') }] })
  })

  test('a run that lasts longer than timeoutSecs is answered with 202 and goes on', async () => {
    const created = await run(slow, {}, { timeoutSecs: 1 })
    expect(created.status).toBe('running')
    await stepflow.components.untilOpen(1)
    stepflow.components.release()
    while ((await get(`/runs/${created.runId}`)).status === 'running');
    expect(await get(`/runs/${created.runId}`)).toMatchObject({ status: 'completed' })
  })

  test('a caller who leaves does not stop the run', async () => {
    const flowId = await storeFlow(stepflow, { ...slow, name: 'left alone' })
    const leaving = new AbortController()
    const request = stepflow.request('POST', '/runs', {
      body: { flowId, input: [1] },
      signal: leaving.signal,
    })
    const gone = expect(request).rejects.toThrow()
    await stepflow.components.untilOpen(1)
    leaving.abort()
    await gone
    stepflow.components.release()
    const list = () => get<{ runs: { status: string }[] }>('/runs?flowName=left%20alone')
    while ((await list()).runs[0]?.status === 'running');
    expect((await list()).runs[0]?.status).toBe('completed')
  })

  test('two runs go on side by side', async () => {
    const [first, second] = [run(slow), run(slow)]
    await stepflow.components.untilOpen(2)
    stepflow.components.releaseAll()
    expect((await first).status).toBe('completed')
    expect((await second).status).toBe('completed')
  })
})

describe('cancelling', () => {
  test.each(['/test/gate', '/test/hang'])(
    'stops a run whose step is in %s, and nothing runs after',
    async (component) => {
      const flowId = await storeFlow(stepflow, {
        steps: [{ id: 'slow', component }, echo('after', { $step: 'slow' })],
        output: { $step: 'after' },
      })
      const body = { flowId, input: [1, 2], wait: false, maxConcurrency: 1 }
      const { body: created } = await stepflow.request<RunBody>('POST', '/runs', { body })
      await stepflow.components.untilOpen(1)
      const cancelled = await stepflow.request<Json>('POST', `/runs/${created.runId}/cancel`)
      expect([cancelled.status, cancelled.body]).toEqual([
        200,
        expect.objectContaining({
          status: 'cancelled',
          completedAt: expect.any(String),
          items: { total: 2, completed: 0, running: 0, failed: 0, cancelled: 2 },
        }),
      ])
      stepflow.components.releaseAll()
      await run({ steps: [echo('other', 'another run')], output: { $step: 'other' } })
      expect(stepflow.components.echoed).toEqual(['another run'])
      expect(await get(`/runs/${created.runId}`)).toMatchObject({ status: 'cancelled' })
      expect((await stepflow.request('POST', `/runs/${created.runId}/cancel`)).status).toBe(409)
    },
  )

  test('keeps the items that had ended', async () => {
    const flowId = await storeFlow(stepflow, {
      steps: [{ id: 'slow', component: '/test/gate' }],
      output: conditional({ $input: '$' }, 'quick', { $step: 'slow' }),
    })
    const body = { flowId, input: [true, false], wait: false }
    const { body: created } = await stepflow.request<RunBody>('POST', '/runs', { body })
    await stepflow.components.untilOpen(1)
    while ((await get<{ items: Json }>(`/runs/${created.runId}`)).items.completed === 0);
    await stepflow.request('POST', `/runs/${created.runId}/cancel`)
    expect((await get<{ items: Json[] }>(`/runs/${created.runId}/items`)).items).toEqual([
      { itemIndex: 0, status: 'completed', result: succeeded('quick') },
      { itemIndex: 1, status: 'cancelled' },
    ])
  })

  test('a run that has ended is 409, an unknown one 404', async () => {
    const { runId } = await run({ output: 1 })
    expect((await stepflow.request('POST', `/runs/${runId}/cancel`)).status).toBe(409)
    expect((await stepflow.request('POST', `/runs/${crypto.randomUUID()}/cancel`)).status).toBe(404)
    expect(await get(`/runs/${runId}`)).toMatchObject({ status: 'completed' })
  })
})

describe('deleting', () => {
  test('a deleted run is gone with all its parts', async () => {
    const { runId } = await run({ output: 1 })
    expect((await stepflow.request('DELETE', `/runs/${runId}`)).status).toBe(204)
    for (const path of ['', '/items', '/steps', '/flow']) {
      expect((await stepflow.request('GET', `/runs/${runId}${path}`)).status).toBe(404)
    }
    expect((await stepflow.request('DELETE', `/runs/${runId}`)).status).toBe(404)
  })
})

describe('listing', () => {
  interface Page {
    readonly runs: { runId: string; flowLabel: string | null; flowName: string | null; status: string }[]
    readonly total: number
  }

  test('newest first, page by page, each run once', async () => {
    const flow = { name: 'paged', metadata: { label: 'L1' }, output: { $input: '$' } }
    const ids: string[] = []
    for (let count = 0; count < 7; count++) ids.unshift((await run(flow, count)).runId)
    const seen: string[] = []
    for (let offset = 0; offset < 9; offset += 3) {
      const page = await get<Page>(`/runs?flowName=paged&limit=3&offset=${offset}`)
      expect(page.total).toBe(7)
      seen.push(...page.runs.map(({ runId }) => runId))
    }
    expect(seen).toEqual(ids)
  })

  test('filters are combined', async () => {
    await run({ name: 'filtered', metadata: { label: 'one' }, output: 1 })
    await run({ name: 'filtered', metadata: { label: 'two' }, output: 1 })
    await run({ name: 'filtered', metadata: { label: 'two' }, output: { $input: '$.none' } })
    const count = async (query: string) => (await get<Page>(`/runs?${query}`)).total
    expect(await count('flowName=filtered')).toBe(3)
    expect(await count('flowName=filtered&flowLabel=two')).toBe(2)
    expect(await count('flowName=filtered&flowLabel=two&status=failed')).toBe(1)
    expect(await count('flowName=Filtered')).toBe(0)
    expect(await count('flowName=%25')).toBe(0)
  })

  test('a limit of 0 tells the total alone', async () => {
    const { runs, total } = await get<Page>('/runs?limit=0')
    expect([runs, total > 0]).toEqual([[], true])
  })

  test('names are compared as they are, whatever is in them', async () => {
    const name = `it's "ünï" 日本 % _ \\ 🦆`
    const { runId } = await run({ name, output: 1 })
    const { runs } = await get<Page>(`/runs?${new URLSearchParams({ flowName: name })}`)
    expect(runs.map((each) => [each.runId, each.flowName])).toEqual([[runId, name]])
  })
})
