import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { StepflowClient } from '../src/index.ts'
import { pollWait } from '../src/runs/wait-for.ts'
import { startProxy } from './support/proxy.ts'
import { type ConnectedStepflow, connectStepflow, echoFlow, gateFlow } from './support/stepflow.ts'

describe('waiting for a run', () => {
  let stepflow: ConnectedStepflow
  beforeAll(async () => {
    stepflow = await connectStepflow()
  })
  afterEach(() => stepflow.server.components.reset())
  afterAll(() => stepflow?.[Symbol.asyncDispose]())

  it('gives a run that has ended long ago', async () => {
    const { client } = stepflow
    const runId = await client.submit(echoFlow, 1)
    await client.waitFor(runId)
    expect(await client.waitFor(runId)).toMatchObject({ runId, status: 'completed' })
  })

  it('asks again and again where the server has no events', async () => {
    const { server } = stepflow
    await using proxy = await startProxy(new URL(server.url).origin, (line) =>
      line.includes('/events') ? { status: 404 } : undefined,
    )
    await using client = await StepflowClient.connect(proxy.url)
    const runId = await client.submit(gateFlow, 'polled')
    proxy.seen.length = 0
    const waiting = client.waitFor(runId, { pollBaseMs: 1, pollCapMs: 20 })
    const asked = () => proxy.seen.filter((line) => line === 'GET /api/v1/runs/{id}').length
    while (asked() < 3) await new Promise((resolve) => setTimeout(resolve, 1))
    await server.components.untilOpen(1)
    server.components.release()
    expect(await waiting).toMatchObject({ status: 'completed' })
  })

  it('asks less and less often, up to a cap', () => {
    const waits = [1, 2, 3, 4, 5, 6, 7, 8].map((asked) => pollWait(asked))
    expect(waits).toEqual([100, 200, 400, 800, 1_600, 3_200, 5_000, 5_000])
    expect([1, 2, 3, 2_000].map((asked) => pollWait(asked, 7, 20))).toEqual([7, 14, 20, 20])
  })

  describe('when the server is away for a while', () => {
    /** A proxy that is away until it is told, and then answers again. */
    async function awayFor(questions: number) {
      let left = questions
      return startProxy(new URL(stepflow.server.url).origin, (line) => {
        if (line.includes('/events')) return { status: 404 }
        return line === 'GET /api/v1/runs/{id}' && left-- > 0 ? { status: 503 } : undefined
      })
    }
    const quick = { maxRetries: 0 }

    it('goes on up to the deadline', async () => {
      await using proxy = await awayFor(3)
      await using client = await StepflowClient.connect(proxy.url, quick)
      const runId = await client.submit(echoFlow, 1)
      const run = await client.waitFor(runId, { deadlineMs: 60_000, pollBaseMs: 1 })
      expect(run.status).toBe('completed')
    })

    it('gives up where there is no deadline', async () => {
      await using proxy = await awayFor(3)
      await using client = await StepflowClient.connect(proxy.url, quick)
      const runId = await client.submit(echoFlow, 1)
      await expect(client.waitFor(runId)).rejects.toMatchObject({ name: 'RequestError', status: 503, runId })
    })
  })

  it('runs flows and batches where the server has no events', async () => {
    await using proxy = await startProxy(new URL(stepflow.server.url).origin, (line) =>
      line.includes('/events') ? { status: 404, body: 'Not Found', type: 'text/plain' } : undefined,
    )
    await using client = await StepflowClient.connect(proxy.url)
    expect(await client.run(echoFlow, 1)).toEqual({ outcome: 'success', result: 1 })
    expect((await client.runBatch(echoFlow, [1, 2])).results).toHaveLength(2)
  })

  it('ends at the deadline; the run goes on and can be waited for again', async () => {
    const { client, server } = stepflow
    const runId = await client.submit(gateFlow, 'late')
    await expect(client.waitFor(runId, { deadlineMs: 30 })).rejects.toMatchObject({
      name: 'WaitTimeoutError',
      message: `the run ${runId} had not ended after 30 ms; it goes on`,
      runId,
    })
    await server.components.untilOpen(1)
    server.components.release()
    expect(await client.waitFor(runId)).toMatchObject({ status: 'completed' })
  })

  it('does not claim that a run goes on which may never have begun', async () => {
    const { server } = stepflow
    let asked = () => {}
    const isAsked = new Promise<void>((resolve) => {
      asked = resolve
    })
    await using client = await StepflowClient.connect(server.url, {
      middleware: [
        (request, next, { operation }) => {
          if (operation.id !== 'storeFlow') return next(request)
          asked()
          return new Promise((_resolve, reject) => {
            request.signal?.addEventListener('abort', () => reject(request.signal?.reason))
          })
        },
      ],
    })
    const running = client.run(echoFlow, 1, { deadlineMs: 100 })
    const outcome = expect(running).rejects.toMatchObject({
      name: 'WaitTimeoutError',
      message: 'the run had not been started after 100 ms; the server may start it all the same',
      runId: undefined,
    })
    await isAsked
    await outcome
  })

  it('names the run that run() no longer waits for', async () => {
    const { client } = stepflow
    // Time enough for the server to start it, however busy the machine is.
    const waitedFor = async (deadlineMs: number): Promise<{ runId: string }> => {
      const error = await client.run(gateFlow, 1, { deadlineMs }).catch((caught) => caught)
      expect(error.name).toBe('WaitTimeoutError')
      return error.runId === undefined ? waitedFor(2 * deadlineMs) : error
    }
    const error = await waitedFor(300)
    expect(await client.getRun(error.runId)).toMatchObject({ status: 'running', inputs: [1] })
    await client.cancelRun(error.runId)
  })

  it('ends with the signal, and leaves no listener on it', async () => {
    const { client } = stepflow
    const runId = await client.submit(gateFlow, 'aborted')
    const controller = new AbortController()
    let listeners = 0
    const { signal } = controller
    const add = signal.addEventListener.bind(signal)
    const remove = signal.removeEventListener.bind(signal)
    signal.addEventListener = (...args: Parameters<typeof add>) => {
      listeners += 1
      add(...args)
    }
    signal.removeEventListener = (...args: Parameters<typeof remove>) => {
      listeners -= 1
      remove(...args)
    }
    const waiting = client.waitFor(runId, { signal })
    controller.abort(new Error('no more interest'))
    await expect(waiting).rejects.toMatchObject({
      name: 'AbortedError',
      runId,
      cause: expect.objectContaining({ message: 'no more interest' }),
    })
    expect(listeners).toBe(0)
    await client.cancelRun(runId)
  })

  it('does not begin where the signal has aborted already', async () => {
    const { client } = stepflow
    await expect(client.run(echoFlow, 1, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      name: 'AbortedError',
    })
  })

  it('ends when the client is closed', async () => {
    const client = await StepflowClient.connect(stepflow.server.url)
    const runId = await client.submit(gateFlow, 'closed')
    const waiting = client.waitFor(runId)
    const outcome = expect(waiting).rejects.toMatchObject({ name: 'AbortedError', runId })
    client.close()
    await outcome
    await stepflow.client.cancelRun(runId)
  })

  it('says that there is no such run', async () => {
    const { client } = stepflow
    const runId = '01890000-0000-7000-8000-000000000000'
    await expect(client.waitFor(runId)).rejects.toMatchObject({ name: 'RequestError', status: 404, runId })
  })

  it.each([Number.NaN, -1])('refuses a deadline of %s', async (deadlineMs) => {
    await expect(stepflow.client.waitFor('any', { deadlineMs })).rejects.toThrow(
      `deadlineMs is ${deadlineMs}; give milliseconds, from 0`,
    )
  })
})
