import { z } from 'zod'
import type { FlowReader } from '../types.ts'
import { type Component, defineComponent } from './component.ts'
import { flowFields, flowIdOf } from './sub-flow.ts'

/** As many as a run may have inputs. */
const MAX_ITEMS = 10_000

/** Makes the component that runs a flow on every item of a list. */
export function mapFlow(readFlow: FlowReader): Component {
  return defineComponent({
    path: '/builtin/map',
    description:
      'Runs a flow on every item of a list, as one sub-run. An item that fails is a result like any other: the step succeeds.',
    repeatable: true,
    input: z.object({
      ...flowFields('workflow'),
      items: z.array(z.unknown()).max(MAX_ITEMS).describe('The items; each is the input of one flow.'),
      max_concurrency: z
        .int()
        .min(1)
        .nullish()
        .describe('How many steps run at once, over all items; default 10.'),
    }),
    output: z.object({
      results: z
        .array(z.unknown())
        .describe(
          'How the flow ended for each item, in their order: `{outcome: "success", result}` or `{outcome: "failed", error}`.',
        ),
      successful: z.int().describe('How many items succeeded.'),
      failed: z.int().describe('How many items failed.'),
    }),
    run: async ({ workflow: flow, flow_id: flowId, items, max_concurrency: maxConcurrency }, context) => {
      const id = await flowIdOf('workflow', { flow, flowId }, readFlow, context.blobs)
      const { results } = await context.runFlows(id, items, { maxConcurrency: maxConcurrency ?? undefined })
      const successful = results.filter(({ outcome }) => outcome === 'success').length
      return { results, successful, failed: results.length - successful }
    },
  })
}
