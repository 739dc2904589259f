import { z } from 'zod'
import { ExecutionStatus, FlowError, FlowResult } from './results.ts'

const everyEvent = {
  sequence: z.int().min(1).describe('Its place in the history of the run: from 1, without gaps.'),
  timestamp: z.iso.datetime().describe('When it happened.'),
  runId: z.uuid().describe('Id of the run.'),
}

const itemIndex = z.int().min(0).describe('Index of the item, from 0.')

const everyStepEvent = {
  itemIndex,
  stepIndex: z.int().min(0).describe('Index of the step in the flow, from 0.'),
  stepId: z.string().describe('Id of the step.'),
}

const onRequest = 'Sent only with `includeResults`.'

export const RunStartedEvent = z
  .object({
    type: z.literal('runStarted').describe('Says that the run was created.'),
    ...everyEvent,
    itemCount: z.int().min(0).describe('How many items the run has.'),
  })
  .meta({ id: 'RunStartedEvent', description: 'The run was created: always the first event.' })

export const StepStartedEvent = z
  .object({
    type: z.literal('stepStarted').describe('Says that a step started.'),
    ...everyEvent,
    ...everyStepEvent,
    attempt: z
      .int()
      .min(1)
      .describe('Number of the attempt, from 1; more after a failed attempt or a restart of the server.'),
  })
  .meta({ id: 'StepStartedEvent', description: 'An attempt to run a step begins.' })

export const StepRetryingEvent = z
  .object({
    type: z.literal('stepRetrying').describe('Says that a step failed and will be tried again.'),
    ...everyEvent,
    ...everyStepEvent,
    attempt: z.int().min(1).describe('Number of the attempt that failed.'),
    delayMs: z.int().min(0).describe('How long the next attempt waits, in milliseconds.'),
    error: FlowError.describe('Why the attempt failed.'),
  })
  .meta({ id: 'StepRetryingEvent', description: 'An attempt to run a step failed; another one follows.' })

export const StepCompletionStatus = z
  .enum(['completed', 'failed'])
  .meta({ id: 'StepCompletionStatus', description: 'How a step ended.' })

export const StepCompletedEvent = z
  .object({
    type: z.literal('stepCompleted').describe('Says that a step has its result.'),
    ...everyEvent,
    ...everyStepEvent,
    status: StepCompletionStatus.describe('How it ended.'),
    result: FlowResult.optional().describe(`Its result. ${onRequest}`),
  })
  .meta({ id: 'StepCompletedEvent', description: 'A step has its result.' })

export const ItemCompletedEvent = z
  .object({
    type: z.literal('itemCompleted').describe('Says that an item ended.'),
    ...everyEvent,
    itemIndex,
    status: ExecutionStatus.describe('How it ended.'),
    result: FlowResult.optional().describe(`Its result; a cancelled item has none. ${onRequest}`),
  })
  .meta({ id: 'ItemCompletedEvent', description: 'An item ended.' })

export const RunCompletedEvent = z
  .object({
    type: z.literal('runCompleted').describe('Says that the run ended.'),
    ...everyEvent,
    status: ExecutionStatus.describe('How it ended: `completed`, `failed` or `cancelled`.'),
    message: z.string().optional().describe('Why, where the run failed as a whole.'),
  })
  .meta({
    id: 'RunCompletedEvent',
    description: 'The run ended: always the last event, whatever types were asked for.',
  })

export const RunEvent = z
  .discriminatedUnion('type', [
    RunStartedEvent,
    StepStartedEvent,
    StepRetryingEvent,
    StepCompletedEvent,
    ItemCompletedEvent,
    RunCompletedEvent,
  ])
  .meta({ id: 'RunEvent', description: 'Something that happened in a run.' })
