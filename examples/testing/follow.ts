import type { StepflowApi } from 'stepflow-api'

/** Follows a run to its end, and gives the types of what happened. */
export async function follow(api: StepflowApi, runId: string): Promise<string[]> {
  const types: string[] = []
  for await (const { type } of api.runs.streamEvents(runId)) types.push(type)
  return types
}
