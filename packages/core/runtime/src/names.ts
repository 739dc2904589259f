import { camelCase } from './camel-case.ts'
import type { Names } from './operation.ts'

/** What happens to one property. */
interface Entry {
  readonly name: string
  readonly child: Names | undefined
  /** Not in results: `omit`. */
  readonly dropped: boolean
  readonly bigint: boolean
}

/** What becomes of one property. */
interface Field {
  /** Its name on the other side. */
  readonly name: string
  readonly child: Names | undefined
  readonly isOmitted: boolean
  readonly isBigint: boolean
}

interface Table {
  /** By TypeScript name. */
  readonly toWire: ReadonlyMap<string, Field>
  /** By wire name. */
  readonly fromWire: ReadonlyMap<string, Field>
  /** Of properties that are in neither map. */
  readonly values: Names | undefined
  readonly items: Names['items']
  readonly variants: readonly NonNullable<Names['variants']>[]
}

const compiled = /* @__PURE__ */ new WeakMap<Names, Table>()

/** Several tables that hold together. */
function together(names: readonly Names[]): Names {
  const [first = {}, ...others] = names
  return others.length === 0 ? first : { all: () => names }
}

/** A table and all that hold together with it, each once. */
function flatten(names: Names, seen: Set<Names> = new Set()): Set<Names> {
  if (!seen.has(names)) {
    seen.add(names)
    for (const part of names.all?.() ?? []) flatten(part, seen)
  }
  return seen
}

function compile(names: Names): Table {
  const known = compiled.get(names)
  if (known) return known
  const parts = flatten(names, new Set())
  // New name by old name, in both directions at once: it swaps the two names of a property.
  // So an undeclared property that has the other name of a declared one survives the way there and back.
  const swap = new Map<string, string>()
  const children = new Map<string, Names>()
  for (const part of parts) {
    for (const field of part.fields ?? []) {
      const name = camelCase(field)
      if (!swap.has(name) || swap.get(field) === name) swap.set(field, name).set(name, field)
    }
    for (const [field, child] of Object.entries(part.children ?? {})) {
      const other = children.get(field)
      children.set(field, other ? together([other, child()]) : child())
    }
  }
  const omit = parts.flatMap((part) => part.omit ?? [])
  const bigint = parts.flatMap((part) => part.bigint ?? [])
  const maps = parts.flatMap((part) => part.values?.() ?? [])
  const values = maps.length ? together(maps) : undefined
  const toWire = new Map<string, Field>()
  const fromWire = new Map<string, Field>()
  for (const key of [...swap.keys(), ...children.keys(), ...omit, ...bigint]) {
    const name = swap.get(key) ?? key
    const childOf = (wireName: string) =>
      children.get(wireName) ?? (swap.has(key) || children.has(wireName) ? undefined : values)
    toWire.set(key, { name, child: childOf(name), isOmitted: false, isBigint: false })
    fromWire.set(key, {
      name,
      child: childOf(key),
      isOmitted: omit.includes(key),
      isBigint: bigint.includes(key),
    })
  }
  const table: Table = {
    toWire,
    fromWire,
    values,
    items: parts.find((part) => part.items)?.items,
    variants: parts.flatMap((part) => part.variants ?? []),
  }
  compiled.set(names, table)
  return table
}

/** A table and all that hold together with it, each once. */
function flatten(names: Names, seen: Set<Names> = new Set()): Set<Names> {
  if (!seen.has(names)) {
    seen.add(names)
    for (const part of names.all?.() ?? []) flatten(part, seen)
  }
  return seen
}

function compile(names: Names): Table {
  const known = compiled.get(names)
  if (known) return known
  const parts = [...flatten(names)]
  /**
   * New name by old name, in both directions at once: it swaps the two names of a property.
   * So an undeclared property that has the other name of a declared one survives the way there and back.
   */
  const swap = new Map<string, string>()
  const children = new Map<string, Names>()
  for (const part of parts) {
    for (const field of part.fields ?? []) {
      const name = camelCase(field)
      if (!swap.has(name) || swap.get(field) === name) swap.set(field, name).set(name, field)
    }
    for (const [field, child] of Object.entries(part.children ?? {})) {
      const other = children.get(field)
      children.set(field, other ? together([other, child()]) : child())
    }
  }
  const omit = parts.flatMap((part) => part.omit ?? [])
  const bigint = parts.flatMap((part) => part.bigint ?? [])
  const keys = [...swap.keys(), ...children.keys(), ...omit, ...bigint]
  const entriesOf = (toWire: boolean) =>
    new Map(
      keys.map((key) => {
        const name = swap.get(key) ?? key
        const child = children.get(toWire ? name : key)
        const entry = {
          name,
          child,
          dropped: !toWire && omit.includes(key),
          bigint: !toWire && bigint.includes(key),
        }
        return [key, entry]
      }),
    )
  const values = parts.flatMap((part) => part.values?.() ?? [])
  const table: Table = {
    entries: [entriesOf(false), entriesOf(true)],
    values: values.length ? together(values) : undefined,
    items: parts.find((part) => part.items)?.items,
    variants: parts.flatMap((part) => part.variants ?? []),
  }
  compiled.set(names, table)
  return table
}

/** The table for one object: where a discriminator decides, with the table of its variant. */
function tableFor(names: Names, value: Readonly<Record<string, unknown>>, toWire: boolean): Table {
  const table = compile(names)
  if (table.variants.length === 0) return table
  const chosen = table.variants.flatMap(({ property, mapping }) => {
    const typed =
      table.entries[0].get(property)?.name ??
      (Object.hasOwn(value, property) ? property : camelCase(property))
    const kind = value[toWire ? typed : property]
    return typeof kind === 'string' && Object.hasOwn(mapping, kind) ? [mapping[kind]?.() as Names] : []
  })
  return chosen.length === 0 ? table : tableFor(merged(names, chosen), value, toWire)
}

const mergedTables = /* @__PURE__ */ new WeakMap<Names, Map<Names, Names>>()

/** A table without its choice, together with the chosen ones; made once per pair. */
function merged(names: Names, chosen: readonly Names[]): Names {
  const key = chosen[0] as Names
  const known = mergedTables.get(names)?.get(key)
  if (known && chosen.length === 1) return known
  const plain = [...flatten(names)].map(({ variants: _, all: __, ...rest }) => rest)
  const result: Names = { all: () => [...plain, ...chosen] }
  const table = mergedTables.get(names) ?? new Map<Names, Names>()
  mergedTables.set(names, table.set(key, result))
  return result
}

/** Translates a value; what needs no change is not copied. `for … in` beats every other way through an object. */
function walk(value: unknown, names: Names, toWire: boolean): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return walkArray(value, names, toWire)
  const object = value as Record<string, unknown>
  const table = tableFor(names, object, toWire)
  const fields = toWire ? table.toWire : table.fromWire
  const copy: Record<string, unknown> = {}
  let changed = false
  for (const key of Object.keys(object)) {
    const field = fields.get(key)
    const member = object[key]
    const child = field ? field.child : table.values
    let newMember = child ? walk(member, child, toWire) : member
    let name = key
    if (field) {
      if (field.isOmitted) {
        changed = true
        continue
      }
      if (field.isBigint) newMember = toBigint(newMember)
      name = field.name
    }
    if (name !== key || newMember !== member) changed = true
    // An assignment to this name would change the prototype.
    if (name === '__proto__') Object.defineProperty(copy, name, { ...plainProperty, value: newMember })
    else copy[name] = newMember
  }
  return changed ? copy : value
}

function walkArray(array: readonly unknown[], names: Names, toWire: boolean): readonly unknown[] {
  const { items } = compile(names)
  let changed = false
  const copy = array.map((item, index) => {
    const child = items ? items[index]?.() : names
    const newItem = child ? walk(item, child, toWire) : item
    if (newItem !== item) changed = true
    return newItem
  })
  return changed ? copy : array
}

function toBigint(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toBigint)
  return typeof value === 'number' && Number.isInteger(value) ? BigInt(value) : value
}

/**
 * Gives declared properties their wire names. Undeclared ones and free-form data stay as they are;
 * what needs no change is not copied.
 */
export function toWire(value: unknown, names: Names): unknown {
  return walk(value, names, true)
}

/** Gives declared properties their TypeScript names, drops `omit`, and makes `bigint`s; undoes `toWire`. */
export function fromWire(value: unknown, names: Names): unknown {
  return walk(value, names, false)
}
