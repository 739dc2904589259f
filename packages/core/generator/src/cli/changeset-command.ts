import { type ChangesetProblem, checkChangeset } from '../diff/changeset/check.ts'
import type { Comparison } from '../diff/changeset/comparison.ts'
import { defaultComparison } from '../diff/changeset/default-comparison.ts'
import { apisWithChangeset, changesetFile } from '../diff/changeset/files.ts'
import { checkHandWritten } from '../diff/changeset/hand-written.ts'
import { type ChangesetPlan, planChangeset } from '../diff/changeset/plan.ts'
import { writeChangeset } from '../diff/changeset/write.ts'
import { listApis, selectApis, type Workshop } from '../project/workshop.ts'
import type { CommandContext } from './context.ts'
import { exitCodes } from './run-program.ts'
import { table } from './table.ts'

/** Writes `.changeset/spec-<api>.md` of each API, and prints what it holds; answers with the exit code. */
export async function writeChangesets(
  workshop: Workshop,
  names: readonly string[],
  context: CommandContext,
  comparison: Comparison = defaultComparison,
): Promise<number> {
  const plans = await planChangesets(workshop, names, context, comparison)
  const rows = plans.map((plan) => {
    const written = writeChangeset(workshop, plan)
    const file = plan.text === undefined && written === 'in step' ? '-' : `${plan.file} (${written})`
    return [plan.api, plan.bump, plan.packages.join(', ') || '-', file]
  })
  context.print(
    rows.length === 0
      ? 'schemas/ holds no API: nothing to release.'
      : table([['api', 'bump', 'packages', 'changeset'], ...rows]),
  )
  return exitCodes.done
}

/** What `check --changesets` finds: changesets that are missing, too small, out of date or left over, and, of all, what people wrote wrong. */
export async function findChangesetProblems(
  workshop: Workshop,
  names: readonly string[],
  context: CommandContext,
  comparison: Comparison = defaultComparison,
): Promise<ChangesetProblem[]> {
  const plans = await planChangesets(workshop, names, context, comparison)
  const found = plans.map((plan) => checkChangeset(workshop, plan)).filter((problem) => problem !== undefined)
  return names.length > 0 ? found : [...found, ...(await checkHandWritten(workshop))]
}

/** The plans of the named APIs; of all, and of those that exist no longer, where none is named. */
async function planChangesets(
  workshop: Workshop,
  names: readonly string[],
  context: CommandContext,
  comparison: Comparison,
): Promise<ChangesetPlan[]> {
  const plans: ChangesetPlan[] = []
  for (const api of selectApis(workshop, names)) {
    context.signal.throwIfAborted()
    plans.push(await planChangeset(workshop, api, comparison))
  }
  if (names.length > 0) return plans
  const known = listApis(workshop)
  const gone = apisWithChangeset(workshop).filter((api) => !known.includes(api))
  return [...plans, ...gone.map((api) => nothing(api))]
}

function nothing(api: string): ChangesetPlan {
  return { api, file: changesetFile(api), bump: 'none', packages: [], text: undefined }
}
