import type { Change, SourcePosition, Verdict } from '../types.ts'

/** One sentence, and all whom it is about. */
export interface Sentence {
  readonly change: Change
  readonly subjects: readonly string[]
}

/** Sentences that are said of many are said once. */
export function sentencesOf({ changes }: Verdict): Sentence[] {
  const sentences = new Map<string, { change: Change; subjects: string[] }>()
  for (const change of changes) {
    const key = [change.bump, change.side, change.code, change.message, change.accepted].join('\n')
    const known = sentences.get(key)
    if (known === undefined) sentences.set(key, { change, subjects: [change.subject] })
    else known.subjects.push(change.subject)
  }
  return [...sentences.values()]
}

/** Where a change stands on both sides: `old.json:3 → new.json:4`. */
export function positionText({ old, new: next }: Change): string {
  const text = (position: SourcePosition) => `${position.file}:${position.line}`
  if (old !== undefined && next !== undefined) return `${text(old)} → ${text(next)}`
  if (old !== undefined) return `${text(old)} → gone`
  return next === undefined ? '' : `new at ${text(next)}`
}

/** Both verdicts in one line: `stepflow-api 1.2.0 → 1.2.1: major (wire major, TypeScript surface minor)`. */
export function headline({ package: name, from, to, bump, wire, surface }: Verdict): string {
  const versions = from === to ? from : `${from} → ${to}`
  return `${name} ${versions}: ${bump} (wire ${wire}, TypeScript surface ${surface})`
}
