/** A program as a user would write it, on the packed package: prints what came out as one line of JSON. */
import {
  flow,
  InvalidFlowError,
  input,
  loadFlow,
  RequestError,
  StepflowClient,
  unwrap,
} from 'stepflow-client'

declare const process: { readonly argv: readonly string[] }

const [, , baseUrl = '', file = ''] = process.argv
await using client = await StepflowClient.connect(baseUrl)

const greet = flow('greet', { description: 'Greets somebody.' })
  .step('words', '/builtin/create_messages', { user_prompt: input('$.name') })
  .output(({ words }) => words.at('$.messages[0].content'))

const built = unwrap(await client.run(greet, { name: 'Ada' }))
const fromFile = unwrap(await client.run(file, { name: 'Bob' }))
const { flowId } = await client.storeFlow(await loadFlow(file))
const { results } = await client.runBatch(flowId, [{ name: 'a' }, { name: 'b' }], { maxConcurrency: 1 })
const runId = await client.submit(greet, { name: 'Cy' })
const events: string[] = []
for await (const { type } of client.events(runId)) events.push(type)
const invalid = await client
  .storeFlow({ name: 'x', steps: [{ id: 'a', component: '/builtin/eval', input: { $step: 'b' } }] })
  .catch((error: unknown) =>
    error instanceof InvalidFlowError
      ? error.diagnostics.find(({ level }) => level === 'fatal')?.path
      : String(error),
  )
const missing = await client
  .getFlow('0'.repeat(64))
  .catch((error: unknown) => (error instanceof RequestError ? error.status : String(error)))

console.log(
  JSON.stringify({
    built,
    fromFile,
    batch: results.map((result) => result?.outcome),
    events,
    result: await client.getResult(runId),
    invalid,
    missing,
  }),
)
