import { join } from 'node:path'
import { ProjectError } from '../project/errors.ts'
import { readIfPresent } from '../project/files.ts'
import { listApis, type Workshop } from '../project/workshop.ts'
import { sentenceOf } from './groups.ts'
import type { AcceptedBreak, Change, Verdict } from './types.ts'

/** Where accepted breaks stand, relative to the repository. */
export const acceptedFile = 'schemas/accepted-breaks.txt'

const syntax = '<api> <code> <subject>: <what changed> -- <reason>'
const line = /^(?<api>\S+)\s+(?<what>[a-z][a-z-]*\s+\S.*?)\s+--\s+(?<reason>\S.*)$/

/**
 * Reads the breaks that were accepted since the last releases, one a line: the API, the code, the subject and
 * the sentence of the change as `pnpm gen diff` prints them, and why users can live with it.
 *
 * @throws ProjectError that names the lines that are wrong
 */
export function readAcceptedBreaks(workshop: Workshop): AcceptedBreak[] {
  const text = readIfPresent(join(workshop.root, acceptedFile))?.toString() ?? ''
  return parseAcceptedBreaks(text, listApis(workshop))
}

/** Reads the text of the file. @throws ProjectError that names the lines that are wrong */
export function parseAcceptedBreaks(text: string, apis: readonly string[]): AcceptedBreak[] {
  const found: AcceptedBreak[] = []
  const problems: string[] = []
  const known = new Map<string, number>()
  for (const [index, raw] of text.split('\n').entries()) {
    const content = raw.trim()
    if (content === '' || content.startsWith('#')) continue
    const position = { file: acceptedFile, line: index + 1 }
    const { api, what: written, reason } = line.exec(content)?.groups ?? {}
    const problem = (message: string) => problems.push(`${acceptedFile}:${position.line}: ${message}`)
    if (api === undefined || written === undefined || reason === undefined) {
      problem(`this line is not of the form \`${syntax}\`.`)
      continue
    }
    if (!apis.includes(api)) problem(`there is no API ${JSON.stringify(api)} (known: ${apis.join(', ')}).`)
    const what = oneLine(written)
    const key = `${api} ${what}`
    const earlier = known.get(key)
    if (earlier !== undefined) problem(`line ${earlier} accepts the same break; delete one of the two.`)
    known.set(key, position.line)
    found.push({ api, what, reason, position })
  }
  if (problems.length > 0) throw new ProjectError(problems.join('\n'))
  return found
}

/** The text of the file without the lines of an API. */
export function withoutLinesOf(text: string, api: string): string {
  return text
    .split('\n')
    .filter((content) => content.trim().split(/\s+/)[0] !== api)
    .join('\n')
}

/** What the line of a change says between its API and its reason. */
export function whatIsAccepted(change: Pick<Change, 'code' | 'subject' | 'message'>): string {
  return oneLine(`${change.code} ${change.subject}: ${sentenceOf(change)}`)
}

/** Why a line is refused that matches no break, and what to do: the lines of the breaks that it may have meant. */
export function staleText({ what, api }: AcceptedBreak, { changes }: Pick<Verdict, 'changes'>): string {
  const meant = changes.flatMap(({ accept }) => (accept?.startsWith(`${api} ${what}`) ? accept : []))
  if (meant.length === 0) return `no break is called "${what}" any more; delete this line.`
  return `this line does not say which break it accepts; write one for each, with a reason: ${meant.join(' | ')}`
}

/** What comes from a document is data: it must not end a line. */
function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}
