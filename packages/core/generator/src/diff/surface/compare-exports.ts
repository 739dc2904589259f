import type ts from 'typescript'
import { importedAs } from '../entries.ts'
import type { Change } from '../types.ts'
import type { Graph } from './graph.ts'
import type { OperationMatch } from './operations.ts'
import { mentionedTypes, ownTypes } from './own-types.ts'
import { positionOf, positions } from './position.ts'
import type { Setting, Side } from './setting.ts'
import { declaredTypes, withoutComments } from './unchanged.ts'

/** What became of the entries of the package and of the names that they export. */
export function exportChanges(graph: Graph, match: OperationMatch): Change[] {
  const { walk } = graph
  const { old, next } = walk
  const entries = entryChanges(walk)
  const skipped = { old: toldOtherwise(walk, old, match), next: toldOtherwise(walk, next, match) }
  const gone = missing(old, next)
  const goneNames = new Set(gone.map(({ name }) => name))
  const lost = gone.filter(
    ({ name }) => !skipped.old.has(name) && !graph.consumed.has(name) && !isOpenForm(name, goneNames),
  )
  const won = missing(next, old).filter(({ name }) => !skipped.next.has(name))
  const mentioned = mentionedTypes(next.release)
  const renamed = renamedTypes(graph, lost, won)
  const taken = new Set(renamed.values())
  return [
    ...entries,
    ...lost.map((each): Change => {
      const now = renamed.get(each.name)
      const message = now === undefined ? `is no longer exported${fromEntry(old, each)}` : `is now \`${now}\``
      const where = positions(
        positionOf(old, each.symbol),
        now === undefined ? undefined : positionByName(next, now),
      )
      const code = now === undefined ? 'export-removed' : 'export-renamed'
      return { bump: 'major', side: 'surface', code, subject: subjectOf(walk, each), message, ...where }
    }),
    ...won
      // A type that something else mentions came with that.
      .filter(({ name, isEverywhere }) => !taken.has(name) && !(isEverywhere && mentioned.has(name)))
      .filter(({ symbol }) => isOwn(next, symbol))
      .map((each): Change => {
        const where = positions(undefined, positionOf(next, each.symbol))
        const message = `is exported${fromEntry(next, each)}`
        return {
          bump: 'minor',
          side: 'surface',
          code: 'export-added',
          subject: subjectOf(walk, each),
          message,
          ...where,
        }
      }),
    ...changedKinds(walk),
  ]
}

/** The open form of an enum goes with the enum. */
function isOpenForm(name: string, names: ReadonlySet<string>): boolean {
  return name.endsWith('Open') && names.has(name.slice(0, -'Open'.length))
}

/** What is exported of the runtime comes with the operation that needs it. */
function isOwn({ folder }: Side, symbol: ts.Symbol): boolean {
  return symbol.declarations?.[0]?.getSourceFile().fileName.startsWith(`${folder}/`) === true
}

/** A name that one client exports and the other does not. */
interface LoneExport {
  readonly name: string
  readonly symbol: ts.Symbol
  /** Entries that lack it, of those that the other client has. */
  readonly entries: readonly string[]
  readonly isEverywhere: boolean
}

function entryChanges({ old, next }: Setting): Change[] {
  const lone = (here: Side, there: Side) =>
    [...here.exports.keys()].filter((entry) => !there.exports.has(entry))
  const change = (
    bump: 'major' | 'minor',
    code: string,
    side: Side,
    entry: string,
    message: string,
  ): Change => {
    return { bump, side: 'surface', code, subject: importedAs(side.release.package, entry), message }
  }
  return [
    ...lone(old, next).map((entry) =>
      change('major', 'entry-removed', old, entry, 'cannot be imported any more'),
    ),
    ...lone(next, old).map((entry) =>
      change('minor', 'entry-added', next, entry, 'is a new entry of the package'),
    ),
  ]
}

function missing(here: Side, there: Side): LoneExport[] {
  const found = new Map<string, { symbol: ts.Symbol; entries: string[] }>()
  for (const [entry, exports] of here.exports) {
    const others = there.exports.get(entry)
    for (const [name, symbol] of exports) {
      if (others === undefined || others.has(name)) continue
      const known = found.get(name)
      if (known === undefined) found.set(name, { symbol, entries: [entry] })
      else known.entries.push(entry)
    }
  }
  const isKept = (name: string) => [...there.exports.values()].some((exports) => exports.has(name))
  return [...found].map(([name, facts]) => ({ name, ...facts, isEverywhere: !isKept(name) }))
}

function fromEntry({ release }: Side, { entries, isEverywhere }: LoneExport): string {
  if (isEverywhere) return ''
  return ` from ${entries.map((entry) => `\`${importedAs(release.package, entry)}\``).join(' and ')}`
}

function subjectOf({ typescript }: Setting, { name, symbol }: LoneExport): string {
  return symbol.flags & typescript.SymbolFlags.Value ? name : `type ${name}`
}

/** Names whose coming and going is told of the operations and the client that they belong to. */
function toldOtherwise(setting: Setting, side: Side, match: OperationMatch): ReadonlySet<string> {
  const isOld = side === setting.old
  const { client, operations } = side.release
  const other = (isOld ? setting.next : setting.old).release
  const resources = [...(side.exports.get('index') ?? [])].filter(([, symbol]) => {
    const file = symbol.declarations?.[0]?.getSourceFile().fileName
    return file?.startsWith(`${side.folder}/resources/`)
  })
  const own = ownTypes(side.release, isOld ? match.removed : match.added)
  const renamed = client === other.client ? [] : [client, `${client}Options`]
  // Credentials that come or go are told of the client.
  const ofClient = [...renamed, `${client}Credentials`]
  return new Set([
    ...operations.map(({ name }) => name),
    ...resources.map(([name]) => name),
    ...own,
    ...ofClient,
  ])
}

/** Pairs types that went with types that came: those that operations have in the same place, else those of the same text. */
function renamedTypes(
  graph: Graph,
  lost: readonly LoneExport[],
  won: readonly LoneExport[],
): Map<string, string> {
  const { typescript, old, next } = graph.walk
  const gone = new Set(lost.filter(({ isEverywhere }) => isEverywhere).map(({ name }) => name))
  const came = new Set(won.filter(({ isEverywhere }) => isEverywhere).map(({ name }) => name))
  const renamed = new Map<string, string>()
  const pair = (from: string, to: string) => {
    if (!gone.delete(from) || !came.delete(to)) return
    renamed.set(from, to)
  }
  for (const { old: before, next: after } of graph.pairs.values()) {
    if (gone.has(before.name) && came.has(after.name)) pair(before.name, after.name)
  }
  if (gone.size === 0 || came.size === 0) return renamed
  const [before, after] = [declaredTypes(typescript, old.release), declaredTypes(typescript, next.release)]
  const shape = (name: string, text = '') =>
    withoutComments(text)
      .replace(/[A-Za-z_$][\w$]*/g, (word) => (word === name ? '' : word))
      .replace(/\s+/g, ' ')
  for (const name of [...gone].sort()) {
    const own = shape(name, before.get(name))
    const match = [...came].sort().find((each) => shape(each, after.get(each)) === own)
    if (own.trim() !== '' && match !== undefined) pair(name, match)
  }
  return renamed
}

/** Names that are still exported but stand for something else, as where a type takes the name of a class. */
function changedKinds(setting: Setting): Change[] {
  const { old, next, typescript } = setting
  const changes: Change[] = []
  for (const [name, before] of old.exports.get('index') ?? []) {
    const after = next.exports.get('index')?.get(name)
    if (after === undefined) continue
    const { Value, Type } = typescript.SymbolFlags
    const lost = (flag: number) => (before.flags & flag) !== 0 && (after.flags & flag) === 0
    if (!lost(Value) && !lost(Type)) continue
    const message = lost(Value) ? 'is now a type only: it has no value any more' : 'is no longer a type'
    const where = positions(positionOf(old, before), positionOf(next, after))
    changes.push({
      bump: 'major',
      side: 'surface',
      code: 'export-kind-changed',
      subject: name,
      message,
      ...where,
    })
  }
  return changes
}

function positionByName(side: Side, name: string) {
  return positionOf(side, side.exports.get('types')?.get(name) ?? side.exports.get('index')?.get(name))
}
