import type { ChangesetProblem } from '../diff/changeset/check.ts'
import { annotation } from './check-text.ts'

/**
 * The command that repairs changesets; without names where one of them belongs to no API. None repairs those that people
 * wrote.
 */
export function changesetFix(
  problems: readonly ChangesetProblem[],
  known: readonly string[],
): string | undefined {
  const apis = problems.flatMap(({ api }) => api ?? [])
  if (apis.length === 0) return undefined
  return ['pnpm gen changeset', ...(apis.every((api) => known.includes(api)) ? apis : [])].join(' ')
}

/** The problems for people: one line per changeset. */
export function problemsText(problems: readonly ChangesetProblem[]): string {
  if (problems.length === 0) return 'changesets: in step'
  const width = Math.max(11, ...problems.map(({ kind }) => kind.length))
  const lines = problems.map(({ kind, file, message }) => `  ${kind.padEnd(width)}  ${file}  (${message})`)
  return ['changesets: out of step', ...lines].join('\n')
}

/** Workflow commands that make GitHub show each problem at its file. */
export function changesetAnnotations(
  problems: readonly ChangesetProblem[],
  fix: string | undefined,
): string[] {
  return problems.map(({ api, file, kind, message }) => {
    const repair = api === undefined || fix === undefined ? '' : `; fix: ${fix}`
    return annotation(file, `${kind}: ${message}${repair}`)
  })
}
