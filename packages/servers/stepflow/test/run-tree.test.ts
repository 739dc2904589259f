import { expect, test } from 'vitest'
import { z } from 'zod'
import { readFlow } from '../src/api/read-flow.ts'
import type { ComponentContext } from '../src/engine/components/component.ts'
import { ComponentRegistry } from '../src/engine/components/registry.ts'
import { createEngine } from '../src/engine/engine.ts'
import { FlowExecution } from '../src/engine/executor.ts'
import { compileFlow } from '../src/engine/flow.ts'
import { ResultBudget } from '../src/engine/result-budget.ts'
import { RunTree } from '../src/engine/run-tree.ts'
import { componentContext, type SubRunLauncher } from '../src/engine/sub-runs.ts'
import { type FlowResult, success } from '../src/engine/types.ts'
import { defineComponent } from '../src/index.ts'
import { databaseStore } from '../src/store/database-store.ts'
import type { RunRecord } from '../src/store/store.ts'
import { succeeded } from './support/calls.ts'
import { serverDatabase } from './support/database.ts'

/** What a step of a run may use; its sub-runs are only counted. */
function contextOf(tree: RunTree): { context: ComponentContext; started: number[] } {
  const started: number[] = []
  const launcher: SubRunLauncher = {
    runToEnd: async ({ inputs }) => {
      started.push(inputs.length)
      return 'child'
    },
    results: async () => Array.from({ length: 10_000 }, () => ({ status: 'completed', result: success(1) })),
  }
  const parent = { record: { depth: 0 } as RunRecord, signal: new AbortController().signal, tree }
  return { context: componentContext(launcher, {} as ComponentContext['blobs'], parent), started }
}

test('the runs inside a run have at most 100,000 items together, on all levels', async () => {
  const tree = new RunTree()
  const { context, started } = contextOf(tree)
  const items = Array.from({ length: 10_000 }, () => 0)
  for (let run = 0; run < 9; run++) await context.runFlows('f', items)
  const deeper = contextOf(tree)
  await deeper.context.runFlows('f', items.slice(1))
  await deeper.context.runFlows('f', [])
  const error = { code: 500, message: 'The runs inside a run have more than 100000 items together' }
  await expect(context.runFlow('f', 1)).rejects.toMatchObject(error)
  expect([started.length, deeper.started]).toEqual([9, [9999, 0]])
})

test('the inputs of the runs inside a run are bounded together', async () => {
  const { context, started } = contextOf(new RunTree({ characters: 100 }))
  await context.runFlow('f', 'x'.repeat(50))
  await expect(context.runFlow('f', 'x'.repeat(50))).rejects.toMatchObject({
    code: 500,
    message: expect.stringContaining('too large'),
  })
  await context.runFlow('f', 'x')
  expect(started).toEqual([1, 1])
})

test('the results of runs that belong together are bounded together', () => {
  const tree = new RunTree({ characters: 1000 })
  const [one, other] = [new ResultBudget(tree), new ResultBudget(tree)]
  const half = success('x'.repeat(600))
  expect(one.admit(half)).toBe(half)
  expect(other.admit(half)).toMatchObject({ outcome: 'failed', error: { code: 500 } })
  expect(other.admit(success('small'))).toEqual(succeeded('small'))
})

test('an execution counts its results for the runs around it', async () => {
  const fill = defineComponent({
    path: '/fill',
    description: '',
    input: z.unknown(),
    output: z.unknown(),
    run: async () => 'x'.repeat(600),
  })
  const flow = compileFlow({ steps: [{ id: 'a', component: '/fill' }], output: { $step: 'a' } })
  const items: FlowResult[] = []
  const { context } = contextOf(new RunTree())
  const execution = new FlowExecution(
    { flow, inputs: [1], variables: {}, maxConcurrency: 1, tree: new RunTree({ characters: 1000 }) },
    { components: new ComponentRegistry([fill]), signal: context.signal, contextFor: () => context },
    {
      onStepStart: async () => {},
      onStepRetry: async () => {},
      onStep: async () => {},
      onItem: async (_, result) => {
        items.push(result)
      },
    },
  )
  await execution.run()
  // The step's result fits, the item's, which is the same once more, does not.
  expect(items).toMatchObject([{ outcome: 'failed', error: { code: 500 } }])
})

test('runs count for the runs around them, on every level', async () => {
  const database = await serverDatabase()
  const store = databaseStore(database.options)
  const engine = createEngine({
    store,
    readFlow,
    reportError: (event, error) => expect.unreachable(`${event}: ${String(error)}`),
    newTree: () => new RunTree({ items: 5 }),
  })
  const mapOver = (items: unknown, workflow: unknown) => ({
    steps: [{ id: 'm', component: '/map', input: { items, workflow: { $literal: workflow } } }],
    output: { $step: 'm', path: '$.successful' },
  })
  // Two items, each with a run of two inside: six, of which five may be.
  const flow = mapOver([1, 2], mapOver([1, 2], { output: 1 }))
  const { flowId } = await engine.flows.storeFlow(flow, false)
  const runId = await engine.runs.createRun({ flowId: flowId as string, inputs: [0] })
  const { result } = await engine.runs.waitForRun(runId, new AbortController().signal)
  expect(result).toEqual(succeeded(1))
  await engine.close()
  await store.close()
  await database.remove()
})
