import type { DriftReport, OperationDrift } from './compare.ts'

/** As many new operations as a person reads. */
const listedOperations = 20

/** A report for people: first what to know, then the operations that differ, then what to do. */
export function driftText(report: DriftReport, { name, url }: { name: string; url: string }): string {
  const { operations, differences, moved } = report
  const lines: string[] = []
  if (report.inStep) {
    lines.push(`${url} offers all that ${name} was made from (${count(operations, 'operation')}).`)
  } else {
    lines.push(`${url} does not offer all that ${name} was made from:`, ...differenceLines(report))
    if (moved !== undefined) {
      lines.push(`  all operations moved from ${moved.from.join(', ')} to ${moved.to.join(', ')}`)
    }
    const differing = moved === undefined ? differences.length : operations
    lines.push(
      `${differing} of ${count(operations, 'operation')} ${differing === 1 ? 'differs' : 'differ'}. ` +
        `Use a version of ${name} that was made from this server's document.`,
    )
  }
  return [...lines, ...addedLines(report)].join('\n')
}

/** One line for each operation that differs: what happened, the call, and where it goes. */
export function differenceLines({ differences }: Pick<DriftReport, 'differences'>): string[] {
  const goes = ({ httpMethod, path }: OperationDrift) => `${httpMethod} ${path}`
  const width = Math.max(0, ...differences.map((difference) => goes(difference).length))
  return differences.map((difference) => {
    const calls = difference.calls.join(', ')
    return `  ${difference.change.padEnd(7)}  ${goes(difference).padEnd(width)}  ${calls}`
  })
}

/** What the client does not know yet; no reason to fail. */
export function addedLines({ added }: Pick<DriftReport, 'added'>): string[] {
  if (added.length === 0) return []
  const more = added.length > listedOperations ? ` and ${added.length - listedOperations} more` : ''
  return [`note: new on the server: ${added.slice(0, listedOperations).join(', ')}${more}`]
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}
