import type { Change } from './types.ts'

/** Changes of both sides that are about one thing stand together, those of the wire first. */
export function groupsOf(changes: readonly Change[]): Change[][] {
  return [...groupedBy(changes, keyOf).values()].flatMap((group) =>
    // What one side says in two sentences is two things, whatever they have in common.
    isOneThing(group) ? [group] : [...groupedBy(group, sentenceOf).values()],
  )
}

/** What a change says, without the operations that meet it: these come and go. */
export function sentenceOf({ message }: Pick<Change, 'message'>): string {
  return message.replace(/(?:; seen by .*| in what .* (?:take|return))$/s, '')
}

function isOneThing(group: readonly Change[]): boolean {
  const sides = groupedBy(group, ({ side }) => side)
  return [...sides.values()].every((ofSide) => new Set(ofSide.map(sentenceOf)).size === 1)
}

function groupedBy(changes: readonly Change[], keyOf: (change: Change) => string): Map<string, Change[]> {
  const groups = new Map<string, Change[]>()
  for (const change of changes) {
    const key = keyOf(change)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [change])
    else group.push(change)
  }
  return groups
}

/** Codes of the two sides that mean one thing. */
const sameTopic: Readonly<Record<string, string>> = {
  'parameter-required': 'request-property-required',
  'parameter-optional': 'request-property-optional',
  'parameter-removed': 'request-property-removed',
  'parameter-added': 'request-property-added',
  'parameter-added-required': 'request-property-added-required',
  'operation-deprecated': 'deprecated',
  'property-deprecated': 'deprecated',
  'request-type-narrowed': 'request-type-changed',
  'request-alternatives-narrowed': 'request-variant-removed',
  'request-alternatives-widened': 'request-variant-added',
  'response-alternatives-narrowed': 'response-variant-removed',
  'response-alternatives-widened': 'response-variant-added',
}

/** What a change is about: what happened, to whom, and to which part of it, which is the first thing it quotes. */
function keyOf(change: Change): string {
  const { code, subject, message } = change
  const topic = Object.hasOwn(sameTopic, code) ? sameTopic[code] : code
  const part = /^(?:the [\w ]+(?:'s)? )?`([^`]*)`/.exec(message)?.[1] ?? ''
  // Two values of one enum are two things.
  const value = topic?.includes('enum') ? sentenceOf(change).replace(/ in (?:requests|responses)$/, '') : part
  return [topic, subject, value].join('\n')
}
