import type { Field, Names } from './operation.ts'

/** What becomes of one property. */
interface Entry {
  /** Its name on the other side. */
  readonly name: string
  /** The table of its value: where it has its wire name, null if it is omitted; where it has its TypeScript name. */
  readonly received: Names | null | undefined
  readonly sent: Names | undefined
  /** Changes a received value. */
  readonly convert: ((value: unknown) => unknown) | undefined
}

interface Table {
  readonly parts: readonly Names[]
  /** By wire names and by TypeScript names. */
  readonly entries: ReadonlyMap<string, Entry>
  /** Of properties that have no entry. */
  readonly values: Names | undefined
  readonly items: Names['items']
  readonly variants: readonly NonNullable<Names['variants']>[]
  /** This table together with that of a variant. */
  readonly merged: Map<Names, Names>
}

const compiled = /* @__PURE__ */ new WeakMap<Names, Table>()

/** The wire name and the TypeScript name of a property. */
export function bothNames(field: Field): readonly [wireName: string, name: string] {
  return typeof field === 'string'
    ? [field, field.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase())]
    : field
}

/** Two tables that hold together. */
function together(first: Names | undefined, second: Names): Names {
  return first ? { all: () => [first, second] } : second
}

/** Adds a table and all that hold together with it, each once. */
function collect(parts: Names[], names: Names): Names[] {
  if (parts.includes(names)) return parts
  parts.push(names)
  return (names.all?.() ?? []).reduce(collect, parts)
}

function compile(names: Names): Table {
  const parts = collect([], names)
  // In both directions at once: it swaps the two names of a property. So an undeclared property that has
  // the other name of a declared one survives the way there and back.
  const swap = new Map<string, string>()
  for (const [field, name] of parts.flatMap((part) => part.fields?.map(bothNames) ?? [])) {
    if (!swap.has(name) || swap.get(field) === name) swap.set(field, name).set(name, field)
  }
  const children = new Map<string, Names>()
  for (const [field, child] of parts.flatMap((part) => Object.entries(part.children ?? {}))) {
    children.set(field, together(children.get(field), child()))
  }
  const omit = parts.flatMap((part) => part.omit ?? [])
  const conversions = new Map(parts.flatMap((part) => Object.entries(part.convert ?? {})))
  const entries = new Map<string, Entry>()
  for (const key of [...swap.keys(), ...children.keys(), ...omit, ...conversions.keys()]) {
    const name = swap.get(key) ?? key
    entries.set(key, {
      name,
      received: omit.includes(key) ? null : children.get(key),
      sent: children.get(name),
      convert: conversions.get(key),
    })
  }
  const table: Table = {
    parts,
    entries,
    values: parts.flatMap((part) => part.values?.() ?? []).reduce<Names | undefined>(together, undefined),
    items: parts.find((part) => part.items)?.items,
    variants: parts.flatMap((part) => part.variants ?? []),
    merged: new Map(),
  }
  compiled.set(names, table)
  return table
}

/** The table for one object: where a discriminator decides, together with the table of its variant. */
function tableFor(names: Names, value: Readonly<Record<string, unknown>>, isSent: boolean): Table {
  const table = compiled.get(names) ?? compile(names)
  for (const variants of table.variants) {
    const variant = variants.choose(variants, value, isSent)
    // A variant that is there already has been chosen before, or brings the choice along.
    if (variant && !table.parts.includes(variant)) {
      const merged = table.merged.get(variant) ?? together(names, variant)
      table.merged.set(variant, merged)
      return tableFor(merged, value, isSent)
    }
  }
  return table
}

function walkList(list: readonly unknown[], names: Names, items: Names['items'], isSent: boolean): unknown {
  const copy = list.map((item, index) => walk(item, items ? items[index]?.() : names, isSent))
  return copy.some((item, index) => item !== list[index]) ? copy : list
}

/** Translates a value; what needs no change is not copied. */
function walk(value: unknown, names: Names | undefined, isSent: boolean): unknown {
  if (!names || typeof value !== 'object' || !value) return value
  const source = value as Readonly<Record<string, unknown>>
  const { entries, values, items } = tableFor(names, source, isSent)
  if (Array.isArray(value)) return walkList(value, names, items, isSent)
  let changed = false
  const copy: Record<string, unknown> = {}
  // Faster than any way over an array of keys; what was parsed inherits nothing.
  for (const key in source) {
    if (isSent && !Object.hasOwn(source, key)) continue
    const member = source[key]
    const entry = entries.get(key)
    const child = entry ? (isSent ? entry.sent : entry.received) : values
    const name = entry ? entry.name : key
    let translated = child ? walk(member, child, isSent) : member
    if (entry && !isSent && entry.convert) translated = entry.convert(member)
    changed ||= name !== key || translated !== member
    if (child === null) changed = true
    // An assignment to this name would change the prototype.
    else if (name === '__proto__') {
      Object.defineProperty(copy, name, {
        value: translated,
        enumerable: true,
        writable: true,
        configurable: true,
      })
    } else copy[name] = translated
  }
  return changed ? copy : value
}

/**
 * Gives declared properties their wire names. Undeclared ones and free-form data stay as they are;
 * what needs no change is not copied.
 */
export function toWire(value: unknown, names: Names): unknown {
  return walk(value, names, true)
}

/** Gives declared properties their TypeScript names, drops `omit`, and converts; undoes `toWire`. */
export function fromWire(value: unknown, names: Names): unknown {
  return walk(value, names, false)
}
