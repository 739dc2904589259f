import { isLarger } from '../bumps.ts'
import type { Change } from '../types.ts'
import { type Finding, joinPath, type NamedPair, type TypeNode } from './findings.ts'
import type { Graph, Root } from './graph.ts'
import { typePhrase } from './phrases.ts'
import { positionOf, positions } from './position.ts'

/** How many operations a sentence names. */
const namedOperations = 2

/** A root that leads to a type, and the way there. */
interface Reach {
  readonly root: Root
  readonly path: string
}

/** Turns findings into changes: of the one operation that they reach, or of the type that several share. */
export function changesOf(graph: Graph): Change[] {
  const parents = parentsOf(graph)
  const changes: Change[] = []
  for (const root of graph.roots) {
    for (const finding of root.findings)
      changes.push(change(graph, root.subject, root.phrase(finding.path), finding))
  }
  const reaches = new Map<NamedPair, readonly Reach[]>()
  for (const pair of graph.pairs.values()) {
    if (pair.findings.length > 0) reaches.set(pair, reachOf(pair, parents))
  }
  const used = new Set(
    [...reaches].flatMap(([{ old }, reach]) =>
      reach.some(({ root }) => isOperation(root)) ? [old.name] : [],
    ),
  )
  for (const [pair, reach] of reaches) {
    changes.push(...changesOfPair(graph, pair, reach, used.has(pair.old.name)))
  }
  return withoutRepetitions(changes)
}

/** What two forms or two directions say alike is said once, with the larger bump. */
function withoutRepetitions(changes: readonly Change[]): Change[] {
  const known = new Map<string, Change>()
  for (const each of changes) {
    const key = `${each.subject} ${each.message}`
    const other = known.get(key)
    if (other === undefined || isLarger(each.bump, other.bump)) known.set(key, each)
  }
  return [...known.values()]
}

/** @param isUsed whether operations use the type, in whichever direction */
function changesOfPair(graph: Graph, pair: NamedPair, reach: readonly Reach[], isUsed: boolean): Change[] {
  const ofOperations = reach.filter(({ root }) => isOperation(root))
  if (ofOperations.length === 0 && isUsed) return []
  const counted = ofOperations.length > 0 ? ofOperations : reach
  const subjects = [...new Set(counted.map(({ root }) => root.subject))]
  const [first] = counted
  if (first !== undefined && subjects.length === 1) {
    return pair.findings.map((finding) =>
      change(graph, first.root.subject, first.root.phrase(joinPath(first.path, finding.path)), finding),
    )
  }
  const verb = pair.direction === 'request' ? 'take' : 'return'
  const suffix = ofOperations.length === 0 ? '' : ` in what ${listed(subjects)} ${verb}`
  return pair.findings.map((finding) => {
    const said = change(graph, `type ${pair.next.name}`, typePhrase(finding.path), finding)
    return { ...said, message: said.message + suffix }
  })
}

/** A type that no operation uses is a root, too. */
function isOperation({ subject }: Root): boolean {
  return !subject.startsWith('type ')
}

function listed(subjects: readonly string[]): string {
  const named = subjects.slice(0, namedOperations).map((subject) => `\`${subject}\``)
  const rest = subjects.length - named.length
  if (rest > 0) return `${named.join(', ')} and ${rest} more`
  return named.join(' and ')
}

function change({ walk }: Graph, subject: string, phrase: string, finding: Finding): Change {
  const { code, bump, predicate, old, next } = finding
  const message = phrase === '' ? predicate : `${phrase} ${predicate}`
  const where = positions(positionOf(walk.old, old), positionOf(walk.next, next))
  return { bump, side: 'surface', code, subject, message, ...where }
}

type Parents = ReadonlyMap<TypeNode, readonly { readonly from: TypeNode; readonly path: string }[]>

function parentsOf({ roots, pairs }: Graph): Parents {
  const parents = new Map<TypeNode, { from: TypeNode; path: string }[]>()
  for (const from of [...roots, ...pairs.values()]) {
    for (const { to, path } of from.edges) {
      const known = parents.get(to)
      if (known === undefined) parents.set(to, [{ from, path }])
      else known.push({ from, path })
    }
  }
  return parents
}

/** The roots that lead to a pair, the nearest first. */
function reachOf(pair: NamedPair, parents: Parents): Reach[] {
  const reach: Reach[] = []
  const seen = new Set<TypeNode>([pair])
  const waiting: { node: TypeNode; path: string }[] = [{ node: pair, path: '' }]
  for (const { node, path } of waiting) {
    for (const parent of parents.get(node) ?? []) {
      if (seen.has(parent.from)) continue
      seen.add(parent.from)
      const way = joinPath(parent.path, path)
      if (isRoot(parent.from)) reach.push({ root: parent.from, path: way })
      else waiting.push({ node: parent.from, path: way })
    }
  }
  return reach
}

function isRoot(node: TypeNode): node is Root {
  return 'subject' in node
}

/** Whether anything was found at a node, or at a type that it leads to. */
export function hasFindings(node: TypeNode, counts: (finding: Finding) => boolean = () => true): boolean {
  const seen = new Set<TypeNode>([node])
  for (const each of seen) {
    if (each.hasChangedEnum || each.findings.some(counts)) return true
    for (const { to } of each.edges) seen.add(to)
  }
  return false
}
