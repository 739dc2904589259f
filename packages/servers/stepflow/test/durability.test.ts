import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { failure, success } from '../src/engine/types.ts'
import { echo, type Json } from './support/calls.ts'
import { RestartableEngine } from './support/engines.ts'

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

test('no component is called before it is stored that its step starts', async () => {
  const { events } = engine.store
  const append = events.append.bind(events)
  let letStore: () => void = () => {}
  const held = new Promise<void>((resolve) => {
    letStore = resolve
  })
  onTestFinished(() => {
    letStore()
    vi.restoreAllMocks()
  })
  const asked = new Promise<void>((resolve) => {
    vi.spyOn(events, 'append').mockImplementation(async (...told) => {
      resolve()
      await held
      return append(...told)
    })
  })
  const runId = await engine.run({ steps: [echo('a', 'x')], output: { $step: 'a' } } as never)
  await asked
  // A call that did not wait would be made in one of these turns.
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve))
  expect(engine.components.echoed).toEqual([])
  letStore()
  expect(await engine.finish(runId)).toEqual({ status: 'completed', results: [success('x')] })
})

describe('a run that a stopped server left', () => {
  test('goes on: steps with a result are not repeated, the others run', async () => {
    const steps = [echo('a', { $input: '$' }), gate('b', { $step: 'a' }), echo('c', { $step: 'b' })]
    const runId = await engine.run({ steps, output: { $step: 'c' } } as never, ['x'])
    await engine.components.untilOpen(1)
    await engine.restart()
    expect(await engine.finish(runId)).toEqual({ status: 'completed', results: [success('x')] })
    expect(engine.components.echoed).toEqual(['x'])
    expect(await engine.brief(runId)).toEqual([
      'runStarted',
      'stepStarted 0/a #1',
      'stepCompleted 0/a completed',
      'stepStarted 0/b #1',
      'stepStarted 0/b #2',
      'stepCompleted 0/b completed',
      'stepStarted 0/c #1',
      'stepCompleted 0/c completed',
      'itemCompleted 0 completed',
      'runCompleted completed',
    ])
    const sequences = (await engine.history(runId)).map(({ sequence }) => sequence)
    expect(sequences).toEqual(sequences.map((_, index) => index + 1))
  })

  test('fails if a step was in flight that may not be repeated', async () => {
    const flow = { steps: [onceOnly('once', { $input: '$' })], output: { $step: 'once' } }
    const runId = await engine.run(flow, [1, 2, 3], { maxConcurrency: 1 })
    await engine.components.untilOpen(1)
    engine.components.release()
    await engine.components.untilOpen(1)
    await engine.restart()
    const message =
      "Step 'once' (/test/gate) was in flight when the server stopped, and its component may not be repeated"
    expect(await engine.finish(runId)).toEqual({
      status: 'failed',
      results: [success(1), failure(500, message), failure(500, message)],
    })
    expect((await engine.history(runId)).at(-1)).toMatchObject({ type: 'runCompleted', message })
    expect((await engine.brief(runId)).slice(-3)).toEqual([
      'itemCompleted 1 failed',
      'itemCompleted 2 failed',
      'runCompleted failed',
    ])
  })

  test('goes on although steps may not be repeated, if none was in flight', async () => {
    const steps = [onceOnly('before', 1), gate('b', { $step: 'before' }), onceOnly('after', { $step: 'b' })]
    const runId = await engine.run({ steps, output: { $step: 'after' } })
    await engine.components.untilOpen(1)
    engine.components.release()
    await engine.untilTold(runId, 'stepStarted 0/b #1')
    await engine.restart()
    expect(await engine.finish(runId)).toEqual({ status: 'completed', results: [success(1)] })
  })

  test('can be stopped again and again', async () => {
    const runId = await engine.run({ steps: [gate('b', 1)], output: { $step: 'b' } })
    for (let stops = 0; stops < 3; stops++) {
      await engine.components.untilOpen(1)
      await engine.restart()
    }
    expect(await engine.finish(runId)).toEqual({ status: 'completed', results: [success(1)] })
    expect(await engine.brief(runId)).toContain('stepStarted 0/b #4')
  })

  test('is left to the next server by one that stops before it could resume it', async () => {
    const runId = await engine.run({ steps: [gate('g', 'x')], output: { $step: 'g' } } as never)
    await engine.components.untilOpen(1)
    await engine.stop()
    const before = await engine.brief(runId)
    let letRead: () => void = () => {}
    const held = new Promise<void>((resolve) => {
      letRead = resolve
    })
    onTestFinished(() => {
      letRead()
      vi.restoreAllMocks()
    })
    const { events } = engine.store
    const unfinishedSteps = events.unfinishedSteps.bind(events)
    const asked = new Promise<void>((resolve) => {
      vi.spyOn(events, 'unfinishedSteps').mockImplementation(async (id) => {
        resolve()
        await held
        return unfinishedSteps(id)
      })
    })
    const starting = engine.start()
    await asked
    await engine.stop()
    letRead()
    await starting
    // A run that was started would tell it in one of these turns.
    for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve))
    expect(await engine.brief(runId)).toEqual(before)
    await engine.start()
    expect(await engine.finish(runId)).toEqual({ status: 'completed', results: [success('x')] })
  })

  test('keeps its variables, overrides and concurrency', async () => {
    const flow = { steps: [gate('g', { $variable: 'v' })], output: [{ $step: 'g' }, { $input: '$' }] }
    const runId = await engine.run(flow, [1, 2, 3, 4, 5, 6], {
      maxConcurrency: 2,
      variables: { v: 'unused' },
      overrides: { steps: { g: { value: { input: [{ $variable: 'v' }] } } } },
    })
    await engine.components.untilOpen(2)
    await engine.restart()
    const { results } = await engine.finish(runId)
    expect(results).toEqual([1, 2, 3, 4, 5, 6].map((input) => success([['unused'], input])))
    expect(engine.components.maxOpen).toBe(2)
  })

  test('fails if its component is gone', async () => {
    const runId = await engine.run({ steps: [gate('g', 1)], output: { $step: 'g' } })
    await engine.components.untilOpen(1)
    await engine.restart(['/test/repeatable-gate'])
    expect((await engine.finish(runId)).status).toBe('failed')
  })

  test('that had not begun begins; one that had all its results ends', async () => {
    const begun = await engine.run({ steps: [echo('a', 1)], output: { $step: 'a' } } as never)
    await engine.finish(begun)
    const record = await engine.store.runs.get(begun)
    if (record === undefined) throw new Error('the run is not stored')
    const untouched = { ...record, runId: crypto.randomUUID(), status: 'running' as const, completedAt: null }
    await engine.store.runs.create(untouched, [0])
    const almost = { ...untouched, runId: crypto.randomUUID() }
    await engine.store.runs.create(almost, [0])
    const timestamp = new Date()
    await engine.store.events.append(almost.runId, [
      {
        type: 'itemCompleted',
        itemIndex: 0,
        status: 'failed',
        result: failure(7, 'x'),
        sequence: 2,
        timestamp,
      },
    ])
    await engine.restart()
    expect(await engine.finish(untouched.runId)).toEqual({ status: 'completed', results: [success(1)] })
    expect(await engine.finish(almost.runId)).toEqual({ status: 'failed', results: [failure(7, 'x')] })
  })

  test('goes on counting its attempts, and a wait between them is no flight', async () => {
    const onError = { action: 'retry', maxRetries: 3, backoffMs: 30_000 }
    const steps = [{ id: 'f', component: '/test/fail', onError }]
    const runId = await engine.run({ steps, output: { $step: 'f' } } as never)
    await engine.untilTold(runId, 'stepRetrying 0/f #1')
    await engine.restart()
    await engine.untilTold(runId, 'stepRetrying 0/f #2')
    await engine.restart()
    await engine.untilTold(runId, 'stepRetrying 0/f #3')
    await engine.restart()
    expect(await engine.finish(runId)).toMatchObject({ status: 'failed' })
    expect((await engine.brief(runId)).filter((line) => line.startsWith('stepStarted'))).toEqual([
      'stepStarted 0/f #1',
      'stepStarted 0/f #2',
      'stepStarted 0/f #3',
      'stepStarted 0/f #4',
    ])
  })

  test('that was cancelled or is paused stays so', async () => {
    const flow = { steps: [gate('g', 1)], output: { $step: 'g' } }
    const paused = await engine.run(flow, [0], { debug: true })
    const cancelled = await engine.run(flow)
    await engine.components.untilOpen(1)
    await engine.engine.runs.cancelRun(cancelled)
    await engine.restart()
    expect((await engine.engine.runs.getRun(paused)).status).toBe('paused')
    expect((await engine.engine.runs.getRun(cancelled)).status).toBe('cancelled')
  })

  test('can be followed over the stop, waited for and cancelled', async () => {
    const runId = await engine.run({ steps: [gate('g', 1)], output: { $step: 'g' } })
    await engine.components.untilOpen(1)
    const { lastSequence } = engine.store.events
    const seen = await lastSequence(runId)
    await engine.restart()
    await engine.components.untilOpen(1)
    const events = await engine.engine.runs.followRun(
      { runId, since: seen, withResults: false },
      new AbortController().signal,
    )
    await engine.engine.runs.cancelRun(runId)
    const types: string[] = []
    for await (const bundle of events) types.push(...bundle.map(({ type }) => type))
    expect(types).toEqual(['stepStarted', 'itemCompleted', 'runCompleted'])
  })
})

test('nothing is left running', async () => {
  expect((await running()).runs).toEqual([])
})
