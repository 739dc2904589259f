import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { flow, input, unwrap } from '../src/index.ts'
import { type DatabaseKind, type ServedClient, serveOn } from './support/databases.ts'

const examples = join(import.meta.dirname, '../../../../examples/stepflow')
const tenSteps = join(examples, 'ten-steps.yaml')

const request = (customer: string, urgent: boolean) => ({
  customer,
  urgent,
  questions: [{ text: 'Where is it?' }, {}],
  thread: { text: 'It is late', reply: { text: 'It is here' } },
})

describe.each<DatabaseKind>(['the embedded database', 'PostgreSQL'])('the examples on %s', (kind) => {
  let served: ServedClient
  beforeAll(async () => {
    served = await serveOn(kind)
  })
  afterAll(() => served?.[Symbol.asyncDispose]())

  it('run an input of one key and one value', async () => {
    const { client } = served
    const runId = await client.submit(join(examples, 'hello.yaml'), { key: 'value' })
    expect(await client.waitFor(runId)).toMatchObject({ runId, status: 'completed' })
    expect(unwrap(await client.getResult(runId))).toEqual({ said: 'value' })
  })

  it('run ten steps with map, iterate, conditions, and a failing step that has a default', async () => {
    const { client } = served
    const validation = await client.validate(tenSteps)
    expect(validation.errors).toEqual([])
    const runId = await client.submit(tenSteps, request('Ada', true))
    const completed: string[] = []
    for await (const event of client.events(runId, { eventTypes: ['stepCompleted'] })) {
      if (event.type === 'stepCompleted') completed.push(event.stepId)
    }
    expect(new Set(completed).size).toBe(9)
    expect(unwrap(await client.getResult(runId))).toEqual({
      company: 'Driftless',
      opening: [
        { role: 'system', content: 'Be brief' },
        { role: 'user', content: 'Ada' },
      ],
      questions: [
        { outcome: 'success', result: { role: 'user', content: 'Where is it?' } },
        { outcome: 'failed', error: expect.objectContaining({ code: 1 }) },
      ],
      thread: { result: 'It is here', iterations: 2, terminated: false },
      history: [],
      summary: { asked: 1, skipped: 1 },
      closing: [
        { role: 'system', content: 'Answer today' },
        { role: 'user', content: 'It is here' },
      ],
    })
    const { steps } = (await client.getRunFlow(runId)).flow
    expect(steps).toHaveLength(10)
  })

  it('run ten steps as a batch of 100', async () => {
    const { client } = served
    const inputs = Array.from({ length: 100 }, (_, index) => request(`Customer ${index}`, index % 2 === 0))
    const { run, results } = await client.runBatch(tenSteps, inputs, {
      maxConcurrency: 8,
      variables: { company: 'Batch' },
    })
    expect(run).toMatchObject({ status: 'completed', items: { total: 100, completed: 100, failed: 0 } })
    const customers = results.map(
      (result) => result && (unwrap(result) as { opening: { content: string }[] }),
    )
    expect(customers.map((value) => value?.opening.at(-1)?.content)).toEqual(
      inputs.map(({ customer }) => customer),
    )
  })

  it('take a flow of the builder inside a flow of the builder', async () => {
    const shout = flow('shout')
      .step('words', '/builtin/create_messages', { user_prompt: input('$.word') })
      .output(({ words }) => words.at('$.messages[0].content'))
    const chorus = flow('chorus')
      .step('all', '/builtin/map', { workflow: shout, items: input('$.items') })
      .output(({ all }) => all.at('$.results'))
    const result = await served.client.run(chorus, { items: [{ word: 'a' }, { word: 'b' }] })
    expect(unwrap(result)).toEqual([
      { outcome: 'success', result: 'a' },
      { outcome: 'success', result: 'b' },
    ])
  })
})
