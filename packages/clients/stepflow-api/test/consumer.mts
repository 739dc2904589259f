/**
 * A program as a user would write it: calls every operation of a running server, once through resources and once
 * through functions, and prints what came back as one line of JSON. Runs on the packed package.
 */
import { isError, NotFoundError, StepflowApi, StepflowError } from 'stepflow-api'
import * as operations from 'stepflow-api/operations'
import type { Flow } from 'stepflow-api/types'

declare const process: { readonly argv: readonly string[] }

const baseUrl = process.argv[2] ?? ''
const called = new Set<string>()
await using api = new StepflowApi({
  baseUrl,
  middleware: [
    (request, next, { operation }) => {
      called.add(operation.id)
      return next(request)
    },
  ],
})

const flow: Flow = {
  name: 'greet',
  description: 'Greets somebody.',
  steps: [
    {
      id: 'messages',
      component: '/builtin/create_messages',
      input: { user_prompt: { $input: '$.name' }, system_instructions: 'Greet.' },
    },
  ],
  output: { messages: { $step: 'messages', path: '$.messages' } },
}

const health = await api.health.check()
const { components } = await api.components.list({ includeSchemas: true })
const { flowId = '' } = await api.flows.store({ flow })
const stored = await api.flows.get(flowId ?? '')
const { data: run, response } = await api.runs
  .create({ flowId: flowId ?? '', input: [{ name: 'Ada' }] })
  .withResponse()
const details = await api.runs.get(run.runId)
const items = await api.runs.getItems(run.runId)
const steps = await api.runs.getSteps(run.runId)
const runFlow = await api.runs.getFlow(run.runId)
const events: string[] = []
for await (const event of api.runs.streamEvents(run.runId)) events.push(event.type)
const value = await api.blobs.store({ data: { kept: true } })
const bytes = await api.blobs.storeAsBinary(new TextEncoder().encode('bytes'))
const keptValue = await api.blobs.get(value.blobId)
const keptBytes = await api.blobs.get(bytes.blobId)
const { runs } = await api.runs.list({ flowName: 'greet', limit: 10 })

const session = await api.runs.create({ flowId: flowId ?? '', input: [{ name: 'Bob' }], debug: true })
const queued = await api.debug.queue(session.runId, { stepIds: ['messages'] })
const queue = await api.debug.getQueue(session.runId)
const next = await api.debug.next(session.runId)
const evaluated = await api.debug.eval(session.runId, { stepId: 'messages' })
const ranQueue = await api.debug.runQueue(session.runId)
const shown = await api.debug.show(session.runId, 'messages')
const cancelled = await api.runs.cancel(session.runId)
await api.runs.delete(session.runId)
await api.runs.delete(run.runId)
await api.flows.delete(flowId ?? '')

let missing: unknown
try {
  await api.runs.get(run.runId)
} catch (error) {
  missing = {
    isNotFound: error instanceof NotFoundError,
    isStepflow: error instanceof StepflowError,
    message: isError(error, api.runs.get, 404) ? error.body.message : 'not narrowed',
    attempts: error instanceof StepflowError ? error.attempts?.length : 0,
  }
}

const client = operations.createClient({ baseUrl })
const byFunction = await operations.healthCheck(client)
client.close()

console.log(
  JSON.stringify({
    called: [...called].sort(),
    health: health.status,
    byFunction: byFunction.status,
    components: components.map(({ component, inputSchema }) => [component, inputSchema !== undefined]),
    storedName: stored.flow.name,
    status: response.status,
    runStatus: run.status,
    inputs: details.inputs,
    items: items.items.map(({ status }) => status),
    steps: Object.keys(steps.steps),
    runFlow: runFlow.flowId === flowId,
    events,
    keptValue,
    keptBytes: keptBytes instanceof Blob ? await keptBytes.text() : keptBytes,
    listed: runs.map(({ flowName }) => flowName),
    queued: queued.queued,
    queue: queue.queued.map(({ stepId }) => stepId),
    next: next.stepId,
    evaluated: evaluated.result.outcome,
    ranQueue: ranQueue.executedCount,
    shown: shown.completed,
    cancelled: cancelled.status,
    missing,
  }),
)
