import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { echo, type Json, type RunBody, runFlow, storeFlow, succeeded } from './support/calls.ts'
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

const chain = { steps: [echo('a', { $input: '$' }), echo('b', { $step: 'a' })], output: { $step: 'b' } }
const gated = { steps: [{ id: 'g', component: '/test/gate', input: 'done' }], output: { $step: 'g' } }

async function start(flow: Json, input: unknown[], options: Json = {}): Promise<string> {
  const flowId = await storeFlow(stepflow, flow)
  return (await stepflow.request<RunBody>('POST', '/runs', { body: { flowId, input, ...options } })).body
    .runId
}
const events = async (runId: string, query = '', headers = {}) =>
  (await openEvents(stepflow, runId, query, headers)).rest()
const brief = async (runId: string, query = '', headers = {}) =>
  (await events(runId, query, headers)).map(inBrief)

describe('the history of a run', () => {
  test('tells everything in order and without gaps, and ends with the end of the run', async () => {
    const runId = await start(chain, ['x'])
    const messages = await events(runId)
    const place = (stepId: string, stepIndex: number) => ({ itemIndex: 0, stepId, stepIndex })
    const told = [
      { type: 'runStarted', itemCount: 1 },
      { type: 'stepStarted', ...place('a', 0), attempt: 1 },
      { type: 'stepCompleted', ...place('a', 0), status: 'completed' },
      { type: 'stepStarted', ...place('b', 1), attempt: 1 },
      { type: 'stepCompleted', ...place('b', 1), status: 'completed' },
      { type: 'itemCompleted', itemIndex: 0, status: 'completed' },
      { type: 'runCompleted', status: 'completed' },
    ]
    expect(messages).toEqual(
      told.map((data, index) => ({
        id: String(index + 1),
        event: data.type,
        data: { ...data, sequence: index + 1, runId, timestamp: expect.any(String) },
      })),
    )
  })

  test('has the items of a batch side by side', async () => {
    const runId = await start(chain, [1, 2], { maxConcurrency: 1 })
    expect(await brief(runId, '?eventTypes=stepStarted,itemCompleted')).toEqual([
      'stepStarted 0/a #1',
      'stepStarted 0/b #1',
      'itemCompleted 0 completed',
      'stepStarted 1/a #1',
      'stepStarted 1/b #1',
      'itemCompleted 1 completed',
      'runCompleted completed',
    ])
  })

  test('is short where there is nothing to do', async () => {
    expect(await brief(await start(chain, []))).toEqual(['runStarted', 'runCompleted completed'])
    expect(await brief(await start({ output: 1 }, [0]))).toEqual([
      'runStarted',
      'itemCompleted 0 completed',
      'runCompleted completed',
    ])
  })

  test('tells of failures and of attempts that failed', async () => {
    const onError = { action: 'retry', maxRetries: 1, backoffMs: 1 }
    const step = { id: 'f', component: '/test/teapot', onError }
    const runId = await start({ steps: [step], output: { $step: 'f' } }, [0])
    const messages = await events(runId)
    expect(messages.map(inBrief)).toEqual([
      'runStarted',
      'stepStarted 0/f #1',
      'stepRetrying 0/f #1',
      'stepStarted 0/f #2',
      'stepCompleted 0/f failed',
      'itemCompleted 0 failed',
      'runCompleted failed',
    ])
    expect(messages[2]?.data).toMatchObject({
      delayMs: 1,
      error: { code: 418, message: 'short and stout' },
    })
  })

  test('tells of a cancelled run and of its items that had not ended', async () => {
    const runId = await start(gated, [1, 2, 3], { wait: false, maxConcurrency: 1 })
    await stepflow.components.untilOpen(1)
    stepflow.components.release()
    await stepflow.components.untilOpen(1)
    await stepflow.request('POST', `/runs/${runId}/cancel`)
    expect(await brief(runId, '?eventTypes=itemCompleted')).toEqual([
      'itemCompleted 0 completed',
      'itemCompleted 1 cancelled',
      'itemCompleted 2 cancelled',
      'runCompleted cancelled',
    ])
  })
})

describe('what is asked for', () => {
  test('`since` and Last-Event-ID give the rest; the greater one counts', async () => {
    const runId = await start(chain, ['x'])
    const ids = async (query: string, headers = {}) =>
      (await events(runId, query, headers)).map(({ id }) => Number(id))
    expect(await ids('?since=4')).toEqual([5, 6, 7])
    expect(await ids('', { 'last-event-id': '5' })).toEqual([6, 7])
    expect(await ids('?since=3', { 'last-event-id': '5' })).toEqual([6, 7])
    expect(await ids('?since=5', { 'last-event-id': '3' })).toEqual([6, 7])
  })

  test('the last event comes even if it was seen, so that no stream ends without it', async () => {
    const runId = await start(chain, ['x'])
    for (const since of [6, 7, 99]) expect(await brief(runId, `?since=${since}`)).toHaveLength(1)
  })

  test('results come on request, the same while the run goes on and afterwards', async () => {
    const runId = await start(gated, [1], { wait: false })
    await stepflow.components.untilOpen(1)
    const stream = await openEvents(stepflow, runId, '?includeResults=true')
    await stream.until('stepStarted')
    stepflow.components.release()
    const live = await stream.rest()
    expect(live.map(({ data }) => data.result)).toEqual([succeeded('done'), succeeded('done'), undefined])
    expect(await events(runId, '?includeResults=true&since=2')).toEqual(live)
  })

  test.each([
    ['since=-1', 'since'],
    ['since=1.5', 'since'],
    ['since=x', 'since'],
    ['eventTypes=', 'eventTypes'],
    ['eventTypes=stepStarted,nope', 'eventTypes'],
    ['includeResults=yes', 'includeResults'],
  ])('%s is 422', async (query, field) => {
    const path = `/runs/${crypto.randomUUID()}/events?${query}`
    const { status, body } = await stepflow.request<{ fields: Json[] }>('GET', path)
    expect([status, body.fields]).toEqual([422, [{ in: 'query', field, message: expect.any(String) }]])
  })

  test('a Last-Event-ID that is none is 422, an unknown run 404', async () => {
    const path = `/runs/${crypto.randomUUID()}/events`
    for (const id of ['x', '-1', '1e3', '99999999999999999999']) {
      const headers = { 'last-event-id': id }
      const { status, body } = await stepflow.request<{ fields: Json[] }>('GET', path, { headers })
      expect([status, body.fields[0]]).toMatchObject([422, { in: 'header', field: 'Last-Event-ID' }])
    }
    expect((await stepflow.request('GET', path)).status).toBe(404)
  })
})

describe('live', () => {
  test('events come as they happen, and the stream ends after the last', async () => {
    const runId = await start(gated, [1, 2], { wait: false, maxConcurrency: 1 })
    const stream = await openEvents(stepflow, runId)
    expect((await stream.until('stepStarted')).map(inBrief)).toEqual(['runStarted', 'stepStarted 0/g #1'])
    await stepflow.components.untilOpen(1)
    stepflow.components.release()
    expect((await stream.until('stepStarted')).map(inBrief)).toEqual([
      'stepCompleted 0/g completed',
      'itemCompleted 0 completed',
      'stepStarted 1/g #1',
    ])
    await stepflow.components.untilOpen(1)
    stepflow.components.release()
    expect((await stream.rest()).map(inBrief)).toEqual([
      'stepCompleted 1/g completed',
      'itemCompleted 1 completed',
      'runCompleted completed',
    ])
  })

  test('followers share a run, and those who leave do not disturb it', async () => {
    const runId = await start(gated, [1], { wait: false })
    const streams = await Promise.all([1, 2, 3].map(() => openEvents(stepflow, runId)))
    const [leaver, ...others] = streams
    await leaver?.next()
    leaver?.close()
    await stepflow.components.untilOpen(1)
    stepflow.components.release()
    const [first, second] = await Promise.all(others.map((stream) => stream.rest()))
    expect(first?.at(-1)?.event).toBe('runCompleted')
    expect(second).toEqual(first)
    expect(first?.filter(({ data }) => 'result' in data)).toEqual([])
  })

  test('a large batch arrives whole, while it runs and afterwards', async () => {
    const count = 400
    const runId = await start(
      chain,
      Array.from({ length: count }, (_, index) => index),
      { wait: false },
    )
    const messages = await events(runId)
    expect(messages.map(({ id }) => Number(id))).toEqual(messages.map((_, index) => index + 1))
    expect(messages).toHaveLength(2 + 5 * count)
    expect(await events(runId)).toEqual(messages)
  })

  test('the stream of a debug run goes on until it is cancelled', async () => {
    const { runId } = await runFlow(stepflow, chain, 'x', { debug: true })
    const stream = await openEvents(stepflow, runId, '?includeResults=true')
    await stream.until('runStarted')
    const debug = (call: string, body?: Json) =>
      stepflow.request('POST', `/runs/${runId}/debug/${call}`, { body })
    await debug('eval', { stepId: 'a' })
    expect((await stream.until('stepCompleted')).map(inBrief)).toEqual([
      'stepStarted 0/a #1',
      'stepCompleted 0/a completed',
    ])
    await stepflow.request('POST', `/runs/${runId}/cancel`)
    expect((await stream.rest()).map(inBrief)).toEqual([
      'itemCompleted 0 cancelled',
      'runCompleted cancelled',
    ])
    await debug('eval', { stepId: 'b' })
    expect((await brief(runId)).at(-1)).toBe('runCompleted cancelled')
  })

  test('the history of a deleted run is gone', async () => {
    const runId = await start(chain, ['x'])
    await stepflow.request('DELETE', `/runs/${runId}`)
    expect((await stepflow.request('GET', `/runs/${runId}/events`)).status).toBe(404)
  })

  test('a server that stops ends its streams at once, without the last event', async () => {
    const other = await startStepflow()
    const { runId } = await runFlow(other, gated, 1, { wait: false })
    const stream = await openEvents(other, runId)
    await stream.until('stepStarted')
    other.server.interrupt?.()
    expect(await stream.rest()).toEqual([])
    const late = await openEvents(other, runId)
    expect(await late.rest()).toEqual([])
    await other.stop()
  })
})

describe('waiting for a run', () => {
  test('answers when the run has ended', async () => {
    const runId = await start(gated, [1], { wait: false })
    const waiting = getJson(stepflow, `/runs/${runId}?wait=true&timeoutSecs=60`)
    await stepflow.components.untilOpen(1)
    stepflow.components.release()
    expect(await waiting).toMatchObject({ status: 'completed', inputs: [1] })
    expect(await getJson(stepflow, `/runs/${runId}?wait=true`)).toMatchObject({ status: 'completed' })
  })

  test('answers with the running run after its time, and at once without `wait`', async () => {
    const runId = await start(gated, [1], { wait: false })
    for (const query of ['', '?wait=false', '?wait=true&timeoutSecs=1']) {
      expect(await getJson(stepflow, `/runs/${runId}${query}`)).toMatchObject({ status: 'running' })
    }
  })

  test('answers at once for a run that is paused, and with 404 for none', async () => {
    const { runId } = await runFlow(stepflow, chain, 'x', { debug: true })
    expect(await getJson(stepflow, `/runs/${runId}?wait=true`)).toMatchObject({ status: 'paused' })
    expect((await stepflow.request('GET', `/runs/${crypto.randomUUID()}?wait=true`)).status).toBe(404)
  })

  test.each(['wait=1', 'timeoutSecs=0', 'timeoutSecs=301', 'timeoutSecs=x'])('%s is 422', async (query) => {
    expect((await stepflow.request('GET', `/runs/${crypto.randomUUID()}?${query}`)).status).toBe(422)
  })
})
