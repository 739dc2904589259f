import { z } from 'zod'
import { defineComponent } from './component.ts'

export const evalFlow = defineComponent({
  path: '/builtin/eval',
  description:
    'Runs a stored flow as a sub-run. A failed flow is a result like any other: the step succeeds.',
  repeatable: true,
  input: z.object({
    flow_id: z.string().describe('Id of the flow.'),
    input: z.unknown().describe('Input of the flow.'),
  }),
  output: z.object({
    result: z
      .unknown()
      .describe('How the flow ended: `{outcome: "success", result}` or `{outcome: "failed", error}`.'),
    run_id: z.string().describe('Id of the sub-run.'),
  }),
  run: async ({ flow_id: flowId, input }, context) => {
    const { runId, result } = await context.runFlow(flowId, input ?? null)
    return { result, run_id: runId }
  },
})
