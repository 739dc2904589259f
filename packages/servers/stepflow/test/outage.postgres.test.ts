import { type PostgresServer, startPostgres } from '@driftless/server-kit/testing'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { echo, type Json, type RunBody, storeFlow, succeeded } from './support/calls.ts'
import { getJson } from './support/runs.ts'
import { type RunningStepflow, startStepflow } from './support/server.ts'

let postgres: PostgresServer
let databaseUrl: string
let stepflow: RunningStepflow
beforeAll(async () => {
  postgres = await startPostgres()
})
beforeEach(async () => {
  databaseUrl = await postgres.createDatabase()
  await start()
})
afterEach(() => stop())
afterAll(() => postgres.stop())

async function start(): Promise<void> {
  stepflow = await startStepflow({ options: { databaseUrl }, remove: async () => {} })
}

async function stop(): Promise<void> {
  await stepflow.stop()
  expect(stepflow.loggedErrors).toEqual([])
}

const gate = (id: string, input: unknown): Json => ({ id, component: '/test/gate', input })

async function submit(flow: Json, input: readonly unknown[] = [{}]): Promise<string> {
  const flowId = await storeFlow(stepflow, flow)
  const { body } = await stepflow.request<RunBody>('POST', '/runs', { body: { flowId, input, wait: false } })
  return body.runId
}

/** Lets every gate pass until the run has ended; its items. */
async function finish(runId: string): Promise<unknown> {
  while ((await getJson(stepflow, `/runs/${runId}`)).status === 'running') stepflow.components.releaseAll()
  return (await getJson(stepflow, `/runs/${runId}/items`)).items
}

test('a run waits while the database is away, and loses and repeats nothing', async () => {
  const flow = {
    steps: [gate('g', { $input: '$' }), echo('e', { $step: 'g' })],
    output: { $step: 'e' },
  }
  const runId = await submit(flow, [1, 2])
  await stepflow.components.untilOpen(2)
  await postgres.down()
  stepflow.components.releaseAll()
  expect((await stepflow.request('GET', `/runs/${runId}`)).status).toBe(503)
  await postgres.up()
  expect(await finish(runId)).toMatchObject([{ result: succeeded(1) }, { result: succeeded(2) }])
  expect(stepflow.components.echoed.sort()).toEqual([1, 2])
})

test('so do a component that stores a blob, and a run inside a run', async () => {
  const inner = { steps: [gate('i', { $input: '$' })], output: { $step: 'i' } }
  const flow = {
    steps: [
      gate('g', { $input: '$' }),
      { id: 'b', component: '/builtin/put_blob', input: { data: { $step: 'g' }, blob_type: 'data' } },
      {
        id: 'm',
        component: '/builtin/map',
        input: { workflow: { $literal: inner }, items: [{ $step: 'g' }] },
      },
    ],
    output: { blob: { $step: 'b' }, mapped: { $step: 'm', path: '$.results' } },
  }
  const runId = await submit(flow, ['x'])
  await stepflow.components.untilOpen(1)
  await postgres.down()
  stepflow.components.releaseAll()
  expect((await stepflow.request('GET', `/runs/${runId}`)).status).toBe(503)
  await postgres.up()
  await stepflow.components.untilOpen(1)
  await postgres.down()
  stepflow.components.releaseAll()
  await postgres.up()
  expect(await finish(runId)).toMatchObject([
    {
      status: 'completed',
      result: {
        outcome: 'success',
        result: { blob: { blob_id: expect.any(String) }, mapped: [succeeded('x')] },
      },
    },
  ])
})

test('a server that stops meanwhile leaves the run to the next one', async () => {
  const runId = await submit({ steps: [gate('g', 1)], output: { $step: 'g' } })
  await stepflow.components.untilOpen(1)
  await postgres.down()
  stepflow.components.releaseAll()
  await stop()
  await postgres.up()
  await start()
  const message = expect.stringContaining('in flight when the server stopped')
  expect(await finish(runId)).toMatchObject([{ result: { outcome: 'failed', error: { message } } }])
})
