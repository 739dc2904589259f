import { acceptedFile, staleText } from '../accepted.ts'
import type { Verdict } from '../types.ts'
import { headline, positionText, sentencesOf } from './lines.ts'

/** A verdict for people: both verdicts first, then a sentence for each change, with its code and both places. */
export function verdictText(verdict: Verdict): string {
  const lines = sentencesOf(verdict).flatMap(({ change, subjects }) => {
    const accepted = change.accepted === undefined ? '' : `, accepted: ${change.accepted}`
    const where = positionText(change)
    return [
      `  ${change.bump.padEnd(5)}  ${subjects.join(', ')}: ${change.message}`,
      `         ${change.code} (${change.side}${accepted})${where === '' ? '' : `  ${where}`}`,
    ]
  })
  const nothing = verdict.changes.length === 0 ? ['  Nothing changed for users.'] : []
  return [headline(verdict), ...nothing, ...lines, ...staleLines(verdict), ...adviceLines(verdict)].join('\n')
}

/** The accepted breaks that are errors now. */
export function staleLines(verdict: Verdict): string[] {
  return verdict.stale.map(
    (each) => `  error  ${each.position.file}:${each.position.line}: ${staleText(each, verdict)}`,
  )
}

/** How many lines that accept a break are printed. */
const shownLines = 10

/** The lines to copy for breaks that are made without a major version. */
function adviceLines({ changes }: Verdict): string[] {
  const lines = changes.flatMap(({ accept }) => accept ?? [])
  if (lines.length === 0) return []
  const rest = lines.length - shownLines
  return [
    `  To make a break without a major version, copy its line to ${acceptedFile}, and say why behind \`--\`:`,
    ...lines.slice(0, shownLines).map((line) => `    ${line}`),
    ...(rest > 0 ? [`    and ${rest} more: \`--json\` has the \`accept\` of each`] : []),
  ]
}
