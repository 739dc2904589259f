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
  return [headline(verdict), ...nothing, ...lines, ...staleLines(verdict)].join('\n')
}

/** The accepted breaks that are errors now. */
export function staleLines({ stale }: Verdict): string[] {
  return stale.map(
    ({ position, code, subject }) =>
      `  error  ${position.file}:${position.line}: no break is called \`${code} ${subject}\` any more; delete this line.`,
  )
}
