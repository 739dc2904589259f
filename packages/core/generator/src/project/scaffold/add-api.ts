import type { ApiConfig } from '../../config.ts'
import type { Notice } from '../../model/types.ts'
import { applyPlans, withWholeTree } from '../apply-plans.ts'
import { keepCompiledModules } from '../compile-cache.ts'
import { loaded } from '../config.ts'
import type { Pipeline, StorableSpec } from '../pipeline.ts'
import { planApi } from '../plan.ts'
import type { Workshop } from '../workshop.ts'
import { packageManifest } from './package-files.ts'
import { scaffoldFiles } from './scaffold-files.ts'
import { refuseTakenNames } from './taken-names.ts'

export interface AddApiOptions {
  readonly config: ApiConfig
  readonly spec: StorableSpec
  readonly pipeline: Pipeline
  readonly signal?: AbortSignal
}

export interface AddedApi {
  readonly operations: number
  readonly notices: readonly Notice[]
}

/**
 * Adds an API: its document, its configuration, and its client package, all or nothing.
 *
 * @throws UsageError where a name is taken; SpecError, ProjectError; the tree is then as it was
 */
export function addApi(workshop: Workshop, options: AddApiOptions): Promise<AddedApi> {
  const { config, spec, pipeline, signal } = options
  return withWholeTree(workshop, async () => {
    await refuseTakenNames(workshop, config)
    keepCompiledModules(workshop)
    const manifest = (paths: ReadonlySet<string>) => packageManifest(workshop, config, paths)
    const newApi = { loaded: loaded(config), manifest }
    const plan = await planApi(workshop, config.name, { pipeline, full: true, newSpec: spec.text, newApi })
    signal?.throwIfAborted()
    const scaffold = [...scaffoldFiles(workshop, plan)].map(([path, content]) => ({ path, content }))
    applyPlans(workshop, [plan], scaffold)
    return { operations: plan.operations, notices: [...spec.notices, ...plan.notices] }
  })
}
