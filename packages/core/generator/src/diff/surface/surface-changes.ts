import { loadTypeScript } from '../release/typescript.ts'
import type { Change, Release } from '../types.ts'
import { changesOf, hasFindings } from './attribution.ts'
import { clientChanges, compareOptions } from './compare-client.ts'
import { enumChanges } from './compare-enums.ts'
import { exportChanges } from './compare-exports.ts'
import { compareSignatures } from './compare-signatures.ts'
import { found } from './findings.ts'
import { type Graph, makeGraph } from './graph.ts'
import {
  functionOf,
  matchOperations,
  methodOf,
  type OperationMatch,
  operationChanges,
  subjectOf,
} from './operations.ts'
import { typePhrase } from './phrases.ts'
import { makeSetting } from './setting.ts'
import { signatureOf } from './signatures.ts'
import { sameOperations, touchedUsage } from './touched.ts'
import { partsOf } from './type-parts.ts'
import { becomes, textOf } from './type-text.ts'
import { unchangedTypes } from './unchanged.ts'
import { explained, usageChanges, usageErrors } from './usage-errors.ts'

/**
 * Says what changed for those who compile against a client: the declarations of both releases are compared by the
 * compiler's own rules, and the older one's usage file is type-checked against the newer client.
 *
 * @example
 * const changes = await surfaceChanges(await readRelease(workshop, api), await currentRelease(workshop, api))
 */
export async function surfaceChanges(old: Release, next: Release): Promise<Change[]> {
  if (isSame(old, next)) return []
  const typescript = await loadTypeScript()
  const unchanged = unchangedTypes(typescript, old, next)
  const same = sameOperations(old, next, unchanged)
  const setting = makeSetting(typescript, old, next, touchedUsage(old.usage, same, unchanged))
  const match = matchOperations(old.operations, next.operations)
  const graph = makeGraph(setting, unchanged)
  compareOptions(graph)
  compareOperations(graph, match, same)
  graph.finish()
  compareOtherTypes(graph, unchanged)
  graph.finish()
  checkAgainstCompiler(graph)
  const changes = [
    ...clientChanges(setting),
    ...operationChanges(setting, match),
    ...exportChanges(graph, match),
    ...enumChanges(setting, unchanged),
    ...changesOf(graph),
  ]
  return [...changes, ...usageChanges(setting, usageErrors(setting), explained(graph, match, changes))]
}

function isSame(old: Release, next: Release): boolean {
  const facts = ({ package: name, client, operations, declarations }: Release) =>
    JSON.stringify([name, client, operations, [...declarations].sort(([a], [b]) => (a < b ? -1 : 1))])
  return facts(old) === facts(next)
}

/** Compares each operation in both of its forms; a type is compared once wherever it stands. */
function compareOperations(graph: Graph, { kept }: OperationMatch, same: ReadonlySet<string>): void {
  const { walk } = graph
  for (const { old, next } of kept) {
    if (same.has(old.name)) continue
    const forms = [
      [methodOf(walk, walk.old, old), methodOf(walk, walk.next, next)],
      [functionOf(walk.old, old), functionOf(walk.next, next)],
    ]
    for (const [before, after] of forms) {
      const [first, second] = [signatureOf(walk, before), signatureOf(walk, after)]
      if (before === undefined || after === undefined || first === undefined || second === undefined) continue
      const subject = subjectOf(next)
      compareSignatures(graph, subject, { ...first, symbol: before }, { ...second, symbol: after })
    }
  }
}

/** Compares the exported types that no operation uses: in both directions, as nobody knows what callers do with them. */
function compareOtherTypes(graph: Graph, unchanged: ReadonlySet<string>): void {
  const { walk, consumed, pairs } = graph
  const used = new Set([...pairs.values()].map(({ old }) => old.name))
  for (const [name, before] of walk.old.exports.get('types') ?? []) {
    const after = walk.next.exports.get('types')?.get(name)
    if (after === undefined || unchanged.has(name) || used.has(name) || consumed.has(name)) continue
    const [old, next] = [before, after].map((symbol) => walk.checker.getDeclaredTypeOfSymbol(symbol))
    if (old === undefined || next === undefined || partsOf(walk, old).literals.size > 0) continue
    for (const direction of ['request', 'response'] as const) {
      const node = graph.addRoot({ subject: `type ${name}`, phrase: typePhrase })
      graph.compareAt({ node, path: '', direction, old: before, next: after }, old, next)
    }
  }
}

/** Where the compiler refuses what nothing that was found explains, that is a change too. */
function checkAgainstCompiler(graph: Graph): void {
  const { checker } = graph.walk
  for (const root of graph.roots) {
    if (root.types === undefined || hasFindings(root)) continue
    const { old, next, direction } = root.types
    const fits =
      direction === 'request' ? checker.isTypeAssignableTo(old, next) : checker.isTypeAssignableTo(next, old)
    if (fits) continue
    const [before, after] = [textOf(graph.walk, old), textOf(graph.walk, next)]
    const predicate =
      before === after ? 'has changed, and no longer fits where it did' : becomes(before, after, direction)
    const [from, to] = [old, next].map((type) => type.aliasSymbol ?? type.symbol)
    found(
      { node: root, path: '', direction, old: from, next: to },
      `${direction}-type-changed`,
      'major',
      predicate,
    )
  }
}
