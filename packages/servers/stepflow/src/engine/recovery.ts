import type { RunRecord, Store } from '../store/store.ts'
import type { ComponentRegistry } from './components/registry.ts'
import type { CompiledFlow } from './flow.ts'
import type { Progress } from './progress.ts'

/** Why a run cannot go on after its server stopped; `undefined` if it can. */
export function whyNotResumed(
  flow: CompiledFlow,
  { unfinished }: Progress,
  components: ComponentRegistry,
): string | undefined {
  const step = unfinished
    .filter(({ inFlight }) => inFlight)
    .map(({ stepIndex }) => flow.steps[stepIndex])
    .find((each) => each !== undefined && components.find(each.component)?.repeatable !== true)
  if (step === undefined) return undefined
  return `Step '${step.id}' (${step.component}) was in flight when the server stopped, and its component may not be repeated`
}

/** Why a sub-run ends that nobody waits for any longer. */
export const ORPHANED_MESSAGE =
  'The server stopped while the flow was running, and the run that started it has ended'

/**
 * Sorts the runs that a server left running when it stopped: those to resume, and sub-runs whose parents
 * have ended. The others are sub-runs that their parents take up again.
 */
export async function interruptedRuns({
  runs,
}: Store): Promise<{ roots: RunRecord[]; orphans: RunRecord[] }> {
  const running = new Map((await runs.running()).map((record) => [record.runId, record]))
  const roots: RunRecord[] = []
  const orphans: RunRecord[] = []
  // By id, and so by age: a parent comes before its sub-runs.
  for (const record of [...running.values()]) {
    if (record.parentRunId === null) roots.push(record)
    else if (!running.has(record.parentRunId)) {
      orphans.push(record)
      running.delete(record.runId)
    }
  }
  return { roots, orphans }
}
