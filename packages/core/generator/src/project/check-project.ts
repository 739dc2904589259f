import { SpecError } from '../document/errors.ts'
import { swapPlace } from './apply-plans.ts'
import type { FileDrift } from './compare.ts'
import { messageOf, ProjectError } from './errors.ts'
import type { Pipeline } from './pipeline.ts'
import { type ApiPlan, planApi } from './plan.ts'
import { fetchCommand, storedSpecName } from './present.ts'
import { runningProcess } from './run-lock.ts'
import { findHalfSwap, type HalfSwap } from './swap.ts'
import type { Workshop } from './workshop.ts'

export interface CheckOptions {
  readonly apis: readonly string[]
  readonly pipeline: Pipeline
  /** Ignore all hashes: generate everything and compare it. */
  readonly full: boolean
  readonly signal?: AbortSignal
}

export interface ApiCheck {
  readonly api: string
  readonly inStep: boolean
  readonly operations: number
  readonly files: number
  readonly drifts: readonly FileDrift[]
  readonly reasons: readonly string[]
  readonly problems: readonly string[]
  /** The command that repairs a problem, where one does. */
  readonly fix?: string
}

export interface CheckReport {
  readonly inStep: boolean
  /** The command that repairs what was found; absent where nothing is wrong or only a person can repair it. */
  readonly fix?: string
  /** An interrupted run; nothing else was then compared. */
  readonly halfSwap?: HalfSwap
  readonly apis: readonly ApiCheck[]
}

/**
 * Compares what stands in the tree with what would be generated. Writes nothing, asks no server.
 *
 * @throws ProjectError while another run is writing, or where an API cannot be looked at at all
 */
export async function checkProject(workshop: Workshop, options: CheckOptions): Promise<CheckReport> {
  const writer = runningProcess(workshop.stateFolder)
  if (writer !== undefined) {
    throw new ProjectError(`Another run (process ${writer}) is writing here; check again when it has ended.`)
  }
  const halfSwap = findHalfSwap(swapPlace(workshop))
  if (halfSwap) return { inStep: false, fix: 'pnpm gen generate', halfSwap, apis: [] }
  const apis: ApiCheck[] = []
  for (const api of options.apis) {
    options.signal?.throwIfAborted()
    apis.push(await checkApi(workshop, api, options))
  }
  const fix = fixFor(apis)
  return { inStep: apis.every((check) => check.inStep), ...(fix !== '' && { fix }), apis }
}

function fixFor(apis: readonly ApiCheck[]): string {
  const drifted = apis.filter((check) => check.drifts.length > 0).map((check) => check.api)
  const fixes = apis.flatMap((check) => check.fix ?? [])
  if (drifted.length > 0) fixes.push(`pnpm gen generate ${drifted.join(' ')}`)
  return fixes.join(' && ')
}

async function checkApi(workshop: Workshop, api: string, options: CheckOptions): Promise<ApiCheck> {
  try {
    return describe(await planApi(workshop, api, options))
  } catch (error) {
    // One API that cannot be generated must not hide what is wrong with the others.
    if (!(error instanceof Error)) throw error
    const problems = [messageOf(error)]
    const fix = fixOf(error, api)
    const nothing = { operations: 0, files: 0, drifts: [], reasons: [] }
    return { api, inStep: false, ...nothing, problems, ...(fix !== undefined && { fix }) }
  }
}

/** The command that repairs what an error speaks of, where one does. */
function fixOf(error: Error, api: string): string | undefined {
  if (error instanceof ProjectError) return error.fix
  const isStoredSpec = error instanceof SpecError && error.file === storedSpecName(api)
  return isStoredSpec ? fetchCommand(api) : undefined
}

function describe(plan: ApiPlan): ApiCheck {
  const { api, operations, files, drifts, reasons, problems } = plan
  return {
    api,
    inStep: drifts.length === 0 && problems.length === 0,
    operations,
    files,
    drifts,
    reasons,
    problems,
  }
}
