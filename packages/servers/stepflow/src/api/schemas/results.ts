import { z } from 'zod'
import { Value } from './values.ts'

export const FlowError = z
  .object({
    code: z
      .int()
      .describe(
        '1 for a missing value, else the like of an HTTP status: 404 unknown step, 500 component failed.',
      ),
    message: z.string().describe('What went wrong.'),
    data: Value.optional().describe('Further facts, such as the chain of errors.'),
  })
  .meta({ id: 'FlowError', description: 'Why a step or a flow failed.' })

export const FlowResultSuccess = z
  .object({
    outcome: z.literal('success').describe('Says that it succeeded.'),
    result: Value.describe('The value.'),
  })
  .meta({ id: 'FlowResultSuccess', description: 'A step or flow that succeeded.' })

export const FlowResultFailed = z
  .object({
    outcome: z.literal('failed').describe('Says that it failed.'),
    error: FlowError.describe('Why it failed.'),
  })
  .meta({ id: 'FlowResultFailed', description: 'A step or flow that failed.' })

export const FlowResult = z
  .discriminatedUnion('outcome', [FlowResultSuccess, FlowResultFailed])
  .meta({ id: 'FlowResult', description: 'How a step or a flow ended.' })

export const ExecutionStatus = z
  .enum(['running', 'completed', 'failed', 'cancelled', 'paused'])
  .meta({ id: 'ExecutionStatus', description: 'Status of a run or of one of its items.' })

export const StepStatus = z.enum(['blocked', 'runnable', 'running', 'completed', 'skipped', 'failed']).meta({
  id: 'StepStatus',
  description: 'Status of a step within a run. A step that nothing needs stays blocked.',
})
