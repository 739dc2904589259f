import { rememberGenerated } from './cache.ts'
import { ProjectError } from './errors.ts'
import type { ApiPlan } from './plan.ts'
import { withRunLock } from './run-lock.ts'
import { type Recovery, recover, type SwapPlace, type SwapTarget, swap } from './swap.ts'
import type { Workshop } from './workshop.ts'

export function swapPlace(workshop: Workshop): SwapPlace {
  return { base: workshop.root, stateFolder: workshop.stateFolder }
}

/** Runs `work` as the only writer of this repository, after an interrupted run has been made whole. */
export function withWholeTree<T>(workshop: Workshop, work: (recovery: Recovery) => Promise<T>): Promise<T> {
  return withRunLock(workshop.stateFolder, () => work(recover(swapPlace(workshop))))
}

/**
 * Brings all APIs of a run in step, or none.
 *
 * @param more further targets of the same swap
 * @throws ProjectError where something must be repaired by hand first
 */
export function applyPlans(
  workshop: Workshop,
  plans: readonly ApiPlan[],
  more: readonly SwapTarget[] = [],
): void {
  const problems = plans.flatMap((plan) => plan.problems)
  if (problems.length > 0) throw new ProjectError(problems.join('\n'))
  const targets = [...more, ...plans.flatMap((plan) => plan.targets)]
  if (targets.length > 0) swap(targets, swapPlace(workshop))
  for (const plan of plans) rememberGenerated(workshop, plan.api, plan.lockText)
}
