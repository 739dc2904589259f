import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Json, runFlow } from './support/calls.ts'
import { type RunningStepflow, startStepflow } from './support/server.ts'

let stepflow: RunningStepflow
beforeAll(async () => {
  stepflow = await startStepflow()
})
afterAll(async () => {
  expect(stepflow.loggedErrors).toEqual([])
  await stepflow.stop()
})

const deep = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`

const values: [name: string, value: unknown][] = [
  ['a NUL character', 'a\0b'],
  ['half a surrogate pair', '\ud800'],
  ['every plane of unicode', 'ü日🦆\u202e\u0301'],
  ['keys that name internals', JSON.parse('{"__proto__":{"a":1},"constructor":2,"then":3,"toString":4}')],
  ['keys that are not text', { '': 1, ' ': 2, '\0': 3, '10': 4 }],
  ['numbers at the edges', [0, -0, 1e308, 5e-324, 9_007_199_254_740_991]],
  ['nothing at all', [null, '', [], {}]],
  ['SQL', "'; drop table runs; --"],
  ['a text of a megabyte', 'x'.repeat(1_000_000)],
  ['nesting within the limit', JSON.parse(deep(100))],
]

test.each(values)('%s', async (_, value) => {
  const created = await runFlow(
    stepflow,
    { steps: [{ id: 's', component: '/test/echo', input: { $input: '$' } }], output: { $step: 's' } },
    value,
  )
  expect(JSON.stringify(created.result)).toBe(JSON.stringify({ outcome: 'success', result: value }))
  const { body } = await stepflow.request<{ inputs: unknown[] }>('GET', `/runs/${created.runId}`)
  expect(JSON.stringify(body.inputs)).toBe(JSON.stringify([value]))
})

test('names and ids of steps', async () => {
  const id = `it's "ünï" \\ 🦆`
  const flow: Json = {
    name: '\ud83e\udd86',
    steps: [{ id, component: '/test/echo', input: 1 }],
    output: { $step: id },
  }
  const { runId: created } = await runFlow(stepflow, flow)
  const { body } = await stepflow.request<{ steps: Json }>('GET', `/runs/${created}/steps`)
  expect(Object.keys(body.steps)).toEqual([id])
})

test('a step named __proto__ is a step like any other', async () => {
  const flow = {
    steps: [{ id: '__proto__', component: '/test/echo', input: 7 }],
    output: { $step: '__proto__' },
  }
  const { runId: created, result } = await runFlow(stepflow, flow)
  expect(result).toEqual({ outcome: 'success', result: 7 })
  const { body } = await stepflow.request<{ steps: object }>('GET', `/runs/${created}/steps`)
  expect(Object.keys(body.steps)).toEqual(['__proto__'])
})

test('as many references as fit into a request', async () => {
  const steps = [
    { id: 'a', component: '/test/echo' },
    { id: 'b', component: '/test/echo', input: Array(140_000).fill({ $step: 'a' }) },
  ]
  const { status, body } = await stepflow.request<Json>('POST', '/flows', {
    body: { flow: { name: 'n', description: 'd', steps, output: { $step: 'b' } } },
  })
  expect([status, body.diagnostics]).toEqual([200, expect.objectContaining({ diagnostics: [] })])
})

test('as many remarks as fit into a request', async () => {
  const flow = { name: 'n', description: 'd', output: Array(139_000).fill({ $input: 'x' }) }
  const { status, body } = await stepflow.request<{ diagnostics: Json }>('POST', '/flows', {
    body: { flow },
  })
  expect([status, body.diagnostics.numWarning]).toEqual([200, 139_000])
})

test('a run id in capitals is the same id', async () => {
  const waiting = { steps: [{ id: 'g', component: '/test/gate' }], output: { $step: 'g' } }
  const created = await runFlow(stepflow, waiting, 1, { wait: false })
  await stepflow.components.untilOpen(1)
  const { status, body } = await stepflow.request<Json>('POST', `/runs/${created.runId.toUpperCase()}/cancel`)
  expect([status, body.status]).toEqual([200, 'cancelled'])
})
