import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { retryDelay, wait } from '../src/engine/retry.ts'
import { type Json, type RunBody, runFlow, storeFlow, succeeded } from './support/calls.ts'
import { inBrief, openEvents } from './support/events.ts'
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

/** A flow of one step that fails a number of times. */
const flaky = (failures: unknown, onError?: Json, component = '/test/flaky') => ({
  steps: [{ id: 'x', component, input: failures, ...(onError === undefined ? {} : { onError }) }],
  output: { $step: 'x' },
})
const retry = (more: Json = {}) => ({ action: 'retry', backoffMs: 0, ...more })
const longRetry = retry({ backoffMs: 30_000 })

/** Resolves once the component was called and has failed. */
async function untilCalled(): Promise<void> {
  while (stepflow.components.flakyCalls === 0) await new Promise((resolve) => setImmediate(resolve))
}

describe('onError: retry', () => {
  test.each([0, 1, 3])(
    'a component that fails %i times is called once more, and passes',
    async (failures) => {
      const { status, result } = await runFlow(stepflow, flaky(failures, retry()))
      expect([status, result]).toEqual(['completed', succeeded('passed')])
      expect(stepflow.components.flakyCalls).toBe(failures + 1)
    },
  )

  test.each([
    [retry(), 4],
    [retry({ maxRetries: 0 }), 1],
    [retry({ maxRetries: 2 }), 3],
    [retry({ maxRetries: 10 }), 11],
    [{ action: 'fail' }, 1],
    [undefined, 1],
  ])('%j ends after %i calls with the last failure', async (onError, calls) => {
    const { status, result } = await runFlow(stepflow, flaky(100, onError))
    expect(status).toBe('failed')
    expect(result?.error).toMatchObject({ data: { stack: [{}, { error: `failure ${calls}` }] } })
    expect(stepflow.components.flakyCalls).toBe(calls)
  })

  test('the wait doubles from one second to thirty, and stops with the retries', () => {
    const delays = (onError: { maxRetries?: number; backoffMs?: number }) =>
      Array.from({ length: 11 }, (_, index) => retryDelay({ action: 'retry', ...onError }, index + 1)).filter(
        (delay) => delay !== undefined,
      )
    expect(delays({})).toEqual([1000, 2000, 4000])
    expect(delays({ maxRetries: 10 })).toEqual([
      1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000, 30_000, 30_000,
    ])
    expect(delays({ backoffMs: 7, maxRetries: 2 })).toEqual([7, 14])
    expect(delays({ backoffMs: 0, maxRetries: 1 })).toEqual([0])
    expect(retryDelay({ action: 'useDefault' }, 1)).toBeUndefined()
  })

  test('a wait that would be too long for any test ends with its signal', async () => {
    const abort = new AbortController()
    const waiting = wait(2 ** 31 - 1, abort.signal)
    abort.abort('why')
    await expect(waiting).rejects.toBe('why')
    await expect(wait(0, new AbortController().signal)).resolves.toBeUndefined()
  })

  test('the next step waits for the attempt that passes', async () => {
    const flow = flaky(2, retry())
    const next = { id: 'y', component: '/test/echo', input: [{ $step: 'x' }] }
    const { result } = await runFlow(stepflow, { steps: [...flow.steps, next], output: { $step: 'y' } })
    expect(result).toEqual(succeeded(['passed']))
  })

  test.each([
    [
      'an input that cannot be evaluated',
      flaky({ $input: '$.none' }, retry()),
      'Input path $.none not found',
    ],
    ['an input that the component refuses', flaky({}, retry(), '/create_messages'), 'step "x" failed'],
    ['a missing component', flaky(0, retry(), '/none'), "error routing component: no component '/none'"],
  ])('%s is not tried again', async (_, flow, message) => {
    const { runId, result } = await runFlow(stepflow, flow)
    expect(result?.error).toMatchObject({ message })
    const events = await (await openEvents(stepflow, runId, '?eventTypes=stepRetrying')).rest()
    expect(events.map(inBrief)).toEqual(['runCompleted failed'])
  })

  test('an override may set it', async () => {
    const overrides = { steps: { x: { value: { onError: retry({ maxRetries: 1 }) } } } }
    const { result } = await runFlow(stepflow, flaky(1), {}, { overrides })
    expect(result).toEqual(succeeded('passed'))
  })

  test('the flow comes back as it was', async () => {
    const flow = flaky(0, retry({ maxRetries: 3 }))
    const flowId = await storeFlow(stepflow, flow)
    expect((await getJson(stepflow, `/flows/${flowId}`)).flow).toMatchObject(flow)
  })
})

describe('values that make no sense', () => {
  const cases: [string, unknown][] = [
    ['maxRetries', -1],
    ['maxRetries', 11],
    ['maxRetries', 1.5],
    ['maxRetries', '3'],
    ['maxRetries', null],
    ['backoffMs', -1],
    ['backoffMs', 30_001],
    ['backoffMs', 0.5],
  ]

  test.each(cases)('%s: %j is 422, in a flow and in an override', async (name, value) => {
    const bad = retry({ [name]: value })
    const inFlow = await stepflow.request<Json>('POST', '/flows', { body: { flow: flaky(0, bad) } })
    expect([inFlow.status, inFlow.body.fields]).toEqual([
      422,
      [{ in: 'body', field: `flow.steps.0.onError.${name}`, message: expect.any(String) }],
    ])
    // In a merge patch null takes a member away.
    if (value === null) return
    const flowId = await storeFlow(stepflow, flaky(0))
    const overrides = { steps: { x: { value: { onError: bad } } } }
    const body = { flowId, input: [1], overrides }
    const overridden = await stepflow.request<Json>('POST', '/runs', { body })
    expect([overridden.status, overridden.body.fields]).toEqual([
      422,
      [
        expect.objectContaining({
          field: 'overrides.steps.x',
          message: expect.stringContaining(`onError.${name}`),
        }),
      ],
    ])
  })
})

describe('while a step waits for its next attempt', () => {
  test('the step is running, and cancelling the run ends it at once', async () => {
    const { runId } = await runFlow(stepflow, flaky(100, longRetry), {}, { wait: false })
    await untilCalled()
    const { steps } = await getJson<{ steps: Json }>(stepflow, `/runs/${runId}/steps`)
    expect(steps.x).toMatchObject({ status: 'running' })
    const { status, body } = await stepflow.request<Json>('POST', `/runs/${runId}/cancel`)
    expect([status, body.status]).toEqual([200, 'cancelled'])
    expect(stepflow.components.flakyCalls).toBe(1)
  })

  test('the server stops at once', async () => {
    const other = await startStepflow()
    await runFlow(other, flaky(100, longRetry), {}, { wait: false })
    while (other.components.flakyCalls === 0) await new Promise((resolve) => setImmediate(resolve))
    await other.stop()
    expect(other.components.flakyCalls).toBe(1)
  })
})

describe('in a debug session', () => {
  async function session(flow: Json): Promise<string> {
    const flowId = await storeFlow(stepflow, flow)
    const body = { flowId, input: [{}], debug: true }
    return (await stepflow.request<RunBody>('POST', '/runs', { body })).body.runId
  }
  const evaluate = (runId: string) =>
    stepflow.request<Json>('POST', `/runs/${runId}/debug/eval`, { body: { stepId: 'x' } })

  test('a call tries again like a run', async () => {
    const runId = await session(flaky(2, retry()))
    expect((await evaluate(runId)).body).toEqual({ result: succeeded('passed') })
    expect(stepflow.components.flakyCalls).toBe(3)
    await stepflow.request('POST', `/runs/${runId}/cancel`)
    const events = await (await openEvents(stepflow, runId)).rest()
    expect(events.map(inBrief)).toEqual([
      'runStarted',
      'stepStarted 0/x #1',
      'stepRetrying 0/x #1',
      'stepStarted 0/x #2',
      'stepRetrying 0/x #2',
      'stepStarted 0/x #3',
      'stepCompleted 0/x completed',
      'itemCompleted 0 cancelled',
      'runCompleted cancelled',
    ])
  })

  test('cancelling the run ends a call that waits', async () => {
    const runId = await session(flaky(100, longRetry))
    const call = evaluate(runId)
    await untilCalled()
    expect((await stepflow.request('POST', `/runs/${runId}/cancel`)).status).toBe(200)
    expect((await call).status).toBe(409)
    expect(stepflow.components.flakyCalls).toBe(1)
  })
})
