import type { Release, ReleasedOperation } from '../types.ts'
import { identifiersIn } from './unchanged.ts'

/** Exported types that nothing but the given operations mentions: they come and go with them. */
export function ownTypes(release: Release, operations: readonly ReleasedOperation[]): ReadonlySet<string> {
  if (operations.length === 0) return new Set()
  const own = new Set(operations.map(({ name }) => name))
  const declared = declarationsOf(release)
  const types = new Set(declarationsIn(release.declarations.get('types.d.ts') ?? '').map(([name]) => name))
  const functions = release.operations.map(({ name }) => name)
  const mentioned = reached(
    declared,
    functions.filter((name) => !own.has(name)),
  )
  return new Set([...reached(declared, [...own])].filter((name) => types.has(name) && !mentioned.has(name)))
}

/** Types that an operation or another type mentions. */
export function mentionedTypes(release: Release): ReadonlySet<string> {
  const mentioned = new Set<string>()
  for (const [name, words] of declarationsOf(release)) {
    for (const word of words) if (word !== name) mentioned.add(word)
  }
  return mentioned
}

function declarationsOf(release: Release): Map<string, string[]> {
  const declared = new Map<string, string[]>()
  for (const [path, text] of release.declarations) {
    if (path !== 'types.d.ts' && !path.startsWith('operations/')) continue
    for (const [name, words] of declarationsIn(text)) {
      declared.set(name, [...(declared.get(name) ?? []), ...words])
    }
  }
  return declared
}

/** Every declaration of a module with the words in it; each starts at the beginning of a line. */
export function declarationsIn(text: string): [name: string, words: string[]][] {
  return text.split(/^(?=export )/m).flatMap((part): [string, string[]][] => {
    const name = /^export (?:declare )?(?:type|interface|const|function) ([\w$]+)/.exec(part)?.[1]
    return name === undefined ? [] : [[name, identifiersIn(part)]]
  })
}

function reached(declared: ReadonlyMap<string, readonly string[]>, from: readonly string[]): Set<string> {
  const seen = new Set(from)
  for (const name of seen) {
    for (const word of declared.get(name) ?? []) if (declared.has(word)) seen.add(word)
  }
  return seen
}
