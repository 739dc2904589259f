import { mapOf } from '@driftless/server-kit'
import { z } from 'zod'
import { ExecutionStatus, FlowResult, StepStatus } from './results.ts'
import { BlobId, Value } from './values.ts'

export const OverrideType = z
  .enum(['merge_patch'], { error: 'Only merge_patch is supported' })
  .meta({ id: 'OverrideType', description: 'How an override is applied: as a JSON Merge Patch (RFC 7396).' })

export const StepOverride = z
  .object({
    $type: OverrideType.optional().describe('How it is applied; default: `merge_patch`.'),
    value: Value.describe('The patch of the step, for example `{"input": {"model": "small"}}`.'),
  })
  .meta({ id: 'StepOverride', description: 'A change of one step for one run.' })

export const WorkflowOverrides = z
  .object({ steps: mapOf(StepOverride).describe('The changes by step id.') })
  .meta({
    id: 'WorkflowOverrides',
    description: 'Changes of steps for one run; the stored flow stays as it is.',
  })

/** Takes the map of steps without `steps` around it, too: an older form that some clients send. */
const lenientOverrides = z.preprocess((value) => {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || Object.hasOwn(value, 'steps'))
    return value
  return { steps: value }
}, WorkflowOverrides)

/** Each item is a row of its own from the start: a million of them would take the memory of a server. */
const MAX_ITEMS = 10_000

export const CreateRunRequest = z
  .object({
    flowId: BlobId.describe('Id of a stored flow.'),
    input: z
      .array(Value)
      .max(MAX_ITEMS, `Expected at most ${MAX_ITEMS} inputs`)
      .describe(
        'The inputs: each makes one item of the run. Wrap an array to give it as one input: `[[1, 2]]`.',
      ),
    overrides: lenientOverrides.optional().describe('Changes of steps for this run.'),
    variables: mapOf(Value).optional().describe('Values of variables by name.'),
    debug: z
      .boolean()
      .default(false)
      .describe('Creates the run paused, to be driven by the debug operations; needs exactly one input.'),
    maxConcurrency: z
      .int()
      .min(1, 'Expected at least 1')
      .nullish()
      .describe('How many steps may run at once, over all items; default: 10.'),
    wait: z.boolean().default(true).describe('Whether to wait for the end of the run.'),
    timeoutSecs: z.int().min(1).max(300).default(20).describe('How long to wait for the end, in seconds.'),
  })
  .meta({ id: 'CreateRunRequest', description: 'A flow to run and its inputs.' })

export const CreateRunResponse = z
  .object({
    runId: z.uuid().describe('Id of the run.'),
    itemCount: z.int().min(0).describe('How many items the run has: one per input.'),
    result: FlowResult.nullish().describe('The result, if the run has one item and has ended.'),
    status: ExecutionStatus.describe('Status of the run.'),
    debug: z.boolean().describe('Whether the debug operations drive the run.'),
  })
  .meta({ id: 'CreateRunResponse', description: 'A created run.' })

export const ItemStatistics = z
  .object({
    total: z.int().min(0).describe('All items.'),
    completed: z.int().min(0).describe('Items that succeeded.'),
    running: z.int().min(0).describe('Items that have not ended.'),
    failed: z.int().min(0).describe('Items that failed.'),
    cancelled: z.int().min(0).describe('Items that were cancelled before they ended.'),
  })
  .meta({ id: 'ItemStatistics', description: 'How many items of a run are in which state.' })

const timestamp = () => z.iso.datetime()

const runSummaryShape = {
  runId: z.uuid().describe('Id of the run.'),
  flowId: BlobId.describe('Id of its flow.'),
  flowName: z.string().nullable().describe('Name of its flow.'),
  flowLabel: z.string().nullable().describe('Label of its flow: the text `label` of the metadata.'),
  status: ExecutionStatus.describe('Status of the run.'),
  items: ItemStatistics.describe('How many items are in which state.'),
  debugMode: z.boolean().describe('Whether the debug operations drive it.'),
  createdAt: timestamp().describe('When it was created.'),
  completedAt: timestamp().nullable().describe('When it ended; null while it has not.'),
  rootRunId: z.uuid().describe('The run at the top of the tree of sub-runs: itself if nothing started it.'),
  parentRunId: z.uuid().nullable().describe('The run that started it; null if none did.'),
}

export const RunSummary = z.object(runSummaryShape).meta({ id: 'RunSummary', description: 'A run in brief.' })

export const RunDetails = z
  .object({
    ...runSummaryShape,
    inputs: z.array(Value).describe('The input of each item.'),
    overrides: WorkflowOverrides.nullish().describe('Changes of steps; absent if there are none.'),
  })
  .meta({ id: 'RunDetails', description: 'A run with its inputs. Its results are at `items`.' })

export const ListRunsResponse = z
  .object({
    runs: z.array(RunSummary).describe('The runs, newest first.'),
    total: z.int().min(0).describe('How many runs the filters let through, on all pages.'),
  })
  .meta({ id: 'ListRunsResponse', description: 'One page of runs.' })

export const ItemResult = z
  .object({
    itemIndex: z.int().min(0).describe('Index of the item, from 0.'),
    status: ExecutionStatus.describe('Status of the item.'),
    result: FlowResult.nullish().describe('Its result, once it has one.'),
  })
  .meta({ id: 'ItemResult', description: 'One item of a run.' })

export const ListItemsResponse = z
  .object({
    itemCount: z.int().min(0).describe('How many items the run has.'),
    items: z.array(ItemResult).describe('The items by index.'),
  })
  .meta({ id: 'ListItemsResponse', description: 'The items of a run.' })

export const StepRunResponse = z
  .object({
    stepIndex: z.int().min(0).describe('Index of the step in the flow, from 0.'),
    stepId: z.string().describe('Id of the step.'),
    component: z.string().nullish().describe('Path of its component.'),
    status: StepStatus.describe(
      'Status of the step. In a batch: failed if it failed for any item, else running, runnable or completed if it is so for any.',
    ),
    result: FlowResult.nullish().describe(
      'Its result, once it has one. In a batch: of the first item in that status.',
    ),
  })
  .meta({ id: 'StepRunResponse', description: 'One step of a run.' })

export const ListStepRunsResponse = z
  .object({
    steps: z.record(z.string(), StepRunResponse).describe('The steps by id, in the order of the flow.'),
  })
  .meta({ id: 'ListStepRunsResponse', description: 'The steps of a run.' })
