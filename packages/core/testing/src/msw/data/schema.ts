/** JSON Schema 2020-12 as a client's tables hold it: everything that is referred to stands in `$defs`. */

export type Schema = boolean | SchemaObject

export interface SchemaObject {
  readonly [keyword: string]: unknown
}

export type Definitions = Readonly<Record<string, Schema>>

/** A schema without references and `allOf`: what all of its parts say together. */
export interface FlatSchema {
  readonly properties: Readonly<Record<string, Schema>>
  readonly required: readonly string[]
  /** Types that are allowed; undefined for all. */
  readonly types: readonly string[] | undefined
  /** Values that are allowed; undefined for all. */
  readonly values: readonly unknown[] | undefined
  /** Unions of which one member each holds as well. */
  readonly unions: readonly Union[]
  readonly keywords: SchemaObject
}

export interface Union {
  readonly members: readonly Schema[]
  /** Whether no other member may hold. */
  readonly isExclusive: boolean
}

const nothing: FlatSchema = {
  properties: {},
  required: [],
  types: undefined,
  values: undefined,
  unions: [],
  keywords: {},
}

/** Follows references and merges `allOf`. A schema that leads to nothing but itself says nothing. */
export function flatten(schema: Schema, definitions: Definitions, seen: readonly string[] = []): FlatSchema {
  if (typeof schema === 'boolean') return schema ? nothing : { ...nothing, values: [] }
  let flat = own(schema)
  const { $ref } = schema
  if (typeof $ref === 'string' && !seen.includes($ref)) {
    flat = merge(flat, flatten(referred($ref, definitions), definitions, [...seen, $ref]))
  }
  for (const part of list(schema.allOf)) flat = merge(flat, flatten(part, definitions, seen))
  return flat
}

function own(schema: SchemaObject): FlatSchema {
  const { $ref, $defs, allOf, anyOf, oneOf, properties, required, type, enum: values, ...rest } = schema
  const unions = [
    { members: list(anyOf), isExclusive: false },
    { members: list(oneOf), isExclusive: true },
  ]
  const allowed = Object.hasOwn(rest, 'const') ? [rest.const] : values
  return {
    properties: (properties ?? {}) as Readonly<Record<string, Schema>>,
    required: (required ?? []) as readonly string[],
    types: type === undefined ? undefined : ([type].flat() as unknown as readonly string[]),
    values: allowed as readonly unknown[] | undefined,
    unions: unions.filter(({ members }) => members.length > 0),
    keywords: rest,
  }
}

const largest = ['minimum', 'exclusiveMinimum', 'minLength', 'minItems', 'minProperties']
const smallest = ['maximum', 'exclusiveMaximum', 'maxLength', 'maxItems', 'maxProperties']

/** What two schemas say together. */
export function merge(a: FlatSchema, b: FlatSchema): FlatSchema {
  const properties: Record<string, Schema> = Object.fromEntries(Object.entries(a.properties))
  for (const [name, schema] of Object.entries(b.properties)) {
    const known = Object.hasOwn(properties, name) ? properties[name] : undefined
    define(properties, name, known === undefined || same(known, schema) ? schema : { allOf: [known, schema] })
  }
  const keywords: Record<string, unknown> = { ...a.keywords, ...b.keywords }
  for (const name of largest) limit(name, Math.max)
  for (const name of smallest) limit(name, Math.min)
  function limit(name: string, choose: (...numbers: number[]) => number) {
    const found = [a.keywords[name], b.keywords[name]].filter((value) => typeof value === 'number')
    if (found.length > 0) keywords[name] = choose(...found)
  }
  return {
    properties,
    required: [...new Set([...a.required, ...b.required])],
    types: common(a.types, b.types, (x, y) => x === y || (x === 'integer' && y === 'number')),
    values: common(a.values, b.values, same),
    unions: [...a.unions, ...b.unions],
    keywords,
  }
}

function common<T>(
  a: readonly T[] | undefined,
  b: readonly T[] | undefined,
  equal: (x: T, y: T) => boolean,
): readonly T[] | undefined {
  if (a === undefined || b === undefined) return a ?? b
  const both = (x: readonly T[], y: readonly T[]) => x.filter((each) => y.some((other) => equal(each, other)))
  return [...new Set([...both(a, b), ...both(b, a)])]
}

/** The types that a value may have, where only the other keywords tell. */
export function typesOf({
  types,
  keywords,
  properties,
  required,
}: FlatSchema): readonly string[] | undefined {
  if (types !== undefined) return types
  const has = (...names: string[]) => names.some((name) => keywords[name] !== undefined)
  if (Object.keys(properties).length > 0 || required.length > 0) return ['object']
  if (has('additionalProperties', 'patternProperties', 'propertyNames', 'minProperties')) return ['object']
  if (has('items', 'prefixItems', 'minItems', 'contains')) return ['array']
  if (has('pattern', 'format', 'minLength', 'maxLength')) return ['string']
  if (has('minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf')) return ['number']
  return undefined
}

/** Adds a property of any name, `__proto__` included. */
export function define(target: object, name: string, value: unknown): void {
  Object.defineProperty(target, name, { value, enumerable: true, writable: true, configurable: true })
}

/** Whether two values of JSON are the same. */
export function same(a: unknown, b: unknown): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b)
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

function list(value: unknown): readonly Schema[] {
  return Array.isArray(value) ? (value as readonly Schema[]) : []
}

/** What a reference such as `#/$defs/Task` stands for; anything, where it leads to nothing. */
export function referred(reference: string, definitions: Definitions): Schema {
  const keys = decodeURIComponent(reference)
    .split('/')
    .slice(2)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'))
  const found = keys.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, key)
        ? (value as Readonly<Record<string, unknown>>)[key]
        : undefined,
    definitions,
  )
  return found === undefined ? true : (found as Schema)
}
