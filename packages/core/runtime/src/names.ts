import { camelCase } from './camel-case.ts'
import type { Names } from './operation.ts'

interface Table {
  /**
   * New name by old name, in both directions at once: it swaps the two names of a property.
   * So an undeclared property that has the other name of a declared one survives the way there and back.
   */
  readonly swap: ReadonlyMap<string, string>
  /** Tables of property values, by wire name. */
  readonly children: ReadonlyMap<string, Names>
  readonly omit: ReadonlySet<string>
  readonly bigint: ReadonlySet<string>
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

function compile(names: Names): Table {
  const known = compiled.get(names)
  if (known) return known
  const parts = flatten(names, new Set())
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
  const values = parts.flatMap((part) => part.values?.() ?? [])
  const table: Table = {
    swap,
    children,
    omit: new Set(parts.flatMap((part) => part.omit ?? [])),
    bigint: new Set(parts.flatMap((part) => part.bigint ?? [])),
    values: values.length ? together(values) : undefined,
    items: parts.find((part) => part.items)?.items,
    variants: parts.flatMap((part) => part.variants ?? []),
  }
  compiled.set(names, table)
  return table
}

/** A table and all that hold together with it, each once. */
function flatten(names: Names, seen: Set<Names>): Names[] {
  if (seen.has(names)) return []
  seen.add(names)
  return [names, ...(names.all?.() ?? []).flatMap((part) => flatten(part, seen))]
}

/** The table for one object: where a discriminator decides, with the table of its variant. */
function tableFor(names: Names, value: Readonly<Record<string, unknown>>, toWire: boolean): Table {
  const table = compile(names)
  const chosen = table.variants.flatMap(({ property, mapping }) => {
    const typed =
      table.swap.get(property) ?? (Object.hasOwn(value, property) ? property : camelCase(property))
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
  const plain = flatten(names, new Set()).map(({ variants: _, all: __, ...rest }) => rest)
  const result: Names = { all: () => [...plain, ...chosen] }
  const table = mergedTables.get(names) ?? new Map<Names, Names>()
  mergedTables.set(names, table.set(key, result))
  return result
}

const plainProperty = { enumerable: true, writable: true, configurable: true }

function walk(value: unknown, names: Names, toWire: boolean): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return walkArray(value, names, toWire)
  const table = tableFor(names, value as Record<string, unknown>, toWire)
  const copy: Record<string, unknown> = {}
  let changed = false
  for (const [key, member] of Object.entries(value)) {
    const newName = table.swap.get(key) ?? key
    const wireName = toWire ? newName : key
    if (!toWire && table.omit.has(wireName)) {
      changed = true
      continue
    }
    const declared = table.swap.has(key) || table.children.has(wireName)
    const child = table.children.get(wireName) ?? (declared ? undefined : table.values)
    let newMember = child ? walk(member, child, toWire) : member
    if (!toWire && table.bigint.has(wireName)) newMember = toBigint(newMember)
    changed ||= newName !== key || newMember !== member
    // An assignment to this name would change the prototype.
    if (newName === '__proto__') Object.defineProperty(copy, newName, { ...plainProperty, value: newMember })
    else copy[newName] = newMember
  }
  return changed ? copy : value
}

function walkArray(array: readonly unknown[], names: Names, toWire: boolean): readonly unknown[] {
  const { items } = compile(names)
  const copy = array.map((item, index) => {
    const child = items ? items[index]?.() : names
    return child ? walk(item, child, toWire) : item
  })
  return copy.some((item, index) => item !== array[index]) ? copy : array
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
