import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { readFlow } from '../src/api/read-flow.ts'
import { iterateFlow } from '../src/engine/components/iterate.ts'
import type { ComponentContext } from '../src/index.ts'
import { echo, type Json, runFlow, storeFlow, succeeded } from './support/calls.ts'
import { conditional } from './support/json.ts'
import { getJson } from './support/runs.ts'
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

/** Runs a flow of one step, which calls the component. */
const call = (component: string, input: unknown, ofRun: unknown = {}, options: Json = {}) =>
  runFlow(stepflow, { steps: [{ id: 's', component, input }], output: { $step: 's' } }, ofRun, options)
const runsIn = (runId: string) =>
  getJson<{ total: number; runs: Json[] }>(stepflow, `/runs?parentRunId=${runId}`)

const invalid = (fault: RegExp) => ({
  code: 500,
  message: 'step "s" failed',
  data: { stack: [expect.anything(), { error: expect.stringMatching(fault) }] },
})

describe('map', () => {
  const named = { name: 'named', output: { name: { $input: '$.n' } } }
  const missing = { code: 1, message: 'Input path $.n not found' }

  test('runs a flow on every item, as the items of one sub-run, and counts how they ended', async () => {
    const { runId, result } = await call('/builtin/map', {
      workflow: { $literal: named },
      items: [{ n: 'a' }, {}, { n: 'c' }],
    })
    expect(result).toEqual(
      succeeded({
        results: [succeeded({ name: 'a' }), { outcome: 'failed', error: missing }, succeeded({ name: 'c' })],
        successful: 2,
        failed: 1,
      }),
    )
    const { runs } = await runsIn(runId)
    expect(runs).toEqual([
      expect.objectContaining({
        flowName: 'named',
        rootRunId: runId,
        parentRunId: runId,
        status: 'failed',
        items: { total: 3, completed: 2, failed: 1, running: 0, cancelled: 0 },
      }),
    ])
  })

  test('takes a stored flow, both spellings of its path, and no items', async () => {
    const flowId = await storeFlow(stepflow, named)
    const one = await call('/map', {
      flow_id: flowId,
      workflow: null,
      items: [{ n: 1 }],
      max_concurrency: null,
    })
    expect(one.result).toEqual(succeeded({ results: [succeeded({ name: 1 })], successful: 1, failed: 0 }))
    const none = await call('/map', { flow_id: flowId, items: [] })
    expect(none.result).toEqual(succeeded({ results: [], successful: 0, failed: 0 }))
  })

  test('the flow that stands in the input is stored', async () => {
    const { runId } = await call('/map', { workflow: { $literal: named }, items: [] })
    const [child] = (await runsIn(runId)).runs
    expect(await getJson(stepflow, `/flows/${child?.flowId}`)).toMatchObject({ flow: named })
  })

  test('runs at most max_concurrency steps at once', async () => {
    const gate = {
      steps: [{ id: 'g', component: '/test/gate', input: { $input: '$' } }],
      output: { $step: 'g' },
    }
    const { runId } = await call(
      '/map',
      { workflow: { $literal: gate }, items: [0, 1, 2, 3], max_concurrency: 2 },
      {},
      { wait: false },
    )
    await stepflow.components.untilOpen(2)
    while ((await getJson(stepflow, `/runs/${runId}`)).status === 'running') stepflow.components.release()
    expect(stepflow.components.maxOpen).toBe(2)
    expect((await getJson<{ items: Json[] }>(stepflow, `/runs/${runId}/items`)).items).toEqual([
      expect.objectContaining({
        result: succeeded({ results: [0, 1, 2, 3].map(succeeded), successful: 4, failed: 0 }),
      }),
    ])
  })

  test.each([
    ['no flow', { items: [] }, { code: 400, message: 'Give either workflow or flow_id, and not both' }],
    [
      'two flows',
      { workflow: {}, flow_id: 'x', items: [] },
      { code: 400, message: 'Give either workflow or flow_id, and not both' },
    ],
    ['no list', { workflow: {}, items: { a: 1 } }, invalid(/^Invalid input: items: .*expected array/)],
    [
      'no concurrency',
      { workflow: {}, items: [], max_concurrency: 0 },
      invalid(/^Invalid input: max_concurrency: .*>=1/),
    ],
    ['an unknown flow', { flow_id: 'x', items: [] }, invalid(/^Flow 'x' not found$/)],
    [
      'what only looks like a flow',
      { workflow: { $literal: { steps: 7 } }, items: [] },
      { code: 400, message: expect.stringMatching(/^workflow is no flow: steps: .*array/) },
    ],
  ])('%s fails the step', async (_, input, error) => {
    const { result } = await call('/map', input)
    expect(result?.error).toEqual(error)
  })

  test('a flow that could not be stored fails the step', async () => {
    const { result } = await call(
      '/map',
      { workflow: { $input: '$' }, items: [] },
      { output: { $step: 'z' } },
    )
    expect(result?.error).toEqual({
      code: 400,
      message: expect.stringMatching(/^workflow is no flow: .*'z'.*does not exist/),
    })
  })

  test('takes no more than 10,000 items', async () => {
    const items = Array.from({ length: 10_001 }, () => 0)
    const { runId, result } = await call('/map', { workflow: {}, items: { $input: '$' } }, items)
    expect(result?.error).toEqual(invalid(/^Invalid input: items: .*<=10000/))
    expect((await runsIn(runId)).total).toBe(0)
  })

  test('an item that runs the same flow again ends at the limit of levels', async () => {
    const self = {
      steps: [{ id: 's', component: '/map', input: { flow_id: { $input: '$' }, items: [{ $input: '$' }] } }],
      output: { $step: 's', path: '$.results[0]' },
    }
    const { runId, status, result } = await runFlow(stepflow, self, await storeFlow(stepflow, self))
    expect(status).toBe('completed')
    expect(JSON.stringify(result)).toContain('more than 32 levels deep')
    expect((await getJson(stepflow, `/runs?rootRunId=${runId}`)).total).toBe(33)
  })

  test('cancelling the run cancels the sub-run with all its items', async () => {
    const hang = { steps: [{ id: 'h', component: '/test/hang' }], output: { $step: 'h' } }
    const { runId } = await call('/map', { workflow: { $literal: hang }, items: [1, 2] }, {}, { wait: false })
    await stepflow.components.untilOpen(2)
    expect((await stepflow.request('POST', `/runs/${runId}/cancel`)).status).toBe(200)
    while ((await runsIn(runId)).runs[0]?.status === 'running');
    expect((await runsIn(runId)).runs[0]).toMatchObject({ status: 'cancelled', items: { cancelled: 2 } })
  })
})

describe('iterate', () => {
  /** Walks down a list of lists: `[[…]]` goes on with the inside, anything else is the result. */
  const unwrap = {
    name: 'unwrap',
    output: conditional(
      { $input: '$.rest' },
      { next: { $input: '$.rest' } },
      { result: { $input: '$.value' } },
    ),
  }
  const iterate = (input: Json, ofRun: unknown = {}, options: Json = {}) =>
    call('/builtin/iterate', { flow: { $literal: unwrap }, ...input }, ofRun, options)
  const end = { rest: false, value: 'found' }

  test('goes on with next until there is a result; each iteration is a sub-run', async () => {
    const { runId, result } = await iterate({ initial_input: { rest: { rest: end } } })
    expect(result).toEqual(succeeded({ result: 'found', iterations: 3, terminated: false }))
    const { runs } = await runsIn(runId)
    expect(runs.map(({ flowName, rootRunId }) => [flowName, rootRunId])).toEqual(
      Array(3).fill(['unwrap', runId]),
    )
  })

  test('the limit ends it with the input that would be next', async () => {
    const { result } = await iterate({ initial_input: { rest: { rest: end } }, max_iterations: 2 })
    expect(result).toEqual(succeeded({ result: end, iterations: 2, terminated: true }))
  })

  test('a limit of none runs nothing', async () => {
    const { runId, result } = await iterate({ initial_input: end, max_iterations: 0 })
    expect(result).toEqual(succeeded({ result: end, iterations: 0, terminated: true }))
    expect((await runsIn(runId)).total).toBe(0)
  })

  test.each([
    ['null as the result', { result: null }, { result: null, iterations: 1, terminated: false }],
    ['a result beside next', { result: 1, next: 2 }, { result: 1, iterations: 1, terminated: false }],
    ['null as the next input', { next: null }, { result: null, iterations: 1, terminated: true }],
  ])('%s counts', async (_, output, expected) => {
    const { result } = await iterate({ flow: { $literal: { output } }, initial_input: 0, max_iterations: 1 })
    expect(result).toEqual(succeeded(expected))
  })

  test.each([[{ neither: 1 }], [[{ next: 1 }]], ['next'], [null]])(
    'a flow that returns %j fails the step',
    async (output) => {
      const { result } = await iterate({ flow: { $literal: { output } }, initial_input: 0 })
      expect(result?.error).toEqual({
        code: 400,
        message: 'The flow of an iteration must return an object with "result" or "next"',
      })
    },
  )

  test('a failure of the flow is the failure of the step, with its code and data', async () => {
    const flow = { steps: [{ id: 'inside', component: '/test/fail' }], output: { $step: 'inside' } }
    const { result } = await iterate({ flow: { $literal: flow }, initial_input: 0 })
    expect(result?.error).toEqual({
      code: 500,
      message: 'step "inside" failed',
      data: { stack: [expect.anything(), { error: 'it broke' }] },
    })
  })

  test('takes a stored flow', async () => {
    const flowId = await storeFlow(stepflow, unwrap)
    const { result } = await iterate({ flow: null, flow_id: flowId, initial_input: end })
    expect(result).toEqual(succeeded({ result: 'found', iterations: 1, terminated: false }))
  })

  test.each([
    [-1, />=0/],
    [10_001, /<=10000/],
    [1.5, /int/],
    ['1', /number/],
  ])('%j as the limit fails the step', async (limit, fault) => {
    const { result } = await iterate({ initial_input: end, max_iterations: limit })
    expect(result?.error).toEqual(invalid(fault))
  })

  test('without a limit of its own it stops after 1,000 iterations', async () => {
    const result = { outcome: 'success', result: { next: 0 } } as const
    let calls = 0
    const context = {
      signal: new AbortController().signal,
      runFlow: async () => {
        calls++
        return { runId: '', result }
      },
    } as unknown as ComponentContext
    const output = await iterateFlow(readFlow).run({ flow_id: 'f', initial_input: 0 } as never, context)
    expect([calls, output]).toEqual([1000, { result: 0, iterations: 1000, terminated: true }])
  })

  test('cancelling the run ends the iteration', async () => {
    const gate = {
      steps: [echo('e', 1), { id: 'g', component: '/test/gate' }],
      output: { next: { $step: 'g' } },
    }
    const { runId } = await iterate({ flow: { $literal: gate }, initial_input: 0 }, {}, { wait: false })
    await stepflow.components.untilOpen(1)
    stepflow.components.release()
    await stepflow.components.untilOpen(1)
    expect((await stepflow.request('POST', `/runs/${runId}/cancel`)).status).toBe(200)
    while ((await runsIn(runId)).runs.some(({ status }) => status === 'running'));
    expect((await runsIn(runId)).runs.map(({ status }) => status)).toEqual(['cancelled', 'completed'])
  })
})
