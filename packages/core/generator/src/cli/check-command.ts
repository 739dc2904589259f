import type { ChangesetProblem } from '../diff/changeset/check.ts'
import type { Comparison } from '../diff/changeset/comparison.ts'
import { type CheckReport, checkProject } from '../project/check-project.ts'
import { listApis, selectApis, type Workshop } from '../project/workshop.ts'
import { changesetAnnotations, changesetFix, problemsText } from './changeset-text.ts'
import { checkAnnotations, checkJson, checkText } from './check-text.ts'
import type { CommandContext } from './context.ts'
import { exitCodes } from './run-program.ts'

export interface CheckFlags {
  readonly full?: boolean
  readonly changesets?: boolean
  readonly json?: boolean
  readonly github?: boolean
}

/** `check`: compares and writes nothing; answers with the exit code. */
export async function checkCommand(
  workshop: Workshop,
  names: readonly string[],
  flags: CheckFlags,
  context: CommandContext,
  comparison?: Comparison,
): Promise<number> {
  const { pipeline, signal } = context
  const apis = selectApis(workshop, names)
  const report = await checkProject(workshop, { apis, pipeline, signal, full: flags.full === true })
  // A changeset says what a client that is in step has changed; one that is not has to be generated first.
  const problems =
    flags.changesets && report.inStep ? await findProblems(workshop, names, context, comparison) : undefined
  const fix = problems?.length ? changesetFix(problems, listApis(workshop)) : report.fix
  if (flags.json) context.print(checkJson(report, fix, problems))
  else context.print(textFor(report, fix, problems))
  // GitHub reads both streams; whoever reads JSON reads stdout.
  const annotate = flags.json ? context.remark : context.print
  if (flags.github) {
    for (const line of checkAnnotations(report)) annotate(line)
    for (const line of changesetAnnotations(problems ?? [], fix)) annotate(line)
  }
  return report.inStep && !problems?.length ? exitCodes.done : exitCodes.failed
}

/** Loaded when it is asked for: a quick check needs none of what compares releases. */
async function findProblems(
  workshop: Workshop,
  names: readonly string[],
  context: CommandContext,
  comparison: Comparison | undefined,
): Promise<ChangesetProblem[]> {
  const { findChangesetProblems } = await import('./changeset-command.ts')
  return findChangesetProblems(workshop, names, context, comparison)
}

function textFor(
  report: CheckReport,
  fix: string | undefined,
  problems: readonly ChangesetProblem[] | undefined,
): string {
  const nothing = report.apis.length === 0 && report.inStep
  const text = nothing ? 'schemas/ holds no API: nothing to check.' : checkText(report)
  if (problems === undefined) return text
  const found = problemsText(problems)
  if (problems.length === 0) return `${text}\n${found}`
  return fix === undefined ? found : `Fix: ${fix}\n\n${found}`
}
