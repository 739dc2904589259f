import { join } from 'node:path'
import { ProjectError } from '../project/errors.ts'
import { readIfPresent } from '../project/files.ts'
import { listApis, type Workshop } from '../project/workshop.ts'
import type { AcceptedBreak } from './types.ts'

/** Where accepted breaks stand, relative to the repository. */
export const acceptedFile = 'schemas/accepted-breaks.txt'

const syntax = '<api> <code> <subject> -- <reason>'
const line = /^(?<api>\S+)\s+(?<code>[a-z][a-z-]*)\s+(?<subject>\S.*?)\s+--\s+(?<reason>\S.*)$/

/**
 * Reads the breaks that were accepted since the last releases, one a line: the API, the code and the subject of the
 * change as `pnpm gen diff` prints them, and why users can live with it.
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
    const { api, code, subject, reason } = line.exec(content)?.groups ?? {}
    const problem = (message: string) => problems.push(`${acceptedFile}:${position.line}: ${message}`)
    if (api === undefined || code === undefined || subject === undefined || reason === undefined) {
      problem(`this line is not of the form \`${syntax}\`.`)
      continue
    }
    if (!apis.includes(api)) problem(`there is no API ${JSON.stringify(api)} (known: ${apis.join(', ')}).`)
    const key = `${api} ${code} ${subject}`
    const earlier = known.get(key)
    if (earlier !== undefined) problem(`line ${earlier} accepts the same break; delete one of the two.`)
    known.set(key, position.line)
    found.push({ api, code, subject, reason, position })
  }
  if (problems.length > 0) throw new ProjectError(problems.join('\n'))
  return found
}
