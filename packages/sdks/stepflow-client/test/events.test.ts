import type { RunEvent } from 'stepflow-api'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { StepflowClient } from '../src/index.ts'
import { startProxy } from './support/proxy.ts'
import { type ConnectedStepflow, connectStepflow, echoFlow, gateFlow } from './support/stepflow.ts'

async function all(events: AsyncIterable<RunEvent>): Promise<RunEvent[]> {
  const list: RunEvent[] = []
  for await (const event of events) list.push(event)
  return list
}

const line = (event: RunEvent) => [event.sequence, event.type]

const whole = [
  [1, 'runStarted'],
  [2, 'stepStarted'],
  [3, 'stepCompleted'],
  [4, 'itemCompleted'],
  [5, 'runCompleted'],
]

describe('the events of a run', () => {
  let stepflow: ConnectedStepflow
  beforeAll(async () => {
    stepflow = await connectStepflow()
  })
  afterEach(() => stepflow.server.components.reset())
  afterAll(() => stepflow?.[Symbol.asyncDispose]())

  it('are told from the first to the last, and then end by themselves', async () => {
    const { client } = stepflow
    const runId = await client.submit(echoFlow, 'hi')
    const events = await all(client.events(runId))
    expect(events.map(line)).toEqual(whole)
    expect(events[1]).toMatchObject({ runId, stepId: 'said', itemIndex: 0, attempt: 1 })
    expect(events[3]).not.toHaveProperty('result')
  })

  it('come while the run goes on', async () => {
    const { client, server } = stepflow
    const runId = await client.submit(gateFlow, 'hi')
    const types: string[] = []
    for await (const { type } of client.events(runId)) {
      types.push(type)
      if (type === 'stepStarted') {
        await server.components.untilOpen(1)
        server.components.release()
      }
    }
    expect(types.at(-1)).toBe('runCompleted')
  })

  it('bring results, and only some types, where that is asked for', async () => {
    const { client } = stepflow
    const runId = await client.submit(echoFlow, 'hi')
    const events = await all(client.events(runId, { eventTypes: ['itemCompleted'], includeResults: true }))
    expect(events.map(line)).toEqual([whole[3], whole[4]])
    expect(events[0]).toMatchObject({ result: { outcome: 'success', result: 'hi' } })
  })

  it('go on behind the event that was seen last', async () => {
    const { client } = stepflow
    const runId = await client.submit(echoFlow, 'hi')
    let last = 0
    for await (const { sequence } of client.events(runId)) {
      last = sequence
      if (sequence === 2) break
    }
    expect((await all(client.events(runId, { since: last }))).map(line)).toEqual(whole.slice(2))
  })

  it('have neither gap nor repetition where the connection is cut', async () => {
    const { server } = stepflow
    await using proxy = await startProxy(new URL(server.url).origin)
    await using client = await StepflowClient.connect(proxy.url, { retryBaseMs: 1 })
    const runId = await client.submit(gateFlow, 'hi')
    const events: RunEvent[] = []
    for await (const event of client.events(runId)) {
      events.push(event)
      if (event.type !== 'stepStarted') continue
      proxy.cut()
      await server.components.untilOpen(1)
      server.components.release()
    }
    expect(events.map(line)).toEqual(whole)
    expect(proxy.seen.filter((request) => request.includes('/events')).length).toBeGreaterThan(1)
  })

  it('end the request when the loop is left', async () => {
    await using proxy = await startProxy(new URL(stepflow.server.url).origin)
    await using client = await StepflowClient.connect(proxy.url)
    const runId = await client.submit(gateFlow, 'hi')
    for await (const _event of client.events(runId)) break
    while (proxy.open() > 0) await new Promise((resolve) => setTimeout(resolve, 1))
    await client.cancelRun(runId)
  })

  it('end at once by return(), though the next one is on its way', async () => {
    const { client } = stepflow
    const runId = await client.submit(gateFlow, 'hi')
    const events = client.events(runId)
    for (let seen = 0; seen < 2; seen++) await events.next()
    const next = events.next()
    expect(await events.return()).toEqual({ done: true, value: undefined })
    expect(await next).toEqual({ done: true, value: undefined })
    expect((await client.getRun(runId)).status).toBe('running')
    await client.cancelRun(runId)
  })

  it('end with the signal', async () => {
    const { client } = stepflow
    const runId = await client.submit(gateFlow, 'hi')
    const controller = new AbortController()
    const following = (async () => {
      for await (const { type } of client.events(runId, { signal: controller.signal })) {
        if (type === 'stepStarted') controller.abort()
      }
    })()
    await expect(following).rejects.toMatchObject({ name: 'AbortedError', runId })
    await client.cancelRun(runId)
  })

  it('of an unknown run are an error', async () => {
    const runId = '01890000-0000-7000-8000-000000000000'
    await expect(all(stepflow.client.events(runId))).rejects.toMatchObject({
      name: 'RequestError',
      status: 404,
      runId,
    })
  })

  it('spare waitFor the asking', async () => {
    await using proxy = await startProxy(new URL(stepflow.server.url).origin)
    await using client = await StepflowClient.connect(proxy.url)
    const runId = await client.submit(gateFlow, 'hi')
    proxy.seen.length = 0
    const waiting = client.waitFor(runId, { pollBaseMs: 1, pollCapMs: 1 })
    await stepflow.server.components.untilOpen(1)
    while (proxy.open() === 0) await new Promise((resolve) => setTimeout(resolve, 1))
    stepflow.server.components.release()
    await waiting
    expect(proxy.seen).toEqual([
      'GET /api/v1/runs/{id}/events?eventTypes=runCompleted',
      'GET /api/v1/runs/{id}',
    ])
  })
})
