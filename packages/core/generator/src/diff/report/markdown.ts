import type { Bump, Verdict } from '../types.ts'
import { positionText, sentencesOf } from './lines.ts'
import { staleLines } from './text.ts'

const sections: readonly (readonly [Bump, string])[] = [
  ['major', 'Breaking'],
  ['minor', 'New'],
  ['patch', 'Other'],
]

/** A verdict for a pull request. */
export function verdictMarkdown(verdict: Verdict): string {
  const { package: name, bump, wire, surface } = verdict
  const sentences = sentencesOf(verdict)
  const parts = sections.flatMap(([weight, title]) => {
    const items = sentences.filter(({ change }) => change.bump === weight)
    if (items.length === 0) return []
    const lines = items.map(({ change, subjects }) => {
      const about = subjects.map((subject) => code(subject)).join(', ')
      const accepted = change.accepted === undefined ? '' : ` (accepted: ${plain(change.accepted)})`
      const where = positionText(change)
      const place = where === '' ? '' : `, ${where}`
      return `- ${about}: ${plain(change.message)}${accepted} <sub>${code(change.code)}${place}</sub>`
    })
    return [`**${title}**\n\n${lines.join('\n')}`]
  })
  const head = `### ${code(name)}: ${bump}\n\nWire ${bump === wire ? `**${wire}**` : wire}, TypeScript surface ${
    bump === surface ? `**${surface}**` : surface
  }.`
  const nothing = verdict.changes.length === 0 ? ['Nothing changed for users.'] : []
  const stale = staleLines(verdict).map((line) => `- ${line.trim()}`)
  return [head, ...nothing, ...parts, ...(stale.length > 0 ? [stale.join('\n')] : [])].join('\n\n')
}

function code(text: string): string {
  return `\`${text.replaceAll('`', "'").replace(/\s+/g, ' ')}\``
}

/** What comes from a document is data: outside of code, nothing of it is markup. */
function plain(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .split(/(`[^`]*`)/)
    .map((part, index) => (index % 2 === 1 ? part : part.replace(/[\\<>*_[\]#|]/g, '\\$&')))
    .join('')
}
