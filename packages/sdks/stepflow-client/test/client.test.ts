import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type BuiltFlow, flow, input, unwrap, variable } from '../src/index.ts'
import { type ConnectedStepflow, connectStepflow, echoFlow, gateFlow } from './support/stepflow.ts'

const unknownId = '0'.repeat(64)

describe('StepflowClient', () => {
  let stepflow: ConnectedStepflow
  beforeAll(async () => {
    stepflow = await connectStepflow()
  })
  afterAll(() => stepflow?.[Symbol.asyncDispose]())

  it('tells where it is connected to, and that the server is healthy', async () => {
    const { client, server } = stepflow
    expect(client.url).toBe(server.url)
    expect(await client.health()).toMatchObject({ status: 'healthy', version: expect.any(String) })
  })

  it('stores, gets and deletes flows', async () => {
    const { client } = stepflow
    const { flowId, diagnostics } = await client.storeFlow({ ...echoFlow, name: 'stored' })
    expect(diagnostics).toEqual([])
    expect((await client.getFlow(flowId)).flow).toMatchObject({ name: 'stored', output: { $step: 'said' } })
    await client.deleteFlow(flowId)
    await expect(client.getFlow(flowId)).rejects.toMatchObject({ name: 'RequestError', status: 404 })
  })

  it('validates a flow without storing it', async () => {
    const { client } = stepflow
    const good = { ...echoFlow, name: 'only validated' }
    expect(await client.validate(good)).toEqual({ valid: true, diagnostics: [], errors: [], warnings: [] })
    const { flowId } = await client.storeFlow(good)
    await client.deleteFlow(flowId)
    await client.validate(good)
    await expect(client.getFlow(flowId)).rejects.toMatchObject({ status: 404 })
  })

  it('validates a stored flow by its id', async () => {
    const { client } = stepflow
    const { flowId } = await client.storeFlow(echoFlow)
    expect((await client.validate(flowId)).valid).toBe(true)
  })

  it('runs a flow and gives its result', async () => {
    const { client } = stepflow
    expect(await client.run(echoFlow, { name: 'Ada' })).toEqual({
      outcome: 'success',
      result: { name: 'Ada' },
    })
  })

  it('runs a stored flow by its id', async () => {
    const { client } = stepflow
    const { flowId } = await client.storeFlow(echoFlow)
    expect(unwrap(await client.run(flowId, 7))).toBe(7)
  })

  it.each([
    ['an array', [[1, 2], 3]],
    ['an empty array', []],
    ['null', null],
    ['a text', 'hello'],
    ['nested nothing', { a: [null, {}], b: '' }],
  ])('takes %s as one input and gives it back as it was', async (_title, value) => {
    expect(await stepflow.client.run(echoFlow, value)).toEqual({ outcome: 'success', result: value })
  })

  it('gives the result of a flow that fails, which unwrap throws', async () => {
    const failing = flow('failing')
      .step('broken', '/test/teapot')
      .output(({ broken }) => broken)
    const result = await stepflow.client.run(failing, {})
    expect(result).toMatchObject({ outcome: 'failed', error: { code: 418, message: expect.any(String) } })
    expect(() => unwrap(result)).toThrow(
      expect.objectContaining({ name: 'FlowFailedError', error: expect.objectContaining({ code: 418 }) }),
    )
  })

  it('submits a run and comes back while it still runs', async () => {
    const { client, server } = stepflow
    const runId = await client.submit(gateFlow, 'slow')
    expect((await client.getRun(runId)).status).toBe('running')
    await expect(client.getResult(runId)).rejects.toMatchObject({ name: 'RunNotEndedError', runId })
    await server.components.untilOpen(1)
    server.components.release()
    expect(await client.waitFor(runId)).toMatchObject({ runId, status: 'completed' })
    expect(await client.getResult(runId)).toEqual({ outcome: 'success', result: 'slow' })
  })

  it('asks the server not to wait, whether it runs or submits', async () => {
    const { server } = stepflow
    const asked: unknown[] = []
    const { StepflowClient } = await import('../src/index.ts')
    await using client = await StepflowClient.connect(server.url, {
      middleware: [
        (request, next, { operation }) => {
          if (operation.id === 'createRun') asked.push(JSON.parse(String(request.body)).wait)
          return next(request)
        },
      ],
    })
    await client.run(echoFlow, 1)
    await client.waitFor(await client.submit(echoFlow, 1))
    await client.runBatch(echoFlow, [1, 2])
    expect(asked).toEqual([false, false, false])
  })

  it('passes overrides and variables on', async () => {
    const { client } = stepflow
    const asked = flow('asked', {
      schemas: { properties: { variables: { type: 'object', properties: { tone: { type: 'string' } } } } },
    })
      .step('said', '/test/echo', { tone: variable('tone', 'plain'), more: 'original' })
      .output(({ said }) => said)
    const result = await client.run(
      asked,
      {},
      {
        variables: { tone: 'warm' },
        overrides: { steps: { said: { value: { input: { more: 'changed' } } } } },
      },
    )
    expect(unwrap(result)).toEqual({ tone: 'warm', more: 'changed' })
  })

  it('runs a batch as one run, in the order of its inputs', async () => {
    const { client } = stepflow
    const picky = flow('picky')
      .step('said', '/test/echo', input('$.word'))
      .output(({ said }) => said)
    const { run, results } = await client.runBatch(picky, [{ word: 'a' }, { wrod: 'b' }, { word: 'c' }], {
      maxConcurrency: 2,
    })
    expect(run).toMatchObject({ status: 'failed', items: { total: 3, completed: 2, failed: 1 } })
    expect(results.map((result) => result?.outcome)).toEqual(['success', 'failed', 'success'])
    expect(await client.getBatch(run.runId)).toEqual({ run, results })
    await expect(client.getResult(run.runId)).rejects.toThrow('has 3 inputs')
  })

  it('keeps to maxConcurrency', async () => {
    const { client, server } = stepflow
    server.components.reset()
    const runId = await client.submitBatch(gateFlow, [1, 2, 3, 4], { maxConcurrency: 2 })
    for (let ended = 0; ended < 4; ended++) {
      await server.components.untilOpen(Math.min(2, 4 - ended))
      server.components.release()
    }
    await client.waitFor(runId)
    expect(server.components.maxOpen).toBe(2)
  })

  it('runs a batch of nothing', async () => {
    expect(await stepflow.client.runBatch(echoFlow, [])).toMatchObject({
      run: { status: 'completed', items: { total: 0 } },
      results: [],
    })
  })

  it('shows the results of a batch that there are so far', async () => {
    const { client, server } = stepflow
    server.components.reset()
    const runId = await client.submitBatch(gateFlow, ['x', 'y'], { maxConcurrency: 1 })
    await server.components.untilOpen(1)
    expect(await client.getBatch(runId)).toMatchObject({
      run: { status: 'running' },
      results: [undefined, undefined],
    })
    await client.cancelRun(runId)
    expect((await client.getBatch(runId)).run.status).toBe('cancelled')
  })

  it('cancels a run, whose result is an error then', async () => {
    const { client } = stepflow
    const runId = await client.submit(gateFlow, {})
    expect(await client.cancelRun(runId)).toMatchObject({ runId, status: 'cancelled' })
    expect(await client.waitFor(runId)).toMatchObject({ status: 'cancelled' })
    await expect(client.getResult(runId)).rejects.toMatchObject({ name: 'RunCancelledError', runId })
  })

  it('tells about a run: its items, steps and flow; and deletes it', async () => {
    const { client } = stepflow
    const { flowId } = await client.storeFlow(echoFlow)
    const runId = await client.submit(flowId, 'once')
    await client.waitFor(runId)
    expect(await client.getRun(runId)).toMatchObject({ runId, flowId, inputs: ['once'] })
    expect(await client.getRunItems(runId)).toMatchObject([{ itemIndex: 0, status: 'completed' }])
    expect(await client.getRunSteps(runId)).toMatchObject([{ stepId: 'said', status: 'completed' }])
    expect(await client.getRunFlow(runId)).toMatchObject({ flowId, flow: { name: 'echo' } })
    await client.deleteRun(runId)
    await expect(client.getRun(runId)).rejects.toMatchObject({ status: 404, runId })
  })

  it('lists runs by the name of their flow, with their number', async () => {
    const { client } = stepflow
    await client.run({ ...echoFlow, name: 'listed' }, 1)
    await client.run({ ...echoFlow, name: 'listed' }, 2)
    const { runs, total } = await client.listRuns({ flowName: 'listed', limit: 1 })
    expect([runs.length, runs[0]?.flowName, total]).toEqual([1, 'listed', 2])
  })

  it('lists components, with schemas only where they are asked for', async () => {
    const { client } = stepflow
    const plain = await client.listComponents()
    expect(plain).toContainEqual(expect.objectContaining({ component: '/builtin/eval' }))
    expect(plain.filter(({ inputSchema }) => inputSchema != null)).toEqual([])
    const full = await client.listComponents({ includeSchemas: true })
    expect(full.find(({ component }) => component === '/builtin/eval')?.inputSchema).toBeTruthy()
  })

  it('refuses a builder that is not finished, which would be a flow of nothing', async () => {
    const unfinished = flow('unfinished').step('said', '/test/echo') as unknown as BuiltFlow
    for (const method of ['run', 'storeFlow', 'validate'] as const) {
      await expect(stepflow.client[method](unfinished, {})).rejects.toMatchObject({
        name: 'FlowBuilderError',
        message: 'the flow is not finished; end it with output()',
      })
    }
  })

  it.each(['abc', { a: 1 }, undefined, new Set([1])])(
    'refuses %o as the inputs of a batch',
    async (inputs) => {
      const batch = stepflow.client.runBatch(echoFlow, inputs as unknown as unknown[])
      await expect(batch).rejects.toMatchObject({
        name: 'StepflowClientError',
        message: 'the inputs of a batch must be an array, with one member per input of the flow',
      })
    },
  )

  it('refuses to store an id, and to run an id that the server does not have', async () => {
    const { client } = stepflow
    await expect(client.storeFlow(unknownId)).rejects.toThrow('is the id of a stored flow')
    await expect(client.run(unknownId, {})).rejects.toMatchObject({ status: 404 })
  })

  it('refuses calls once it is closed', async () => {
    const { StepflowClient } = await import('../src/index.ts')
    const client = await StepflowClient.connect(stepflow.server.url)
    client.close()
    await expect(client.health()).rejects.toThrow('client closed')
  })
})
