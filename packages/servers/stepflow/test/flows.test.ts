import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { FLOW_FORMAT } from '../src/engine/flow.ts'
import { echo, type Json, runFlow, storeFlow, succeeded } from './support/calls.ts'
import { conditional } from './support/json.ts'
import { type RunningStepflow, startStepflow } from './support/server.ts'

let stepflow: RunningStepflow
beforeAll(async () => {
  stepflow = await startStepflow()
})
afterAll(() => stepflow.stop())

interface StoredBody {
  readonly flowId?: string
  readonly diagnostics: { diagnostics: Json[]; numFatal: number; numError: number; numWarning: number }
}

async function store(flow: Json, more: Json = {}): Promise<StoredBody> {
  const { status, body } = await stepflow.request<StoredBody>('POST', '/flows', { body: { flow, ...more } })
  expect(status).toBe(200)
  return body
}

describe('health', () => {
  test('says that the server is up', async () => {
    const { status, body } = await stepflow.request('GET', '/health')
    expect([status, body]).toEqual([
      200,
      { status: 'healthy', timestamp: expect.any(String), version: '0.8.0' },
    ])
  })

  test.each([
    ['bad_request', 400],
    ['not_found', 404],
    ['internal', 500],
    ['stack', 500],
    ['other', 422],
  ])('answers error=%s with %i', async (error, expected) => {
    const { status, body } = await stepflow.request<Json>('GET', `/health?error=${error}`)
    expect([status, body.code]).toEqual([expected, expected])
    expect(Array.isArray(body.stack)).toBe(error === 'stack')
  })
})

describe('components', () => {
  const list = async (query: string) =>
    (await stepflow.request<{ components: Json[] }>('GET', `/components${query}`)).body.components

  test('are listed by path with their schemas', async () => {
    const components = (await list('')).filter(({ component }) => String(component).startsWith('/builtin'))
    expect(components.map(({ component }) => component)).toEqual([
      '/builtin/create_messages',
      '/builtin/eval',
      '/builtin/get_blob',
      '/builtin/iterate',
      '/builtin/map',
      '/builtin/put_blob',
    ])
    expect(components[0]).toMatchObject({
      input_schema: { required: ['user_prompt'] },
      output_schema: { required: ['messages'] },
    })
  })

  test('are listed without schemas if so asked', async () => {
    for (const component of await list('?includeSchemas=false')) {
      expect(Object.keys(component)).toEqual(['component', 'description'])
    }
    expect(await list('?includeSchemas=true')).toEqual(await list(''))
  })
})

describe('storing', () => {
  test('the same content has the same id, however it is written', async () => {
    const steps = [echo('a', { $input: 'x' })]
    const first = await store({ name: 'same', steps, output: { $step: 'a' } })
    const second = await store({
      output: { $step: 'a', path: '$' },
      steps: [{ input: { $input: '$.x' }, metadata: {}, component: '/test/echo', id: 'a', onError: null }],
      name: 'same',
      description: null,
      schema: FLOW_FORMAT,
      unknown: 'dropped',
    })
    expect(second.flowId).toBe(first.flowId)
    expect(first.flowId).toMatch(/^[0-9a-f]{64}$/)
    expect((await store({ name: 'other', steps, output: { $step: 'a' } })).flowId).not.toBe(first.flowId)
  })

  test('an empty flow is legal', async () => {
    const { flowId, diagnostics } = await store({})
    expect(diagnostics).toMatchObject({ numFatal: 0, numError: 0, numWarning: 2 })
    const { body } = await stepflow.request<Json>('GET', `/flows/${flowId}`)
    expect(body).toEqual({ flow: { schema: FLOW_FORMAT }, flowId })
    expect(await runFlow(stepflow, {})).toMatchObject({ status: 'completed', result: succeeded(null) })
  })

  test('a dry run tells the id and the diagnostics, and stores nothing', async () => {
    const flow = { name: 'only a dry run' }
    const dry = await store(flow, { dryRun: true })
    expect((await stepflow.request('GET', `/flows/${dry.flowId}`)).status).toBe(404)
    expect(await store(flow)).toEqual(dry)
    expect((await stepflow.request('GET', `/flows/${dry.flowId}`)).status).toBe(200)
  })

  test('a fatal diagnostic keeps a flow from being stored', async () => {
    const flow = { steps: [echo('a', 1), echo('a', 2)], output: { $step: 'a' } }
    const { flowId, diagnostics } = await store(flow)
    expect(flowId).toBeUndefined()
    expect(diagnostics.numFatal).toBe(1)
  })

  test('what an expression may not be is 422 and names the place', async () => {
    const flow = { steps: [echo('a', { deep: [{ $step: 7 }] })] }
    const { status, body } = await stepflow.request<Json>('POST', '/flows', { body: { flow } })
    expect([status, body.fields]).toEqual([
      422,
      [{ in: 'body', field: 'flow.steps.0.input.deep.0.$step', message: '$step must be a step id' }],
    ])
  })

  test('another format of flows is 422', async () => {
    const { status } = await stepflow.request('POST', '/flows', {
      body: { flow: { schema: 'https://other' } },
    })
    expect(status).toBe(422)
  })

  test('examples and test cases are told as examples, each name once', async () => {
    const example = { name: 'one', input: 1 }
    const flowId = await storeFlow(stepflow, {
      name: 'examples',
      examples: [example],
      test: {
        cases: [
          { name: 'one', input: 2 },
          { name: 'two', input: 3, output: succeeded(3) },
        ],
      },
    })
    const { body } = await stepflow.request<Json>('GET', `/flows/${flowId}`)
    expect(body.allExamples).toEqual([example, { name: 'two', input: 3 }])
  })

  test('a flow comes back as it was, schemas, variables and all', async () => {
    const flow = {
      schema: FLOW_FORMAT,
      name: 'full',
      description: 'd',
      version: '1',
      schemas: {
        type: 'object',
        $defs: { T: { type: 'string' } },
        properties: {
          input: { type: 'object' },
          variables: { type: 'object', properties: { v: { type: 'string' } } },
          steps: { type: 'object', properties: { a: { $ref: '#/schemas/$defs/T' } } },
        },
      },
      steps: [
        {
          id: 'a',
          component: '/test/echo',
          onError: { action: 'useDefault', defaultValue: [1, { a: null }] },
          input: conditional(
            { $input: '$.flag' },
            { $variable: '$.v' },
            { $coalesce: [{ $literal: { $step: 1 } }] },
          ),
          mustExecute: true,
          metadata: { color: 'red' },
        },
      ],
      output: { $step: 'a' },
      test: { servers: { s: { command: 'x', portRange: { min: 1, max: 2 } } }, config: { any: true } },
      metadata: { label: 'l' },
    }
    const flowId = await storeFlow(stepflow, flow)
    const { body } = await stepflow.request<{ flow: Json }>('GET', `/flows/${flowId}`)
    const timeouts = { startupTimeoutMs: 10_000, shutdownTimeoutMs: 5000 }
    expect(body.flow).toEqual({
      ...flow,
      test: {
        servers: { s: { command: 'x', portRange: { min: 1, max: 2 }, ...timeouts } },
        config: { any: true },
      },
    })
  })
})

describe('getting and deleting', () => {
  const missing = '0'.repeat(64)

  test('an unknown flow is 404', async () => {
    expect((await stepflow.request('GET', `/flows/${missing}`)).status).toBe(404)
    expect((await stepflow.request('DELETE', `/flows/${missing}`)).status).toBe(404)
  })

  test('data is no flow', async () => {
    const put = { id: 'a', component: '/put_blob', input: { data: { some: 'data' }, blob_type: 'data' } }
    const { result } = await runFlow(stepflow, { steps: [put], output: { $step: 'a', path: '$.blob_id' } })
    const { status, body } = await stepflow.request<Json>('GET', `/flows/${result?.result}`)
    expect([status, body.message]).toEqual([404, expect.stringContaining('holds data')])
  })

  test('a deleted flow is gone, and its runs stay', async () => {
    const { runId } = await runFlow(stepflow, { name: 'to delete', output: 1 })
    const { body: run } = await stepflow.request<{ flowId: string }>('GET', `/runs/${runId}`)
    expect((await stepflow.request('DELETE', `/flows/${run.flowId}`)).status).toBe(204)
    expect((await stepflow.request('GET', `/flows/${run.flowId}`)).status).toBe(404)
    expect((await stepflow.request('GET', `/runs/${runId}/flow`)).status).toBe(404)
    expect((await stepflow.request('GET', `/runs/${runId}/items`)).status).toBe(200)
    const again = await stepflow.request('POST', '/runs', { body: { flowId: run.flowId, input: [1] } })
    expect(again.status).toBe(404)
  })

  test('a flow with an active run is 409 until the run has ended', async () => {
    const flowId = await storeFlow(stepflow, {
      name: 'active',
      steps: [echo('a', 1)],
      output: { $step: 'a' },
    })
    const { body: run } = await stepflow.request<{ runId: string }>('POST', '/runs', {
      body: { flowId, input: [1], debug: true },
    })
    expect((await stepflow.request('DELETE', `/flows/${flowId}`)).status).toBe(409)
    await stepflow.request('POST', `/runs/${run.runId}/cancel`)
    expect((await stepflow.request('DELETE', `/flows/${flowId}`)).status).toBe(204)
  })
})
