import type { Notice } from '../model/types.ts'
import { applyPlans, withWholeTree } from './apply-plans.ts'
import { keepCompiledModules } from './compile-cache.ts'
import type { Pipeline, SourceText } from './pipeline.ts'
import { type ApiPlan, planApi } from './plan.ts'
import { readOverlay } from './present.ts'
import { type Progress, runAll, silentProgress } from './progress.ts'
import type { Recovery } from './swap.ts'
import type { Workshop } from './workshop.ts'

export interface GenerateOptions {
  readonly apis: readonly string[]
  readonly pipeline: Pipeline
  /** A document that first becomes the stored spec of the API; `apis` then holds one name. */
  readonly from?: SourceText
  readonly progress?: Progress
  readonly signal?: AbortSignal
}

export interface GenerateResult {
  /** What became of an earlier run that was interrupted. */
  readonly recovery: Recovery
  readonly plans: readonly ApiPlan[]
  /** Of the linter, where a new spec was stored. */
  readonly specNotices: readonly Notice[]
}

/**
 * Regenerates the clients of some APIs, all of them or none.
 *
 * @throws SpecError, ProjectError; the tree is then as it was
 */
export function generateProject(workshop: Workshop, options: GenerateOptions): Promise<GenerateResult> {
  const { apis, pipeline, from, progress = silentProgress, signal } = options
  return withWholeTree(workshop, async (recovery) => {
    const [first] = apis
    const overlay = from && first !== undefined ? readOverlay(workshop, first) : undefined
    const spec = from && (await pipeline.prepareSpec(from, overlay))
    keepCompiledModules(workshop)
    const plans = await runAll(
      progress,
      apis.map((api) => ({
        title: api,
        work: async (say) => {
          signal?.throwIfAborted()
          say('generating')
          const plan = await planApi(workshop, api, {
            pipeline,
            full: false,
            ...(spec && { newSpec: spec.text }),
          })
          say(describePlan(plan))
          return plan
        },
      })),
    )
    signal?.throwIfAborted()
    applyPlans(workshop, plans)
    return { recovery, plans, specNotices: spec?.notices ?? [] }
  })
}

/** `in step`, or what becomes of how many files. */
export function describePlan(plan: ApiPlan): string {
  if (plan.drifts.length === 0) return 'in step'
  const inPackage = plan.drifts.filter((drift) => drift.path.startsWith('packages/'))
  if (inPackage.length === 0) return 'unchanged'
  const words = { changed: 'changed', missing: 'added', extra: 'removed' } as const
  const counts = (['changed', 'missing', 'extra'] as const).flatMap((kind) => {
    const count = inPackage.filter((drift) => drift.kind === kind).length
    return count === 0 ? [] : [`${count} ${words[kind]}`]
  })
  return `files: ${counts.join(', ')}`
}
