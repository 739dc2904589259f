import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { success } from '../src/engine/types.ts'
import type { Json } from './support/calls.ts'
import { RestartableEngine } from './support/engines.ts'
import { conditional } from './support/json.ts'

let engine: RestartableEngine
beforeAll(async () => {
  engine = await RestartableEngine.open()
})
beforeEach(() => engine.restart())
afterAll(async () => {
  expect(engine.errors).toEqual([])
  await engine.close()
})

const gate = (id: string, input: unknown, more: Json = {}) => ({
  id,
  component: '/test/repeatable-gate',
  input,
  ...more,
})
const onceOnly = (id: string, input: unknown) => ({ ...gate(id, input), component: '/test/gate' })
const running = () => engine.engine.runs.listRuns({ status: 'running', limit: 100, offset: 0 })

describe('sub-runs', () => {
  const inner = { name: 'inner', steps: [gate('g', { $input: '$' })], output: { $step: 'g' } }

  async function children(runId: string) {
    const { runs } = await engine.engine.runs.listRuns({ parentRunId: runId, limit: 1000, offset: 0 })
    return runs.toReversed()
  }

  test('are taken up again by the step that started them', async () => {
    const map = {
      id: 'm',
      component: '/builtin/map',
      input: { workflow: { $literal: inner }, items: [1, 2, 3], max_concurrency: 1 },
    }
    const runId = await engine.run({ steps: [map], output: { $step: 'm', path: '$.results' } })
    await engine.components.untilOpen(1)
    engine.components.release()
    await engine.components.untilOpen(1)
    const [before] = await children(runId)
    await engine.restart()
    const { results } = await engine.finish(runId)
    expect(results).toEqual([success([success(1), success(2), success(3)])])
    expect((await children(runId)).map((child) => child.runId)).toEqual([before?.runId])
    const starts = (await engine.brief(before?.runId ?? '')).filter((line) => line.startsWith('stepStarted'))
    expect(starts).toEqual([
      'stepStarted 0/g #1',
      'stepStarted 1/g #1',
      'stepStarted 1/g #2',
      'stepStarted 2/g #1',
    ])
  })

  test('that had ended are not repeated', async () => {
    const next = { steps: [gate('g', 0)], output: { next: { $step: 'g' } } }
    const input = { flow: { $literal: next }, initial_input: 0, max_iterations: 5 }
    const steps = [{ id: 'i', component: '/builtin/iterate', input }]
    const runId = await engine.run({ steps, output: { $step: 'i', path: '$.iterations' } })
    for (let iteration = 0; iteration < 3; iteration++) {
      await engine.components.untilOpen(1)
      engine.components.release()
    }
    await engine.components.untilOpen(1)
    const before = (await children(runId)).map((child) => child.runId)
    await engine.restart()
    expect(await engine.finish(runId)).toEqual({ status: 'completed', results: [success(5)] })
    const after = (await children(runId)).map((child) => child.runId)
    expect([before.length, after.length, after.slice(0, 4)]).toEqual([4, 5, before])
  })

  test('of sub-runs, too', async () => {
    const innerId = await engine.storeFlow(inner)
    const evaluate = (flowId: string) => ({
      steps: [{ id: 'e', component: '/builtin/eval', input: { flow_id: flowId, input: 7 } }],
      output: { $step: 'e', path: '$.result' },
    })
    const runId = await engine.run(evaluate(await engine.storeFlow(evaluate(innerId))))
    await engine.components.untilOpen(1)
    await engine.restart()
    expect((await engine.finish(runId)).results).toEqual([success(success(success(7)))])
    const { total } = await engine.engine.runs.listRuns({ rootRunId: runId, limit: 0, offset: 0 })
    expect(total).toBe(3)
  })

  test('of an attempt that failed are not taken up by the next one', async () => {
    // The first iteration passes a gate, the second one fails in the first attempt.
    const flow = {
      steps: [gate('g', 1), { id: 'f', component: '/test/flaky', input: 1 }],
      output: conditional({ $input: '$' }, { result: { $step: 'f' } }, { next: { $step: 'g' } }),
    }
    const onError = { action: 'retry', maxRetries: 1, backoffMs: 1 }
    const input = { flow: { $literal: flow }, initial_input: false }
    const steps = [{ id: 'i', component: '/builtin/iterate', input, onError }]
    const runId = await engine.run({ steps, output: { $step: 'i', path: '$.result' } } as never)
    await engine.components.untilOpen(1)
    engine.components.release()
    await engine.untilTold(runId, 'stepStarted 0/i #2')
    await engine.components.untilOpen(1)
    await engine.restart()
    engine.components.flakyCalls = 1
    expect(await engine.finish(runId)).toEqual({ status: 'completed', results: [success('passed')] })
    const statuses = (await children(runId)).map(({ status }) => status)
    expect(statuses).toEqual(['completed', 'failed', 'completed', 'completed'])
  })

  test('that may not be repeated fail alone', async () => {
    const innerId = await engine.storeFlow({ ...inner, steps: [onceOnly('g', 1)] })
    const evaluate = { id: 'e', component: '/builtin/eval', input: { flow_id: innerId, input: 7 } }
    const runId = await engine.run({ steps: [evaluate], output: { $step: 'e', path: '$.result' } })
    await engine.components.untilOpen(1)
    await engine.restart()
    expect(await engine.finish(runId)).toMatchObject({
      status: 'completed',
      results: [{ result: { outcome: 'failed', error: { message: expect.stringContaining('in flight') } } }],
    })
  })

  test('end with a run that cannot go on', async () => {
    const innerId = await engine.storeFlow(inner)
    const evaluate = { id: 'e', component: '/builtin/eval', input: { flow_id: innerId, input: 7 } }
    const flow = { steps: [evaluate, onceOnly('o', 1)], output: [{ $step: 'e' }, { $step: 'o' }] }
    const runId = await engine.run(flow)
    await engine.components.untilOpen(2)
    await engine.restart()
    expect((await engine.finish(runId)).status).toBe('failed')
    expect((await children(runId)).map(({ status }) => status)).toEqual(['failed'])
  })

  test('of debug calls end', async () => {
    const innerId = await engine.storeFlow(inner)
    const evaluate = { id: 'e', component: '/builtin/eval', input: { flow_id: innerId, input: 7 } }
    const runId = await engine.run({ steps: [evaluate], output: { $step: 'e' } }, [0], { debug: true })
    const call = engine.engine.debug.evaluate(runId, 'e')
    const refused = expect(call).rejects.toThrow('The server stopped')
    await engine.components.untilOpen(1)
    await engine.restart()
    await refused
    const [child] = await children(runId)
    expect(child?.status).toBe('failed')
    expect((await engine.history(child?.runId ?? '')).at(-1)).toMatchObject({
      message: expect.stringContaining('the run that started it'),
    })
  })
})

test('nothing is left running', async () => {
  expect((await running()).runs).toEqual([])
})
