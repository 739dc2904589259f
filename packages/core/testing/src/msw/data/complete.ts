import { isAbsent } from './absent.ts'
import { accepts } from './accepts.ts'
import { number, text, word } from './leaves.ts'
import type { Random } from './random.ts'
import {
  type Definitions,
  define,
  type FlatSchema,
  flatten,
  isRecord,
  merge,
  type Schema,
  typesOf,
} from './schema.ts'
import { simplest } from './simplest.ts'

/** How deep values go before they get as small as their schema allows. */
const depthLimit = 4

/** One value that is made. */
interface Site {
  readonly definitions: Definitions
  readonly random: Random
  /** Name of the property that it is the value of. */
  readonly name: string
  readonly depth: number
}

export interface CompleteOptions {
  readonly definitions: Definitions
  readonly random: Random
  /** What is taken where it is declared and fits, and dropped elsewhere. */
  readonly hint?: unknown
}

/**
 * Makes a value that fits a schema and holds what is given.
 *
 * - Given objects and lists are completed, whatever else is given stands as it is.
 * - Of a union, a member is taken that what is given fits.
 * - What is made for a place depends on the seed and the place alone, not on what was given for other places.
 *
 * @param given undefined where nothing is
 * @throws Error where no text is found for a pattern
 */
export function complete(schema: Schema, given: unknown, options: CompleteOptions): unknown {
  const { definitions, random, hint } = options
  return makeValue(schema, given, hint, { definitions, random, name: '', depth: 0 })
}

function makeValue(schema: Schema, given: unknown, hint: unknown, site: Site): unknown {
  if (given !== undefined && !isRecord(given) && !Array.isArray(given)) return given
  const flat = flatten(schema, site.definitions)
  const [union, ...unions] = flat.unions
  if (union === undefined) return plainValue(flat, given, hint, site)
  const rest = { ...flat, unions }
  const members = memberOrder(union.members, given, site)
  let first: unknown
  for (const [index, member] of members.entries()) {
    const combined = asSchema(merge(rest, flatten(member, site.definitions)))
    const value = makeValue(combined, given, hint, site)
    if (index === 0) first = value
    const others = members.filter((other) => other !== member)
    const isAlone = () => !others.some((other) => accepts(other, value, site.definitions))
    if (!union.isExclusive || isAlone()) return value
  }
  return first
}

/** The members of a union that what is given fits, in the order in which they are tried. */
function memberOrder(members: readonly Schema[], given: unknown, site: Site): readonly Schema[] {
  const { definitions, depth } = site
  const fitting =
    given === undefined
      ? members
      : members.filter((member) => accepts(member, given, definitions, { isPartial: true }))
  const possible = fitting.length > 0 ? fitting : members
  if (depth >= depthLimit) return simplest(possible, definitions)
  const isNothing = (member: Schema) => flatten(member, definitions).types?.join() === 'null'
  const something = possible.filter((member) => !isNothing(member))
  const start = site.random.child('member').integer(0, Math.max(something.length - 1, 0))
  const turned = [...something.slice(start), ...something.slice(0, start)]
  const nothings = possible.filter(isNothing)
  return isNull(site) ? [...nothings, ...turned] : [...turned, ...nothings]
}

/** Whether a value that may be null is. */
function isNull({ random, depth }: Site): boolean {
  return depth >= depthLimit || (depth > 1 && random.child('null').next() < 0.2)
}

/** A merged schema as one that can be flattened again. */
function asSchema({ properties, required, types, values, unions, keywords }: FlatSchema): Schema {
  const { const: _const, ...others } = keywords
  return {
    ...others,
    properties,
    required,
    ...(types && { type: types }),
    ...(values && { enum: values }),
    allOf: unions.map(({ members, isExclusive }) => ({ [isExclusive ? 'oneOf' : 'anyOf']: members })),
  }
}

function plainValue(flat: FlatSchema, given: unknown, hint: unknown, site: Site): unknown {
  const { values, keywords } = flat
  if (given === undefined && isFitting(flat, hint, site)) return hint
  if (given === undefined && values !== undefined) {
    const something = values.filter((value) => value !== null)
    const [first, ...others] = something.length > 0 ? something : values
    return site.random.child('value').pick([first, ...others])
  }
  const types = typesOf(flat)
  if (Array.isArray(given)) return listOf(flat, given, site)
  if (isRecord(given)) return objectOf(flat, given, hint, site)
  if (types === undefined) return keywords.not === undefined ? word(site.random) : {}
  const something = types.filter((type) => type !== 'null')
  const [type = 'null'] = types.includes('null') && isNull(site) ? ['null'] : something
  if (type === 'object') return objectOf(flat, {}, hint, site)
  if (type === 'array') return listOf(flat, undefined, site)
  if (type === 'string') return text(flat, site.name, site.random)
  if (type === 'boolean') return site.random.next() < 0.5
  return type === 'null' ? null : number(flat, type === 'integer', site.random)
}

/** Whether a hint can be taken: text and numbers that the schema declares, and does not restrict further. */
function isFitting(flat: FlatSchema, hint: unknown, { definitions }: Site): boolean {
  if (typeof hint !== 'string' && typeof hint !== 'number') return false
  if (typesOf(flat) === undefined || !accepts(asSchema(flat), hint, definitions)) return false
  const { pattern, format, minLength, maxLength, minimum, maximum } = flat.keywords
  const size = typeof hint === 'string' ? [minLength, maxLength] : [minimum, maximum]
  const [least = Number.NEGATIVE_INFINITY, most = Number.POSITIVE_INFINITY] = size as (number | undefined)[]
  const measure = typeof hint === 'string' ? hint.length : hint
  if (measure < least || measure > most) return false
  if (typeof hint === 'number') return true
  if (typeof pattern === 'string' && !new RegExp(pattern, 'u').test(hint)) return false
  return format === undefined || (format === 'uuid' && /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(hint))
}

function part(site: Site, key: string | number): Site {
  const name = typeof key === 'number' ? site.name : key
  return {
    ...site,
    name,
    depth: site.depth + (typeof key === 'number' ? 0 : 1),
    random: site.random.child(key),
  }
}

function objectOf(
  flat: FlatSchema,
  given: Readonly<Record<string, unknown>>,
  hint: unknown,
  site: Site,
): unknown {
  const { properties, required, keywords } = flat
  const result = {}
  const add = (name: string, schema: Schema) => {
    const hints = isRecord(hint) && Object.hasOwn(hint, name) ? hint[name] : undefined
    const value = Object.hasOwn(given, name) ? given[name] : undefined
    if (isAbsent(value)) {
      if (!required.includes(name)) return
      define(result, name, accepts(schema, null, site.definitions) ? null : '')
      return
    }
    define(result, name, makeValue(schema, value, hints, part(site, name)))
  }
  const isLikely = (name: string) =>
    site.depth < depthLimit && site.random.child(name).child('?').next() < 0.75
  for (const [name, schema] of Object.entries(properties)) {
    const isGiven = Object.hasOwn(given, name) && given[name] !== undefined
    const isPossible = flatten(schema, site.definitions).values?.length !== 0
    if (isGiven || required.includes(name) || (isPossible && isLikely(name))) add(name, schema)
  }
  const others = (keywords.additionalProperties ?? keywords.unevaluatedProperties ?? true) as Schema
  const unnamed = [...required, ...Object.keys(given)].filter((name) => !Object.hasOwn(properties, name))
  for (const name of new Set(unnamed)) add(name, others === false ? true : others)
  addEntries(flat, result, others, site)
  return result
}

/** A map gets some entries, since nobody tests with empty ones; any other object no more than it must have. */
function addEntries(flat: FlatSchema, result: object, others: Schema, site: Site): void {
  const { keywords, properties } = flat
  const declaresValues = keywords.additionalProperties !== undefined && others !== false
  const isMap = declaresValues && Object.keys(properties).length === 0
  const usual = isMap && site.depth < depthLimit && Object.keys(result).length === 0 ? 2 : 0
  const { minProperties = 0, maxProperties = Number.POSITIVE_INFINITY } = keywords
  const count = Math.min(Math.max(usual, Number(minProperties)), Number(maxProperties))
  const names = (keywords.propertyNames ?? true) as Schema
  for (let attempt = 0; Object.keys(result).length < count && attempt < 10 * count; attempt++) {
    const entry = site.random.child(`entry ${attempt}`)
    const name =
      names === true
        ? word(entry)
        : String(makeValue(names, undefined, undefined, { ...site, random: entry }))
    if (!Object.hasOwn(result, name))
      define(result, name, makeValue(others, undefined, undefined, part(site, name)))
  }
}

function listOf({ keywords }: FlatSchema, given: readonly unknown[] | undefined, site: Site): unknown[] {
  const prefix = (keywords.prefixItems ?? []) as readonly Schema[]
  const items = (keywords.items ?? true) as Schema
  const schemaAt = (index: number) => prefix[index] ?? items
  const make = (index: number, value?: unknown, attempt = 0) => {
    const place = part(site, index)
    const random = attempt === 0 ? place.random : place.random.child(`again ${attempt}`)
    return makeValue(schemaAt(index), value, undefined, { ...place, random })
  }
  if (given !== undefined) return given.map((value, index) => make(index, value))
  const { minItems = 0, maxItems = Number.POSITIVE_INFINITY, uniqueItems = false } = keywords
  const usual = site.depth >= depthLimit || items === false ? 0 : site.random.child('length').integer(1, 3)
  const count = Math.max(Math.min(Math.max(usual, prefix.length), Number(maxItems)), Number(minItems))
  const result: unknown[] = []
  const seen = new Set<string>()
  for (let index = 0; index < count; index++) {
    let value = make(index)
    for (let attempt = 1; uniqueItems && seen.has(JSON.stringify(value)) && attempt < 50; attempt++) {
      value = make(index, undefined, attempt)
    }
    if (uniqueItems && seen.has(JSON.stringify(value)) && result.length >= Number(minItems)) break
    seen.add(JSON.stringify(value))
    result.push(value)
  }
  return result
}
