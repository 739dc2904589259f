import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { parse } from 'yaml'
import { type Json, runFlow, storeFlow, succeeded } from './support/calls.ts'
import { getJson, getStepStatuses } from './support/runs.ts'
import { type RunningStepflow, startStepflow } from './support/server.ts'

const EXAMPLES = new URL('../../../../examples/stepflow/', import.meta.url)

let stepflow: RunningStepflow
let tenSteps: Json
beforeAll(async () => {
  stepflow = await startStepflow()
  tenSteps = await example('ten-steps.yaml')
})
afterAll(async () => {
  expect(stepflow.loggedErrors).toEqual([])
  await stepflow.stop()
})

const example = async (name: string): Promise<Json> => parse(await readFile(new URL(name, EXAMPLES), 'utf8'))
const inputOf = (flow: Json, name: string) =>
  (flow.examples as { name: string; input: unknown }[]).find((each) => each.name === name)?.input

/** The blocks of JSON that the README shows. */
async function readmeBlocks(): Promise<unknown[]> {
  const text = await readFile(new URL('README.md', EXAMPLES), 'utf8')
  return [...text.matchAll(/```json\n(.*?)```/gs)].map(([, json]) => JSON.parse(json as string))
}

test('hello.yaml', async () => {
  const flow = await example('hello.yaml')
  expect((await runFlow(stepflow, flow, inputOf(flow, 'value'))).result).toEqual(succeeded({ said: 'value' }))
})

test('ten-steps.yaml, as its README tells', async () => {
  const [input, result] = await readmeBlocks()
  expect(inputOf(tenSteps, 'urgent')).toEqual(input)
  const run = await runFlow(stepflow, tenSteps, input)
  expect(run).toMatchObject({ status: 'completed', result: succeeded(result) })
  const { calm_opening: calm, history, ...others } = await getStepStatuses(stepflow, run.runId)
  expect([calm, history]).toEqual(['blocked', 'completed'])
  expect(Object.values(others)).toEqual(Array(8).fill('completed'))
  expect((await getJson(stepflow, `/runs?parentRunId=${run.runId}`)).total).toBe(4)
})

test('ten-steps.yaml, with the other branch, a history and a variable', async () => {
  const put = { id: 'p', component: '/put_blob', input: { data: ['before'], blob_type: 'data' } }
  const stored = await runFlow(stepflow, { steps: [put], output: { $step: 'p', path: '$.blob_id' } })
  const input = { ...(inputOf(tenSteps, 'calm') as Json), history: stored.result?.result }
  const { result } = await runFlow(stepflow, tenSteps, input, { variables: { company: 'ACME' } })
  expect(result?.result).toMatchObject({
    company: 'ACME',
    opening: [{ content: 'Be kind' }, { content: 'Grace' }],
    thread: { result: 'Thanks', iterations: 1 },
    history: ['before'],
    closing: [{ content: 'Answer this week' }, { content: 'Thanks' }],
  })
})

test('their only remarks are paths that no schema confirms', async () => {
  for (const flow of [tenSteps, await example('hello.yaml')]) {
    const { body } = await stepflow.request<{ diagnostics: { diagnostics: Json[] } }>('POST', '/flows', {
      body: { flow, dryRun: true },
    })
    const kinds = body.diagnostics.diagnostics.map(({ message }) => (message as Json).type)
    expect(new Set(kinds)).toEqual(new Set(['unvalidatedFieldAccess']))
  }
})

test('a batch of 100 of them', async () => {
  const flowId = await storeFlow(stepflow, tenSteps)
  const input = Array.from({ length: 100 }, (_, n) => ({
    customer: `customer ${n}`,
    urgent: n % 2 === 0,
    questions: [{ text: 'Why?' }],
    thread: { text: 'a', reply: { text: `${n}` } },
  }))
  const { body } = await stepflow.request<Json>('POST', '/runs', {
    body: { flowId, input, timeoutSecs: 300 },
  })
  expect(body).toMatchObject({ status: 'completed', itemCount: 100 })
  const { items } = await getJson<{ items: { result: { result: Json } }[] }>(
    stepflow,
    `/runs/${body.runId}/items`,
  )
  expect(items.map(({ result }) => (result.result.thread as Json).result)).toEqual(
    Array.from({ length: 100 }, (_, n) => `${n}`),
  )
})
