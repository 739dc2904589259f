import type { ChangesetProblem } from '../diff/changeset/check.ts'
import type { ApiCheck, CheckReport } from '../project/check-project.ts'
import type { FileDrift } from '../project/compare.ts'
import type { HalfSwap } from '../project/swap.ts'
import { unifiedDiff } from '../project/unified-diff.ts'
import { count } from './table.ts'

/** A check's result for people: first the command that repairs it, then the files, then a diff cut to size. */
export function checkText(report: CheckReport): string {
  if (report.inStep) return report.apis.map(inStepLine).join('\n')
  const sections: string[] = []
  if (report.fix) sections.push(`Fix: ${report.fix}`)
  if (report.halfSwap) sections.push(halfSwapText(report.halfSwap))
  sections.push(report.apis.map(apiText).join('\n'))
  const diff = unifiedDiff(report.apis.flatMap((check) => check.drifts))
  if (diff !== '') sections.push(diff)
  return sections.filter((section) => section !== '').join('\n\n')
}

/** The same for machines; without the texts of files. */
export function checkJson(
  report: CheckReport,
  fix: string | undefined = report.fix,
  changesets?: readonly ChangesetProblem[],
): string {
  const apis = report.apis.map((check) => ({
    ...check,
    drifts: check.drifts.map(({ path, kind, cause }) => ({ path, kind, cause })),
  }))
  const inStep = report.inStep && !changesets?.length
  return JSON.stringify({ ...report, inStep, fix, apis, changesets }, null, 2)
}

/** Workflow commands that make GitHub show each finding at its file. */
export function checkAnnotations(report: CheckReport): string[] {
  const fix = report.fix ? `; fix: ${report.fix}` : ''
  const half = report.halfSwap ? [annotation(undefined, halfSwapText(report.halfSwap) + fix)] : []
  return [
    ...half,
    ...report.apis.flatMap((check) => [
      ...check.problems.map((problem) => annotation(undefined, `${check.api}: ${problem}`)),
      ...check.drifts.map((drift) => annotation(drift.path, `${drift.kind}, ${drift.cause}${fix}`)),
    ]),
  ]
}

/** One line per file: what is wrong with it and whose doing that is. */
export function driftLines(drifts: readonly FileDrift[]): string {
  return drifts.map((drift) => `  ${drift.kind.padEnd(7)}  ${drift.path}  (${drift.cause})`).join('\n')
}

function inStepLine(check: ApiCheck): string {
  return `${check.api}: in step (${count(check.operations, 'operation')}, ${count(check.files, 'file')})`
}

function apiText(check: ApiCheck): string {
  if (check.inStep) return inStepLine(check)
  const lines = [`${check.api}: out of step`]
  for (const reason of check.reasons) lines.push(`  because ${reason}`)
  for (const problem of check.problems) lines.push(`  ${problem}`)
  if (check.drifts.length > 0) lines.push(driftLines(check.drifts))
  return lines.join('\n')
}

function halfSwapText(half: HalfSwap): string {
  return [
    `A run was interrupted while it replaced files: ${half.done} of ${half.total} are new, the others still old.`,
    'The next `pnpm gen generate` completes it. Affected:',
    ...half.paths.map((path) => `  ${path}`),
  ].join('\n')
}

/** A workflow command that makes GitHub show a message, at a file where there is one. */
export function annotation(file: string | undefined, message: string): string {
  const where =
    file === undefined ? '' : ` file=${escapeCommand(file).replaceAll(':', '%3A').replaceAll(',', '%2C')}`
  return `::error${where}${where ? ',' : ' '}title=pnpm gen check::${escapeCommand(message)}`
}

function escapeCommand(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}
