import { isArray, isObject, own } from '../document/plain.ts'
import { type Place, placeToPointer } from '../document/pointer.ts'
import type { Json, JsonObject } from '../document/types.ts'
import { readValues, type Values } from './enums.ts'
import { checkCoerce } from './parse-coerce.ts'
import { unionDiscriminator } from './parse-discriminator.ts'
import { parseObject } from './parse-object.ts'
import { type Docs, type Entity, isNull, nullShape, type Shape } from './shape.ts'

/** Where a schema stands, and what an enum found there is named after. */
export interface Site {
  readonly place: Place | undefined
  readonly owner: Entity
  /** Names of the properties on the way from the owner. */
  readonly words: Words | undefined
}

export interface Words {
  readonly before: Words | undefined
  readonly word: string
}

/** What parsing needs to know of the rest of the document. */
export interface ParseContext {
  /** Whether keywords beside a `$ref` count: from OpenAPI 3.1 on. */
  readonly siblings: boolean
  reference(ref: string, place: Place | undefined): Entity
  /** What a value of a discriminator's mapping names: a reference or the name of a component. */
  mapped(target: string): Entity | undefined
  /** Components that extend another one with `allOf`, directly or not. */
  extensionsOf(component: string): readonly Entity[]
  /** Constants that a schema declares for a property. */
  tagValues(entity: Entity, wireName: string): readonly string[]
  /** Whether a schema has a name of its own already. */
  isNamed(entity: Entity): boolean
  /** Gives the enum at a place a name of its own. */
  namedEnum(schema: JsonObject, values: Values, site: Site): Entity
  notice(place: Place | undefined, message: string): void
  fail(place: Place | undefined, message: string): never
}

/**
 * Parses one schema and everything inline below it. Keywords are read directly, as none of them is the name of
 * something that every object inherits.
 */
export function parseSchema(schema: Json, site: Site, context: ParseContext): Shape {
  if (!isObject(schema)) return schema === false ? { kind: 'never' } : { kind: 'any' }
  checkCoerce(schema, site, context)
  const docs = readDocs(schema)
  const shape = parseContent(schema, site, context)
  const nullable = schema.nullable === true && schema.$ref === undefined
  const whole = nullable ? orNull(shape, site) : shape
  return docs === undefined ? whole : { ...whole, docs }
}

function parseContent(schema: JsonObject, site: Site, context: ParseContext): Shape {
  const ref = schema.$ref
  if (typeof ref === 'string') {
    const target: Shape = { kind: 'reference', entity: context.reference(ref, site.place) }
    if (!context.siblings) return target
    const { $ref: _, ...beside } = schema
    const rest = parseParts(beside, site, context)
    return rest.length === 0 ? target : { kind: 'all', members: [target, ...rest] }
  }
  const values = readValues(schema)
  if (values !== undefined) return parseValues(schema, values, site, context)
  if (isArray(schema.enum)) {
    context.notice(
      site.place,
      'the enum holds values that no literal type can stand for; its type is left open.',
    )
    return { kind: 'any' }
  }
  const parts = parseParts(schema, site, context)
  if (parts.length === 0) return { kind: 'any' }
  return parts.length === 1 ? (parts[0] as Shape) : { kind: 'all', members: parts }
}

/** Parses the alternatives that hold together: the schema's own type, each `allOf`, the `oneOf`, the `anyOf`. */
function parseParts(schema: JsonObject, site: Site, context: ParseContext): Shape[] {
  const composed = isArray(schema.allOf) || isArray(schema.oneOf) || isArray(schema.anyOf)
  const parts: Shape[] = []
  const base = parseBase(schema, site, context, composed)
  if (!composed) return base === undefined ? parts : [base]
  if (base !== undefined) parts.push(base)
  for (const [index, member] of list(schema, 'allOf').entries()) {
    const shape = parseSchema(member, below(site, 'allOf', index), context)
    if (!saysNothing(member, shape)) parts.push(shape)
  }
  for (const key of ['oneOf', 'anyOf']) {
    const union = parseUnion(schema, key, site, context)
    if (union !== undefined) parts.push(union)
  }
  return parts
}

/** An `allOf` member that only narrows: `{ required: [...] }`, with or without `type: object`. */
function saysNothing(member: Json, shape: Shape): boolean {
  if (shape.kind === 'any') return true
  return (
    shape.kind === 'object' &&
    shape.properties.length === 0 &&
    own(member, 'additionalProperties') === undefined
  )
}

function parseUnion(schema: JsonObject, key: string, site: Site, context: ParseContext): Shape | undefined {
  const members = list(schema, key).map((member, index) =>
    parseSchema(member, below(site, key, index), context),
  )
  if (members.length === 0 || members.every((member) => member.kind === 'any')) return undefined
  if (members.length === 1) return members[0]
  const pointer = (): string => placeToPointer(site.place)
  const discriminator = unionDiscriminator(schema, members, site, context)
  return { kind: 'union', pointer, members, discriminator }
}

/** Parses `type` and the keywords that belong to it; `undefined` where a schema says nothing of its own. */
function parseBase(
  schema: JsonObject,
  site: Site,
  context: ParseContext,
  composed: boolean,
): Shape | undefined {
  const types = readTypes(schema)
  const [only] = types
  if (only === undefined) return undefined
  if (types.length === 1 && !composed) return parseType(only, schema, site, context)
  const shapes = types
    .filter((type) => !(type === 'object' && composed && !hasMembers(schema)))
    .map((type) => parseType(type, schema, site, context))
  if (shapes.length === 0) return undefined
  if (shapes.length === 1) return shapes[0]
  return { kind: 'union', pointer: () => placeToPointer(site.place), members: shapes }
}

function readTypes(schema: JsonObject): string[] {
  const type = schema.type
  if (typeof type === 'string') return [type]
  if (isArray(type)) return [...new Set(type.filter((each) => typeof each === 'string'))]
  if (hasMembers(schema)) return ['object']
  return schema.items !== undefined || schema.prefixItems !== undefined ? ['array'] : []
}

function hasMembers(schema: JsonObject): boolean {
  return (
    schema.properties !== undefined ||
    schema.additionalProperties !== undefined ||
    schema.patternProperties !== undefined
  )
}

function parseType(type: string, schema: JsonObject, site: Site, context: ParseContext): Shape {
  switch (type) {
    case 'string':
      return { kind: 'primitive', type, format: stringFormat(schema) }
    case 'integer':
    case 'number':
      return {
        kind: 'primitive',
        type: 'number',
        format: schema.format === 'int64' ? 'int64' : undefined,
      }
    case 'boolean':
      return { kind: 'primitive', type }
    case 'null':
      return nullShape
    case 'array':
      return parseArray(schema, site, context)
    case 'object':
      return parseObject(schema, site, context)
    default:
      context.notice(site.place, `"${type}" is no type of JSON Schema; the type is left open.`)
      return { kind: 'any' }
  }
}

function stringFormat(schema: JsonObject): 'binary' | 'date' | undefined {
  const format = schema.format
  if (format === 'date-time' || format === 'date') return 'date'
  const bytes = schema.contentMediaType === 'application/octet-stream'
  // The encoding `binary` leaves bytes as they are.
  const encoding = schema.contentEncoding ?? 'binary'
  return format === 'binary' || (bytes && encoding === 'binary') ? 'binary' : undefined
}

function parseArray(schema: JsonObject, site: Site, context: ParseContext): Shape {
  const items = schema.items
  const key = isArray(items) ? 'items' : 'prefixItems'
  const positions = list(schema, key).map((item, index) =>
    parseSchema(item, below(site, key, index), context),
  )
  if (positions.length === 0) {
    return { kind: 'array', items: items === undefined ? { kind: 'any' } : parseItems(items, site, context) }
  }
  if (items === undefined || items === false || isArray(items)) return { kind: 'tuple', items: positions }
  context.notice(
    site.place,
    'a tuple with further items becomes a list of all its item types: their positions are not kept.',
  )
  const members = [...positions, parseItems(items, site, context)]
  return {
    kind: 'array',
    items: { kind: 'union', pointer: () => placeToPointer(site.place), members },
  }
}

function parseItems(items: Json, site: Site, context: ParseContext): Shape {
  return parseSchema(items, below(site, 'items'), context)
}

function parseValues(schema: JsonObject, read: Values, site: Site, context: ParseContext): Shape {
  const [first, ...more] = read.values
  if (first === undefined) return nullShape
  const isTop = site.owner.schema === schema && context.isNamed(site.owner)
  const onlyBooleans = read.values.every(({ value }) => typeof value === 'boolean')
  const isEnum = more.length > 0 || (site.owner.component !== undefined && !Object.hasOwn(schema, 'const'))
  if (isTop && isEnum && !onlyBooleans) {
    const nullable = read.nullable || schema.nullable === true
    return { kind: 'enum', values: read.values, nullable }
  }
  if (more.length === 0) return orNullIf(read.nullable, { kind: 'literal', value: first.value }, site)
  if (onlyBooleans) return orNullIf(read.nullable, { kind: 'primitive', type: 'boolean' }, site)
  const entity = context.namedEnum(schema, { ...read, nullable: false }, site)
  return orNullIf(read.nullable, { kind: 'reference', entity }, site)
}

function orNullIf(nullable: boolean, shape: Shape, site: Site): Shape {
  return nullable ? orNull(shape, site) : shape
}

function orNull(shape: Shape, site: Site): Shape {
  if (shape.kind === 'any' || shape.kind === 'enum' || isNull(shape)) return shape
  if (shape.kind === 'union' && shape.discriminator === undefined) {
    return shape.members.some(isNull) ? shape : { ...shape, members: [...shape.members, nullShape] }
  }
  return { kind: 'union', pointer: () => placeToPointer(site.place), members: [shape, nullShape] }
}

function readDocs(schema: JsonObject): Docs | undefined {
  const title = schema.title
  const description = schema.description
  const deprecated = schema.deprecated === true
  if (typeof title !== 'string' && typeof description !== 'string' && !deprecated) return undefined
  return {
    ...(typeof title === 'string' && { title }),
    ...(typeof description === 'string' && { description }),
    ...(deprecated && { deprecated }),
  }
}

function list(schema: JsonObject, key: string): readonly Json[] {
  const value = own(schema, key)
  return isArray(value) ? value : []
}

/** The site of a schema below another one that adds nothing to names. */
export function below(site: Site, ...keys: (string | number)[]): Site {
  let place = site.place
  for (const key of keys) place = { parent: place, key }
  return { place, owner: site.owner, words: site.words }
}
