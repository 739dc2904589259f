import type { Bump, Change, Verdict } from '../types.ts'

/** One call as users of two releases write it; `undefined` where it is in neither or cannot be told. */
export interface CallPair {
  readonly old: string
  /** Nothing where the operation is gone. */
  readonly new: string | undefined
}

/** What a changeset is written from. */
export interface ChangesetContent {
  /** Packages that get the bump: the client, then those that show it to their users. */
  readonly packages: readonly string[]
  readonly bump: Exclude<Bump, 'none'>
  readonly summary: string
}

const groups = [
  { bump: 'major', title: 'Breaking', one: 'breaking change', many: 'breaking changes' },
  { bump: 'minor', title: 'Added', one: 'addition', many: 'additions' },
  { bump: 'patch', title: 'Fixed', one: 'fix', many: 'fixes' },
] as const

/** The text of a changeset file: which packages move how far, then what their users are told. */
export function changesetText(content: ChangesetContent): string {
  const head = content.packages.map((name) => `${JSON.stringify(name)}: ${content.bump}`)
  return `---\n${head.join('\n')}\n---\n\n${content.summary}\n`
}

const summaryLine = new RegExp(
  `^\`[^\`\\n]+\`: (?:First release\\.|\\d+ (?:${groups.flatMap(({ one, many }) => [many, one]).join('|')})[,.])`,
  'm',
)

/** Whether a text was written here; also where two branches wrote it, and git has not merged them. */
export function isGenerated(text: string): boolean {
  return summaryLine.test(text)
}

/** What is said of a client that nobody could install before. */
export function firstReleaseSummary(client: string): string {
  return `\`${client}\`: First release.`
}

/**
 * What changed for users of a client, in groups. A breaking change of an operation shows its old call beside the new one.
 *
 * @param callsOf the two calls of what a change is about, where they differ
 */
export function changesSummary(verdict: Verdict, callsOf: (change: Change) => CallPair | undefined): string {
  const sections = groups.flatMap(({ bump, title }) => {
    const changes = verdict.changes.filter((change) => groupOf(change) === bump)
    if (changes.length === 0) return []
    const shown = new Set<string>()
    const items = changes.map((change) => item(change, bump === 'major' ? callsOf(change) : undefined, shown))
    return [`**${title}**\n\n${items.join('\n')}`]
  })
  return [`\`${verdict.package}\`: ${counts(verdict)}.`, ...sections].join('\n\n')
}

/** An accepted break needs no major version, and is told as what it is all the same. */
function groupOf(change: Change): Change['bump'] {
  return change.accepted === undefined ? change.bump : 'major'
}

function counts(verdict: Verdict): string {
  return groups
    .map(({ bump, one, many }) => {
      const number = verdict.changes.filter((change) => groupOf(change) === bump).length
      return number === 0 ? '' : `${number} ${number === 1 ? one : many}`
    })
    .filter((part) => part !== '')
    .join(', ')
}

/** @param shown calls that an item above has shown already */
function item(change: Change, calls: CallPair | undefined, shown: Set<string>): string {
  const accepted = change.accepted === undefined ? '' : ` (accepted: ${oneLine(change.accepted)})`
  const line = `- ${subjectText(change.subject)}: ${oneLine(change.message)}${accepted}`
  if (calls === undefined || shown.has(calls.old)) return line
  shown.add(calls.old)
  const after = calls.new === undefined ? [] : ['', '  Now:', '', indented(calls.new)]
  return [line, '', '  Before:', '', indented(calls.old), ...after, ''].join('\n')
}

/** `tasks.claim`; what a type is called stands behind the word: type `Task`. */
function subjectText(subject: string): string {
  const [, kind, name] = /^([a-z]+) (\S+)$/.exec(subject) ?? []
  return name === undefined ? `\`${oneLine(subject)}\`` : `${kind} \`${name}\``
}

/** A code block inside of a list item; its fence is longer than any row of back quotes in the code. */
function indented(code: string): string {
  const longest = Math.max(2, ...[...code.matchAll(/`+/g)].map(([row]) => row.length))
  const fence = '`'.repeat(longest + 1)
  return [`${fence}ts`, ...code.split('\n'), fence].map((line) => `  ${line}`.trimEnd()).join('\n')
}

/** What comes from a document is data: no line of it may begin a heading or a section of its own. */
function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}
