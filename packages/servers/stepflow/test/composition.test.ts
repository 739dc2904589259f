import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { echo, type Json, type RunBody, runFlow, storeFlow, succeeded } from './support/calls.ts'
import { getJson, getSteps } from './support/runs.ts'
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
const steps = (runId: string) => getSteps(stepflow, runId)

describe('batches', () => {
  const flow = { steps: [echo('a', { $input: '$.n' })], output: { $step: 'a' } }

  async function batch(input: unknown[], options: Json = {}, ofFlow: Json = flow): Promise<RunBody> {
    const flowId = await storeFlow(stepflow, ofFlow)
    return (await stepflow.request<RunBody>('POST', '/runs', { body: { flowId, input, ...options } })).body
  }

  test('each input is an item, and a failed one fails the run but not the others', async () => {
    const created = await batch([{ n: 1 }, {}, { n: 3 }])
    expect(created).toEqual({ runId: expect.any(String), itemCount: 3, status: 'failed', debug: false })
    const error = { code: 1, message: 'Input path $.n not found' }
    expect(await get(`/runs/${created.runId}/items`)).toEqual({
      itemCount: 3,
      items: [
        { itemIndex: 0, status: 'completed', result: succeeded(1) },
        { itemIndex: 1, status: 'failed', result: { outcome: 'failed', error } },
        { itemIndex: 2, status: 'completed', result: succeeded(3) },
      ],
    })
    expect(await get(`/runs/${created.runId}`)).toMatchObject({
      inputs: [{ n: 1 }, {}, { n: 3 }],
      items: { total: 3, completed: 2, failed: 1, running: 0, cancelled: 0 },
    })
    expect(await steps(created.runId)).toMatchObject({ a: { status: 'failed', result: { error } } })
  })

  test('no input is a run that has completed', async () => {
    const { runId, ...created } = await batch([])
    expect(created).toEqual({ itemCount: 0, status: 'completed', debug: false })
    expect(await get(`/runs/${runId}/items`)).toEqual({ itemCount: 0, items: [] })
    expect((await get(`/runs/${runId}`)).completedAt).not.toBeNull()
  })

  test('an array wrapped in an array is one input', async () => {
    const { result } = await batch([[1, 2]], {}, { output: { $input: '$[1]' } })
    expect(result).toEqual(succeeded(2))
  })

  test('at most maxConcurrency steps run at once, early items first', async () => {
    const gate = {
      steps: [{ id: 'g', component: '/test/gate', input: { $input: '$' } }, echo('after', { $step: 'g' })],
      output: { $step: 'after' },
    }
    const { runId } = await batch([0, 1, 2, 3, 4], { maxConcurrency: 2, wait: false }, gate)
    for (let released = 0; released < 5; released++) {
      await stepflow.components.untilOpen(Math.min(2, 5 - released))
      stepflow.components.release()
      // The next gate opens once the released item has gone on.
      while (stepflow.components.echoed.length <= released) await get(`/runs/${runId}`)
    }
    expect(stepflow.components.maxOpen).toBe(2)
    expect(stepflow.components.echoed).toEqual([0, 1, 2, 3, 4])
  })

  test('more concurrency than there can be steps is as good as any', async () => {
    const maxConcurrency = 2 ** 40
    expect((await batch([{ n: 1 }], { maxConcurrency })).result).toEqual(succeeded(1))
  })

  test('100 items of one run', async () => {
    const created = await batch(Array.from({ length: 100 }, (_, n) => ({ n })))
    expect(created.status).toBe('completed')
    const { items } = await get<{ items: { result: unknown }[] }>(`/runs/${created.runId}/items`)
    expect(items.map(({ result }) => result)).toEqual(Array.from({ length: 100 }, (_, n) => succeeded(n)))
  })
})

describe('results too large', () => {
  const tooLarge = { code: 500, message: expect.stringContaining('too large') }
  const long = 'x'.repeat(1_000_000)

  test('fail the items that they are of, and the server goes on', async () => {
    const flowId = await storeFlow(stepflow, { output: { $literal: long } })
    const body = { flowId, input: Array(40).fill(0) }
    const { runId, status } = (await stepflow.request<RunBody>('POST', '/runs', { body })).body
    expect(status).toBe('failed')
    const { items } = await get<{ items: { result: Json }[] }>(`/runs/${runId}/items`)
    expect(items.map(({ result }) => result.outcome).filter((outcome) => outcome === 'success')).toHaveLength(
      31,
    )
    expect(items.at(-1)?.result.error).toEqual(tooLarge)
  })

  test('fail the step that would get them, whatever onError says', async () => {
    const step = echo('a', Array(50).fill({ $input: '$' }), { onError: { action: 'useDefault' } })
    const { result } = await run({ steps: [step], output: { $step: 'a' } }, long)
    expect(result?.error).toEqual(tooLarge)
    expect(stepflow.components.echoed).toEqual([])
  })
})

describe('overrides', () => {
  const flow = {
    name: 'o',
    steps: [echo('a', { x: 1, y: 2 }), echo('b', { $step: 'a' })],
    output: { $step: 'b' },
  }
  const withOverrides = (overrides: unknown) => run(flow, {}, { overrides })

  test('patch steps for one run; the flow stays', async () => {
    const overrides = { steps: { a: { value: { input: { y: null, z: { $input: '$.q' } } } } } }
    const { runId, result } = await run(flow, { q: 3 }, { overrides })
    expect(result).toEqual(succeeded({ x: 1, z: 3 }))
    expect(await get(`/runs/${runId}`)).toMatchObject({ overrides })
    expect((await get<{ flow: Json }>(`/runs/${runId}/flow`)).flow).toMatchObject({ steps: flow.steps })
    expect((await run(flow)).result).toEqual(succeeded({ x: 1, y: 2 }))
  })

  test('the bare map of steps is taken, too', async () => {
    const { runId, result } = await withOverrides({
      b: { $type: 'merge_patch', value: { input: 'patched' } },
    })
    expect(result).toEqual(succeeded('patched'))
    expect(await get(`/runs/${runId}`)).toMatchObject({ overrides: { steps: { b: {} } } })
  })

  test('may change the component and onError', async () => {
    const value = { component: '/test/fail', onError: { action: 'useDefault', defaultValue: 'saved' } }
    expect((await withOverrides({ steps: { b: { value } } })).result).toEqual(succeeded('saved'))
  })

  test('take members away with null, and add them', async () => {
    const onError = { action: 'useDefault', defaultValue: 'saved' }
    const saved = { steps: [{ id: 's', component: '/test/fail', onError }], output: { $step: 's' } }
    const patched = (value: Json) => run(saved, {}, { overrides: { steps: { s: { value } } } })
    expect((await patched({ onError: null })).status).toBe('failed')
    expect((await patched({ onError: { defaultValue: 'other' } })).result).toEqual(succeeded('other'))
    const unneeded = { steps: [echo('u', 1)], output: 'fine' }
    await run(unneeded, {}, { overrides: { steps: { u: { value: { mustExecute: true } } } } })
    expect(stepflow.components.echoed).toEqual([1])
  })

  test('empty ones are left out', async () => {
    const { runId } = await withOverrides({ steps: {} })
    expect(Object.keys(await get(`/runs/${runId}`))).not.toContain('overrides')
  })

  test.each([
    ['an unknown step', { steps: { z: { value: {} } } }, 'overrides.steps.z', /no step 'z'/],
    [
      'a patch that leaves no step',
      { steps: { a: { value: { component: 7 } } } },
      'overrides.steps.a',
      /component/,
    ],
    ['a patch that is no object', { steps: { a: { value: null } } }, 'overrides.steps.a', /After the patch/],
    [
      'a reference to a later step',
      { steps: { a: { value: { input: { $step: 'b' } } } } },
      'overrides',
      /comes later/,
    ],
    [
      'a JSON Patch',
      { steps: { a: { $type: 'json_patch', value: [] } } },
      'overrides.steps.a.$type',
      /merge_patch/,
    ],
  ])('%s is 422 and creates no run', async (_, overrides, field, message) => {
    const flowId = await storeFlow(stepflow, flow)
    const before = (await get<{ total: number }>('/runs?limit=0')).total
    const { status, body } = await stepflow.request<{ fields: Json[] }>('POST', '/runs', {
      body: { flowId, input: [1], overrides },
    })
    expect([status, body.fields]).toEqual([
      422,
      [expect.objectContaining({ field, message: expect.stringMatching(message) })],
    ])
    expect((await get<{ total: number }>('/runs?limit=0')).total).toBe(before)
  })
})

describe('blobs and sub-flows', () => {
  test('a blob comes back, under the hash of its content', async () => {
    const flow = {
      steps: [
        { id: 'put', component: '/put_blob', input: { data: { $input: '$' }, blob_type: 'data' } },
        { id: 'get', component: '/get_blob', input: { blob_id: { $step: 'put', path: '$.blob_id' } } },
      ],
      output: { id: { $step: 'put', path: '$.blob_id' }, data: { $step: 'get', path: '$.data' } },
    }
    const { result } = await run(flow, { a: 1 })
    expect(result?.result).toEqual({
      id: '015abd7f5cc57a2dd94b7590f04ad8084273905ee33ec5cebeae62276a97f862',
      data: { a: 1 },
    })
  })

  test.each(['x', 'a\0b'])('there is no blob %j', async (id) => {
    const missing = {
      steps: [{ id: 'g', component: '/get_blob', input: { blob_id: id } }],
      output: { $step: 'g' },
    }
    expect((await run(missing)).result?.error).toEqual({ code: 404, message: `Blob ${id} not found` })
  })

  test('a flow that could not be stored cannot be put as a blob either', async () => {
    const selfish = { steps: [{ id: 'a', component: '/test/echo', input: { $step: 'a' } }] }
    const flow = {
      steps: [{ id: 'p', component: '/put_blob', input: { data: { $input: '$' }, blob_type: 'flow' } }],
      output: { $step: 'p' },
    }
    expect((await run(flow, selfish)).result?.error).toEqual({
      code: 400,
      message: "data is no flow: Step 'a' refers to itself",
    })
  })

  const evaluate = (input: unknown) => ({
    steps: [{ id: 'e', component: '/eval', input }],
    output: { $step: 'e' },
  })

  test('a flow that was put as a blob runs as a sub-run, with parent and root', async () => {
    const inner = { name: 'inner', output: { got: { $input: '$' } } }
    const flow = {
      steps: [
        { id: 'put', component: '/put_blob', input: { data: { $literal: inner }, blob_type: 'flow' } },
        { id: 'e', component: '/eval', input: { flow_id: { $step: 'put', path: '$.blob_id' }, input: 'x' } },
      ],
      output: { $step: 'e' },
    }
    const { runId, result } = await run(flow)
    const { run_id: childId, result: inside } = (result as { result: { run_id: string; result: Json } })
      .result
    expect(inside).toEqual(succeeded({ got: 'x' }))
    expect(await get(`/runs/${childId}`)).toMatchObject({
      flowName: 'inner',
      rootRunId: runId,
      parentRunId: runId,
    })
    expect(await get(`/runs/${runId}`)).toMatchObject({ rootRunId: runId, parentRunId: null })
    const ids = async (query: string) =>
      (await get<{ runs: { runId: string }[] }>(`/runs?${query}`)).runs.map((each) => each.runId)
    expect(await ids(`rootRunId=${runId}`)).toEqual([childId, runId])
    expect(await ids(`rootRunId=${runId}&maxDepth=0`)).toEqual([runId])
    expect(await ids(`parentRunId=${runId}`)).toEqual([childId])
    expect(await ids(`rootRunId=${childId}`)).toEqual([])
  })

  test('a failed sub-run is a result of eval', async () => {
    const flowId = await storeFlow(stepflow, { name: 'fails', output: { $input: '$.none' } })
    const { status, result } = await run(evaluate({ flow_id: flowId, input: {} }))
    expect([status, result?.result]).toEqual([
      'completed',
      {
        result: { outcome: 'failed', error: { code: 1, message: 'Input path $.none not found' } },
        run_id: expect.any(String),
      },
    ])
  })

  test('an unknown flow fails the step', async () => {
    const { result } = await run(evaluate({ flow_id: 'nothing', input: {} }))
    expect(JSON.stringify(result?.error)).toContain("Flow 'nothing' not found")
  })

  test('a flow that runs itself ends', async () => {
    const flow = evaluate({ flow_id: { $input: '$.self' }, input: { $input: '$' } })
    const flowId = await storeFlow(stepflow, flow)
    const { runId, status } = await run(flow, { self: flowId })
    expect(status).toBe('completed')
    expect((await get<{ total: number }>(`/runs?rootRunId=${runId}`)).total).toBe(33)
  })

  test('cancelling a run cancels its sub-runs', async () => {
    const inner = await storeFlow(stepflow, {
      name: 'hangs',
      steps: [{ id: 'h', component: '/test/hang' }],
      output: { $step: 'h' },
    })
    const created = await run(evaluate({ flow_id: inner, input: {} }), {}, { wait: false })
    await stepflow.components.untilOpen(1)
    expect((await stepflow.request('POST', `/runs/${created.runId}/cancel`)).status).toBe(200)
    const tree = () => get<{ runs: { status: string }[] }>(`/runs?rootRunId=${created.runId}`)
    while ((await tree()).runs.some(({ status }) => status === 'running'));
    expect((await tree()).runs.map(({ status }) => status)).toEqual(['cancelled', 'cancelled'])
  })
})
