import { scenarios, type Verdict } from '@driftless/testing'

/** One client's column of the matrix. */
export interface Column {
  readonly name: string
  readonly isOurs: boolean
  /** Packages with versions. */
  readonly versions: readonly string[]
  /** By id of the scenario. */
  readonly verdicts: Readonly<Record<string, Verdict>>
}

const marks = { pass: '✓', fail: '✗', 'not applicable': '–' }

const introduction = `# Torture matrix

Written by \`pnpm torture\`; do not edit. Each row is a tiny hostile server on loopback and one expectation; the same code
runs against every client. Clients have their default options, but for the timeouts that a row names, which are set
where a client has them.

✓ pass · ✗ fail, see below what happened · – not applicable: the client has nothing that the row is about.

A ✗ is not always a bug: some clients leave retries or timeouts to their users, and say so. It means that who uses the
client as it comes gets what the row describes.`

/** Writes the report. */
export function document(columns: readonly Column[]): string {
  const parts = [introduction, '## Versions', versions(columns), '## Matrix', matrix(columns)]
  const failures = columns.filter(({ verdicts }) =>
    Object.values(verdicts).some(({ result }) => result === 'fail'),
  )
  return `${[...parts, '## What each row means', meanings(), '## What happened', ...failures.map(whatHappened)].join('\n\n')}\n`
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}

function versions(columns: readonly Column[]): string {
  const node = `Node ${process.versions.node.split('.')[0]}`
  const rows = columns.map(({ name, versions: packages, isOurs }) => [
    name,
    isOurs ? 'this repository' : packages.join(', '),
  ])
  return `${table(['client', 'packages'], rows)}\n\nRun on ${node}.`
}

function matrix(columns: readonly Column[]): string {
  const rows = scenarios.map(({ id }) => [
    `\`${id}\``,
    ...columns.map(({ verdicts }) => marks[verdicts[id]?.result ?? 'fail']),
  ])
  const totals = columns.map(({ verdicts }) => {
    const results = Object.values(verdicts).filter(({ result }) => result !== 'not applicable')
    return `${results.filter(({ result }) => result === 'pass').length} of ${results.length}`
  })
  return table(['row', ...columns.map(({ name }) => name)], [...rows, ['**passed**', ...totals]])
}

function meanings(): string {
  const rows = scenarios.map(({ id, server, expected }) => [`\`${id}\``, server, expected])
  return table(['row', 'the server', 'expected'], rows)
}

/** Text of a client in a list: nothing in it is markup. */
function literal(text: string): string {
  return `\`${text.replaceAll('`', "'")}\``
}

function whatHappened({ name, verdicts }: Column): string {
  const lines = Object.entries(verdicts).flatMap(([id, verdict]) =>
    verdict.result === 'fail' ? [`- \`${id}\`: ${literal(verdict.what)}`] : [],
  )
  return `### ${name}\n\n${lines.join('\n')}`
}
