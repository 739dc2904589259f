import type ts from 'typescript'
import type { Walk } from './compare-types.ts'
import { compareTypes } from './compare-types.ts'
import type { Direction, NamedPair, Place, TypeNode } from './findings.ts'
import type { Setting } from './setting.ts'
import { enumValues, valuesOf } from './type-parts.ts'

/** A value of an operation: its body, its query, what it returns. */
export interface Root extends TypeNode {
  /** What it belongs to, as users call it: `tasks.claim`. */
  readonly subject: string
  /** Writes a way into the value as users read it: "the response's `assigneeId`". */
  readonly phrase: (path: string) => string
  /** What is compared there, where it is one type. */
  types?: { readonly old: ts.Type; readonly next: ts.Type; readonly direction: Direction }
}

/** Everything that was compared: what differs, and which operations it reaches. */
export interface Graph {
  readonly walk: Walk
  readonly roots: readonly Root[]
  readonly pairs: ReadonlyMap<string, NamedPair>
  /** Types of the old client that are compared as a part of the one operation that they belong to; it, by name. */
  readonly consumed: Map<string, string>
  /** Adds a root; its types are then compared by the caller. */
  addRoot(root: Pick<Root, 'subject' | 'phrase'>): Root
  /** Compares two types at a root. */
  compareAt(place: Place & { readonly node: Root }, old: ts.Type, next: ts.Type): void
  /** Compares every pair that was met and not compared yet. */
  finish(): void
}

/** @param unchanged names of exported types that are the same on both sides, with all that they mention */
export function makeGraph(setting: Setting, unchanged: ReadonlySet<string>): Graph {
  const roots: Root[] = []
  const pairs = new Map<string, NamedPair>()
  const waiting: NamedPair[] = []
  const enums = knownEnums(setting)
  const walk: Walk = {
    ...setting,
    pair(old, next, { direction }) {
      if (old.name === next.name && unchanged.has(old.name)) return undefined
      const key = `${direction} ${old.name} ${next.name}`
      const known = pairs.get(key)
      if (known !== undefined) return known
      const pair: NamedPair = { direction, old, next, findings: [], edges: [] }
      pairs.set(key, pair)
      waiting.push(pair)
      return pair
    },
    isKnownEnum(old, next) {
      const name = enums.old.get(valuesOf(old))
      return name !== undefined && enums.next.get(valuesOf(next)) === name
    },
  }
  return {
    walk,
    roots,
    pairs,
    consumed: new Map(),
    addRoot(facts) {
      const root: Root = { ...facts, findings: [], edges: [] }
      roots.push(root)
      return root
    },
    compareAt(place, old, next) {
      place.node.types = { old, next, direction: place.direction }
      compareTypes(walk, old, next, place)
    },
    finish() {
      for (let pair = waiting.shift(); pair !== undefined; pair = waiting.shift()) {
        const place: Place = { node: pair, path: '', direction: pair.direction }
        compareTypes(walk, pair.old.type, pair.next.type, symbolsOf(pair, place))
      }
    },
  }
}

function symbolsOf({ old, next }: NamedPair, place: Place): Place {
  const symbolOf = (type: ts.Type) => type.aliasSymbol ?? type.symbol
  return { ...place, old: symbolOf(old.type), next: symbolOf(next.type) }
}

/** Names of the exported enums by their values: they are compared once, not wherever they are used. */
function knownEnums(setting: Setting): { old: Map<string, string>; next: Map<string, string> } {
  const [old, next] = [setting.old, setting.next].map(({ exports }) => {
    const names = new Map<string, string>()
    for (const [name, symbol] of exports.get('types') ?? []) {
      const values = enumValues(setting, symbol)
      if (values.size > 0) names.set([...values.values()].sort().join(), name)
    }
    return names
  })
  return { old: old ?? new Map(), next: next ?? new Map() }
}
