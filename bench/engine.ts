import { createStepflowServer, defineComponent, type StepflowServer } from '@driftless/stepflow-server'
import { z } from 'zod'
import { alternate, type Ratio } from './measure.ts'

const STEPS = 10
const URL = 'http://127.0.0.1/api/v1'

const message = defineComponent({
  path: '/bench/message',
  description: 'Works at once, like /builtin/create_messages.',
  repeatable: true,
  input: z.object({ text: z.string(), turn: z.int() }),
  output: z.object({ text: z.string(), turn: z.int() }),
  run: async ({ text, turn }) => ({ text: `${text} ${turn}`, turn: turn + 1 }),
})
const call = defineComponent({
  path: '/bench/call',
  description: 'Takes as long as a quick call over a network.',
  repeatable: true,
  input: message.input,
  output: message.output,
  run: (input: never, context) =>
    new Promise((resolve) => setTimeout(() => resolve(message.run(input, context)), 20)),
})
type Measured = typeof message

/**
 * What a step costs in the server's engine over calling its component in a loop: everything is stored in PGlite in
 * memory, results and events, before what depends on it runs.
 */
export async function engineRatios(): Promise<Ratio[]> {
  const server = createStepflowServer({ components: [message, call] })
  try {
    return [
      await compare(server, 'engine, step that takes no time', message, 100, 3000, 1000),
      await compare(server, 'engine, step that takes 20 ms, 10 items at once', call, 10, 2, 1.3),
    ]
  } finally {
    await server.close()
  }
}

async function compare(
  server: StepflowServer,
  name: string,
  component: Measured,
  items: number,
  limit: number,
  goal: number,
): Promise<Ratio> {
  const { flowId } = await post(server, '/flows', { flow: flowOf(component) })
  const input = Array.from({ length: items }, (_, item) => ({ text: `item ${item}`, turn: 0 }))
  const engine = async () => {
    const run = await post(server, '/runs', { flowId, input, maxConcurrency: 10, timeoutSecs: 300 })
    if (run.status !== 'completed') throw new Error(`The run of the benchmark is ${run.status}`)
  }
  const loop = async () => {
    const waiting = [...input]
    const work = async () => {
      for (let item = waiting.shift(); item !== undefined; item = waiting.shift())
        await inTurn(component, item)
    }
    await Promise.all(Array.from({ length: 10 }, work))
  }
  await engine()
  await loop()
  const result = await alternate(7, engine, loop)
  const perStep = (total: number) => `${((total / (items * STEPS)) * 1000).toFixed(1)} µs`
  const detail = `${perStep(result.ours)} per step, stored in PGlite in memory, against ${perStep(result.theirs)} in a loop`
  return { name, value: result.ratio, unit: '×', limit, goal, detail }
}

/** The flow without the engine: checks each input and calls the component. */
async function inTurn(component: Measured, input: unknown): Promise<unknown> {
  let value = input
  for (let step = 0; step < STEPS; step++) {
    value = await component.run(component.input.parse(value) as never, undefined as never)
  }
  return value
}

/** Each step takes what the one before it gave. */
function flowOf({ path }: Measured) {
  const steps = Array.from({ length: STEPS }, (_, index) => ({
    id: `step${index}`,
    component: path,
    input: index === 0 ? { $input: '$' } : { $step: `step${index - 1}` },
  }))
  return { name: 'bench', description: path, steps, output: { $step: `step${STEPS - 1}` } }
}

async function post(
  { api }: StepflowServer,
  path: string,
  body: unknown,
): Promise<{ readonly flowId: string; readonly status: string }> {
  const response = await api.fetch(
    new Request(URL + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }),
  )
  if (!response.ok) throw new Error(`POST ${path} answered ${response.status}: ${await response.text()}`)
  return (await response.json()) as { flowId: string; status: string }
}
