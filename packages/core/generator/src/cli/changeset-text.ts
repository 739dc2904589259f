import type { ChangesetProblem } from '../diff/changeset/check.ts'
import { annotation } from './check-text.ts'

/** The command that repairs changesets; without names where one of them belongs to no API. */
export function changesetFix(problems: readonly ChangesetProblem[], known: readonly string[]): string {
  const apis = problems.map(({ api }) => api)
  return ['pnpm gen changeset', ...(apis.every((api) => known.includes(api)) ? apis : [])].join(' ')
}

/** The problems for people: one line per changeset. */
export function problemsText(problems: readonly ChangesetProblem[]): string {
  if (problems.length === 0) return 'changesets: in step'
  const lines = problems.map(({ kind, file, message }) => `  ${kind.padEnd(11)}  ${file}  (${message})`)
  return ['changesets: out of step', ...lines].join('\n')
}

/** Workflow commands that make GitHub show each problem at its file. */
export function changesetAnnotations(
  problems: readonly ChangesetProblem[],
  fix: string | undefined,
): string[] {
  return problems.map(({ file, kind, message }) => annotation(file, `${kind}: ${message}; fix: ${fix}`))
}
