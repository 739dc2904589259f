import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect } from 'vitest'
import type { RunBody } from './calls.ts'
import { storeFlow } from './calls.ts'
import { openEvents } from './events.ts'
import { startStepflow } from './server.ts'

const STEPS = 10
/** Large enough that a run which is kept shows after a hundred of them. */
const INPUT = 'x'.repeat(300_000)

/** Bytes of the heap that are in use after a collection. */
function usedHeap(): number {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  for (let pass = 0; pass < 3; pass++) collect()
  return process.memoryUsage().heapUsed
}

/** Stores flows of ten steps, runs and follows each; the heap after each of two numbers of them. */
export async function heapAfter(first: number, last: number): Promise<[number, number]> {
  const stepflow = await startStepflow()
  const heaps: number[] = []
  try {
    for (let flow = 1; flow <= last; flow++) {
      const flowId = await storeFlow(stepflow, {
        name: `flow ${flow}`,
        steps: Array.from({ length: STEPS }, (_, index) => ({
          id: `s${index}`,
          component: '/test/nothing',
          input: index === 0 ? { $input: '$.length' } : { $step: `s${index - 1}` },
        })),
        output: { $step: `s${STEPS - 1}` },
      })
      const body = { flowId, input: [{ text: INPUT, length: flow }], wait: false }
      const { runId } = (await stepflow.request<RunBody>('POST', '/runs', { body })).body
      const events = await (await openEvents(stepflow, runId)).rest()
      expect(events).toHaveLength(3 + 2 * STEPS)
      if (flow === first || flow === last) heaps.push(usedHeap())
    }
  } finally {
    await stepflow.stop()
  }
  const [before = 0, after = 0] = heaps
  return [before, after]
}
