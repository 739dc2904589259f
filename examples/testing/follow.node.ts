/** With the runner of Node: `node --test follow.node.ts`. */
import assert from 'node:assert/strict'
import { after, afterEach, before, test } from 'node:test'
import { setupServer } from 'msw/node'
import { StepflowApi, StreamTruncatedError } from 'stepflow-api'
import { faults, handlers } from 'stepflow-api/testing'
import { follow } from './follow.ts'

const baseUrl = 'http://api.test'
const server = setupServer(...handlers({ baseUrl, seed: 1 }))
const api = new StepflowApi({ baseUrl, retryBaseMs: 1 })

before(() => server.listen({ onUnhandledFrame: 'error' }))
afterEach(() => server.resetHandlers())
after(() => server.close())

test('follows a run to its end', async () => {
  server.use(handlers.runs.streamEvents([{ type: 'runStarted' }, { type: 'itemCompleted' }]))
  assert.deepEqual(await follow(api, 'run'), ['runStarted', 'itemCompleted', 'runCompleted'])
})

test('misses nothing where the connection is lost', async () => {
  const whole = await follow(api, 'run')
  server.use(handlers.runs.streamEvents(faults.cutStream(2)))
  assert.deepEqual(await follow(api, 'run'), whole)
})

test('never takes half of a run for all of it', async () => {
  server.use(handlers.runs.streamEvents(faults.cutStream(2, { times: Number.POSITIVE_INFINITY })))
  const impatient = new StepflowApi({ baseUrl, maxRetries: 0 })
  await assert.rejects(follow(impatient, 'run'), StreamTruncatedError)
})
