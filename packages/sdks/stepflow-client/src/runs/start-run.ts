import type { CreateRunRequest, CreateRunResponse, StepflowApi } from 'stepflow-api'
import { told } from '../calls.ts'
import { StepflowClientError } from '../errors.ts'
import type { SubmitOptions } from '../executor.ts'
import { type FlowSource, isFlowId, readSource } from '../flows/flow-source.ts'
import { storeFlow } from '../flows/store-flow.ts'

/** Stores the flow unless it is named by its id, and starts a run; the answer comes at once. */
export async function startRun(
  api: StepflowApi,
  source: FlowSource,
  inputs: readonly unknown[],
  { overrides, variables, maxConcurrency, ...call }: SubmitOptions = {},
): Promise<CreateRunResponse> {
  if (!Array.isArray(inputs)) {
    throw new StepflowClientError(
      'the inputs of a batch must be an array, with one member per input of the flow',
    )
  }
  const flowId = isFlowId(source) ? source : (await storeFlow(api, await readSource(source), call)).flowId
  const body: CreateRunRequest = {
    flowId,
    input: [...inputs],
    overrides,
    variables: variables === undefined ? undefined : { ...variables },
    maxConcurrency,
    wait: false,
  }
  return told({ to: 'start the run' }, api.runs.create(body, call))
}
