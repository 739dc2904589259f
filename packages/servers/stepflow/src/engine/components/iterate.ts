import { z } from 'zod'
import type { FlowReader } from '../types.ts'
import { type Component, ComponentError, defineComponent } from './component.ts'
import { flowFields, flowIdOf } from './sub-flow.ts'

const DEFAULT_ITERATIONS = 1000
const MAX_ITERATIONS = 10_000

/** Makes the component that runs a flow again and again, each time on what it gave before. */
export function iterateFlow(readFlow: FlowReader): Component {
  return defineComponent({
    path: '/builtin/iterate',
    description:
      'Runs a flow again and again: `{next}` is its next input, `{result}` ends. A failed flow fails the step.',
    repeatable: true,
    input: z.object({
      ...flowFields('flow'),
      initial_input: z.unknown().describe('Input of the first iteration.'),
      max_iterations: z
        .int()
        .min(0)
        .max(MAX_ITERATIONS)
        .nullish()
        .describe(`How often the flow runs at most; default ${DEFAULT_ITERATIONS}.`),
    }),
    output: z.object({
      result: z
        .unknown()
        .describe('What the flow gave as `result`; at the limit, what would be its next input.'),
      iterations: z.int().describe('How often the flow ran.'),
      terminated: z.boolean().describe('Whether the limit ended the iteration.'),
    }),
    run: async ({ flow, flow_id: flowId, initial_input: first, max_iterations: limit }, context) => {
      const id = await flowIdOf('flow', { flow, flowId }, readFlow, context.blobs)
      let current: unknown = first ?? null
      for (let iterations = 0; iterations < (limit ?? DEFAULT_ITERATIONS); iterations++) {
        context.signal.throwIfAborted()
        const { result } = await context.runFlow(id, current)
        if (result.outcome === 'failed') {
          throw new ComponentError(result.error.code, result.error.message, result.error.data)
        }
        const turn = turnOf(result.result)
        if (turn.ended) return { result: turn.value, iterations: iterations + 1, terminated: false }
        current = turn.value
      }
      return { result: current, iterations: limit ?? DEFAULT_ITERATIONS, terminated: true }
    },
  })
}

/** What the flow of an iteration says: whether it was the last one, and its value. */
function turnOf(output: unknown): { readonly ended: boolean; readonly value: unknown } {
  if (typeof output === 'object' && output !== null) {
    if (Object.hasOwn(output, 'result')) return { ended: true, value: (output as { result: unknown }).result }
    if (Object.hasOwn(output, 'next')) return { ended: false, value: (output as { next: unknown }).next }
  }
  throw new ComponentError(400, 'The flow of an iteration must return an object with "result" or "next"')
}
