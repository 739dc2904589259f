import { z } from 'zod'
import { FlowResult, StepStatus } from './results.ts'

const stepId = () => z.string().describe('Id of the step.')
const ready = () => z.array(z.string()).describe('Queued steps that can run now, in the order of the flow.')

export const DebugEvalRequest = z
  .object({ stepId: stepId() })
  .meta({ id: 'DebugEvalRequest', description: 'A step to evaluate.' })

export const DebugEvalResponse = z
  .object({ result: FlowResult.describe('Result of the step.') })
  .meta({ id: 'DebugEvalResponse', description: 'The evaluated step.' })

export const DebugQueueRequest = z
  .object({
    stepIds: z
      .union([z.string(), z.array(z.string())], { error: 'Expected a step id or a list of step ids' })
      .describe('One step id or several.'),
  })
  .meta({ id: 'DebugQueueRequest', description: 'Steps to queue.' })

export const DebugQueueResponse = z
  .object({
    queued: z
      .array(z.string())
      .describe('Steps that are newly queued, with those they need, in the order of the flow.'),
    ready: ready(),
  })
  .meta({ id: 'DebugQueueResponse', description: 'What was queued.' })

export const QueuedStep = z
  .object({
    stepId: stepId(),
    status: StepStatus.describe('`runnable` or `blocked`.'),
  })
  .meta({ id: 'QueuedStep', description: 'A queued step.' })

export const DebugQueueStatusResponse = z
  .object({
    queued: z.array(QueuedStep).describe('The queued steps, in the order of the flow.'),
    ready: ready(),
  })
  .meta({ id: 'DebugQueueStatusResponse', description: 'The queue.' })

export const DebugNextResponse = z
  .object({
    stepId: z.string().nullable().describe('Step that ran; null if none was ready.'),
    result: FlowResult.nullable().describe('Its result; null if none was ready.'),
    ready: ready(),
  })
  .meta({ id: 'DebugNextResponse', description: 'What ran next.' })

export const DebugRunQueueResponse = z
  .object({
    executedCount: z.int().min(0).describe('How many steps ran.'),
    results: z.record(z.string(), FlowResult).describe('Results of the steps that ran, by id.'),
  })
  .meta({ id: 'DebugRunQueueResponse', description: 'What ran until the queue was empty.' })

export const DebugShowResponse = z
  .object({
    stepId: stepId(),
    completed: z.boolean().describe('Whether the step has run.'),
    result: FlowResult.nullable().describe('Its result; null if it has not run.'),
  })
  .meta({ id: 'DebugShowResponse', description: 'A step as it stands.' })
