import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { echo, type Json, runFlow, succeeded } from './support/calls.ts'
import { conditional } from './support/json.ts'
import { getStepStatuses, getSteps } from './support/runs.ts'
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

const run = (flow: Json, input: unknown = {}, options: Json = {}) => runFlow(stepflow, flow, input, options)
const steps = (runId: string) => getSteps(stepflow, runId)
const statuses = (runId: string) => getStepStatuses(stepflow, runId)

describe('execution', () => {
  test('steps feed steps, and the output is the result', async () => {
    const flow = {
      steps: [
        {
          id: 'm',
          component: '/builtin/create_messages',
          input: { user_prompt: { $input: '$.q' }, system_instructions: 'Be brief' },
        },
        echo('e', { first: { $step: 'm', path: '$.messages[0]' }, all: { $step: 'm' } }),
      ],
      output: { answer: { $step: 'e', path: '$.first.content' }, input: { $input: '$' } },
    }
    expect(await run(flow, { q: 'why?' })).toEqual({
      runId: expect.any(String),
      itemCount: 1,
      status: 'completed',
      debug: false,
      result: succeeded({ answer: 'Be brief', input: { q: 'why?' } }),
    })
  })

  test('the builtin components answer to both spellings', async () => {
    for (const component of ['/create_messages', '/builtin/create_messages']) {
      const flow = { steps: [{ id: 'm', component, input: { user_prompt: 'x' } }], output: { $step: 'm' } }
      expect((await run(flow)).result).toEqual(succeeded({ messages: [{ role: 'user', content: 'x' }] }))
    }
  })

  test('only what is needed runs, and what must', async () => {
    const flow = {
      steps: [
        echo('unneeded', 'no'),
        echo('needed', 'yes'),
        echo('behind', 'before'),
        echo('must', { $step: 'behind' }, { mustExecute: true }),
      ],
      output: { $step: 'needed' },
    }
    const { runId } = await run(flow)
    expect([...stepflow.components.echoed].sort()).toEqual(['before', 'before', 'yes'])
    expect(await statuses(runId)).toEqual({
      unneeded: 'blocked',
      needed: 'completed',
      behind: 'completed',
      must: 'completed',
    })
  })

  test('of a condition only the chosen branch runs, in inputs and in the output', async () => {
    const branches = conditional({ $step: 'flag' }, { $step: 'yes' }, { $step: 'no' })
    const flow = (output: Json) => ({
      steps: [echo('flag', { $input: '$' }), echo('yes', 'Y'), echo('no', 'N'), echo('inside', branches)],
      output,
    })
    expect((await run(flow(branches), true)).result).toEqual(succeeded('Y'))
    expect((await run(flow({ $step: 'inside' }), false)).result).toEqual(succeeded('N'))
    expect(stepflow.components.echoed).toEqual([true, 'Y', false, 'N', 'N'])
  })

  test('coalesce runs members until one is not null', async () => {
    const flow = {
      steps: [{ id: 'nil', component: '/test/nothing' }, echo('b', 'second'), echo('c', 'third')],
      output: { $coalesce: [{ $step: 'nil' }, { $step: 'b' }, { $step: 'c' }] },
    }
    const { runId, result } = await run(flow)
    expect(result).toEqual(succeeded('second'))
    expect((await statuses(runId)).c).toBe('blocked')
  })

  test('a failed component fails the step and the run, and tells why', async () => {
    const flow = { steps: [{ id: 'x', component: '/test/fail' }], output: { $step: 'x' } }
    const { runId, status, result } = await run(flow)
    const error = {
      code: 500,
      message: 'step "x" failed',
      data: {
        stack: [{ error: 'step "x" failed', attachments: ['Component: /test/fail'] }, { error: 'it broke' }],
      },
    }
    expect({ status, result }).toEqual({ status: 'failed', result: { outcome: 'failed', error } })
    expect(await steps(runId)).toMatchObject({
      x: { status: 'failed', result: { outcome: 'failed', error } },
    })
  })

  test('a component may fail with a code of its own', async () => {
    const { result } = await run({ steps: [{ id: 'x', component: '/test/teapot' }], output: { $step: 'x' } })
    expect(result?.error).toEqual({ code: 418, message: 'short and stout' })
  })

  test.each([
    ['fail', { action: 'fail' }, 'failed', undefined],
    ['a default', { action: 'useDefault', defaultValue: { a: 1 } }, 'success', { a: 1 }],
    ['a default that is absent', { action: 'useDefault' }, 'success', null],
  ])('onError: %s', async (_, onError, outcome, value) => {
    const flow = { steps: [{ id: 'x', component: '/test/fail', onError }], output: { $step: 'x' } }
    const { result } = await run(flow)
    expect([result?.outcome, result?.result]).toEqual([outcome, value])
  })

  test('onError does not hide an input that fails, nor a component that does not exist', async () => {
    const onError = { action: 'useDefault', defaultValue: 'hidden' }
    const badInput = { steps: [echo('x', { $input: '$.none' }, { onError })], output: { $step: 'x' } }
    expect((await run(badInput)).result?.error).toEqual({ code: 1, message: 'Input path $.none not found' })
    expect(stepflow.components.echoed).toEqual([])
    const noComponent = { steps: [{ id: 'x', component: '/nowhere', onError }], output: { $step: 'x' } }
    expect((await run(noComponent)).result?.error).toMatchObject({
      code: 500,
      message: /routing component.*\/nowhere/,
    })
  })

  test('bad input of a component is a failure that names the field', async () => {
    const flow = {
      steps: [{ id: 'x', component: '/create_messages', input: { user_prompt: 7 } }],
      output: { $step: 'x' },
    }
    expect(JSON.stringify((await run(flow)).result?.error)).toMatch(/Invalid input: user_prompt/)
  })

  test('a failed step that must run, but that the output does not need, fails no item', async () => {
    const flow = { steps: [{ id: 'x', component: '/test/fail', mustExecute: true }], output: 'fine' }
    const { runId, status } = await run(flow)
    expect([status, await statuses(runId)]).toEqual(['completed', { x: 'failed' }])
  })

  test('a step without a result has null', async () => {
    const flow = { steps: [{ id: 'x', component: '/test/nothing' }], output: { $step: 'x', path: '$.any' } }
    expect((await run(flow)).result).toEqual(succeeded(null))
  })
})

describe('variables', () => {
  const declare = (properties: Json, required: string[] = []) => ({
    schemas: { properties: { variables: { type: 'object', properties, required } } },
  })

  test('a run gives values, the schema and the expression defaults', async () => {
    const flow = {
      ...declare({ a: { default: 'from schema' }, b: { type: 'string' } }, ['c']),
      output: {
        a: { $variable: 'a' },
        b: { $variable: 'b' },
        c: { $variable: '$.c.deep' },
        d: { $variable: 'd', default: 4 },
      },
    }
    const { result } = await run(flow, {}, { variables: { c: { deep: [1] } } })
    expect(result).toEqual(succeeded({ a: 'from schema', b: '', c: [1], d: 4 }))
    const given = await run(flow, {}, { variables: { a: null, b: 'x', c: { deep: 1 }, d: 5 } })
    expect(given.result).toEqual(succeeded({ a: null, b: 'x', c: 1, d: 5 }))
  })

  test.each([
    [{ type: 'string' }, ''],
    [{ type: 'integer' }, 0],
    [{ type: 'number' }, 0],
    [{ type: 'boolean' }, false],
    [{ type: ['string', 'null'] }, null],
  ])('an optional variable of %j is %j', async (schema, value) => {
    expect((await run({ ...declare({ v: schema }), output: { $variable: 'v' } })).result).toEqual(
      succeeded(value),
    )
  })

  test.each([
    [{ type: 'object' }, []],
    [{ type: 'string' }, ['v']],
    [{ type: ['string', 'number'] }, []],
  ])('a variable of %j, required %j, must be given', async (schema, required) => {
    const { result } = await run({ ...declare({ v: schema }, required), output: { $variable: 'v' } })
    expect(result?.error).toEqual({ code: 1, message: 'Undefined variable: v' })
  })

  test('a name of Object is no variable', async () => {
    expect((await run({ output: { $variable: 'constructor' } })).status).toBe('failed')
  })
})
