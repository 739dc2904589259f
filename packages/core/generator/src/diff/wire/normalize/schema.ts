import { isArray, isObject, own } from '../../../document/plain.ts'
import type { Json, JsonObject } from '../../../document/types.ts'
import { comparable } from '../text.ts'
import { plainFormat } from './format.ts'

/** What stands beside a `$ref` or in an `allOf` without asking anything of a value. */
export const annotations: ReadonlySet<string> = new Set([
  'title',
  'description',
  'default',
  'deprecated',
  'readOnly',
  'writeOnly',
  '$comment',
])

/** Those of them by which a property is another one to callers. */
const tellingAnnotations = new Set(['default', 'deprecated', 'readOnly', 'writeOnly'])

function tellingOf(schema: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(schema).filter(([key]) => tellingAnnotations.has(key)))
}

/** Keywords that say nothing where they have this value. */
const idle: Readonly<Record<string, Json>> = {
  additionalProperties: true,
  deprecated: false,
  minItems: 0,
  minLength: 0,
  minProperties: 0,
  nullable: false,
  readOnly: false,
  uniqueItems: false,
  writeOnly: false,
}

/** Texts for people and tools; what they say changes neither requests nor responses. */
const remarks = new Set(['example', 'examples', 'externalDocs', '$comment'])

/**
 * Writes a schema in one way out of several that mean the same: OpenAPI 3.0 as 3.1, `const` as `enum`, null as a type,
 * lists whose order means nothing in order.
 *
 * @param isOld whether the document is OpenAPI 3.0, where nothing beside a `$ref` counts
 */
export function plainSchema(given: JsonObject, isOld: boolean, copies: NullableCopies): JsonObject {
  if (typeof own(given, '$ref') === 'string' && isOld) return { $ref: given.$ref ?? '' }
  const { nullable, const: constant, ...rest } = withoutIdle(given)
  let schema = plainFormat(rest)
  if (constant !== undefined) schema = { ...schema, enum: [constant] }
  if (schema.default !== undefined) schema = { ...schema, default: comparable(schema.default) }
  if (isArray(schema.enum) && schema.enum.length > 0 && schema.type === undefined)
    schema = { ...schema, type: typesOf(schema.enum) }
  if (isArray(schema.required))
    schema =
      schema.required.length > 0
        ? { ...schema, required: sorted(schema.required) }
        : without(schema, 'required')
  for (const [exclusive, inclusive] of bounds) {
    if (typeof schema[exclusive] !== 'boolean') continue
    const { [exclusive]: isExclusive, [inclusive]: bound, ...others } = schema
    if (bound !== undefined) schema = { ...others, [isExclusive === true ? exclusive : inclusive]: bound }
    else schema = others
  }
  schema = joinSingle(referenceAlone(schema))
  schema = nullInType(schema, copies)
  return nullable === true ? orNull(schema, copies) : schema
}

const bounds = [
  ['exclusiveMinimum', 'minimum'],
  ['exclusiveMaximum', 'maximum'],
] as const

function withoutIdle(schema: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(schema).filter(([key, value]) => {
      if (remarks.has(key) || (key.startsWith('x-') && !key.startsWith('x-driftless-'))) return false
      if (key === 'additionalProperties' && isObject(value) && Object.keys(value).length === 0) return false
      return !(Object.hasOwn(idle, key) && idle[key] === value)
    }),
  )
}

/** Beside a reference, what asks something of a value becomes a second part of an `allOf`. */
function referenceAlone(schema: JsonObject): JsonObject {
  const { $ref, ...beside } = schema
  if (typeof $ref !== 'string') return schema
  const parts = Object.fromEntries(Object.entries(beside).filter(([key]) => !annotations.has(key)))
  if (Object.keys(parts).length === 0) return { $ref, ...tellingOf(beside) }
  const { allOf, ...others } = parts
  return {
    ...tellingOf(beside),
    allOf: [{ $ref }, ...(isArray(allOf) ? allOf : []), ...(Object.keys(others).length > 0 ? [others] : [])],
  }
}

/** `allOf`, `anyOf` or `oneOf` of one schema is that schema. */
function joinSingle(schema: JsonObject): JsonObject {
  for (const keyword of ['allOf', 'anyOf', 'oneOf']) {
    const members = schema[keyword]
    if (!isArray(members)) continue
    const telling = members.filter(
      (member) => !(isObject(member) && Object.keys(member).every((key) => annotations.has(key))),
    )
    const [only] = telling
    const { [keyword]: _, discriminator: _tag, ...beside } = schema
    const isAlone = Object.keys(beside).every((key) => annotations.has(key))
    if (telling.length === 1 && isObject(only) && isAlone) return { ...only, ...tellingOf(beside) }
    // An `allOf` of several keeps its order, in which parts are told apart best.
    if (keyword === 'allOf' && telling.length !== members.length && telling.length > 0)
      return { ...schema, allOf: telling }
  }
  return schema
}

/** Null among the alternatives, types or values becomes one of the types. */
function nullInType(schema: JsonObject, copies: NullableCopies): JsonObject {
  let result = schema
  for (const keyword of ['anyOf', 'oneOf']) {
    const members = result[keyword]
    if (!isArray(members) || !members.some(isNullSchema)) continue
    const others = members.filter((member) => !isNullSchema(member))
    const { [keyword]: _, ...beside } = result
    const [only] = others
    if (others.length === 1 && isObject(only) && Object.keys(beside).every((key) => annotations.has(key)))
      return { ...orNull(only, copies), ...tellingOf(beside) }
    result = { ...beside, [keyword]: [...others, { type: 'null' }] }
  }
  if (isArray(result.type)) {
    const types = sorted(result.type)
    const [first = 'null'] = types
    result = { ...result, type: types.length === 1 ? first : types }
  }
  if (isArray(result.enum)) {
    result = { ...result, enum: sorted(result.enum.filter((value) => value !== null)) }
  }
  return result
}

/** The types of listed values, which need not be named beside them. */
function typesOf(values: readonly Json[]): readonly Json[] {
  const types = new Set(values.map(typeOf))
  return sorted([...types].filter((type) => type !== 'integer' || !types.has('number')))
}

function typeOf(value: Json): string {
  if (value === null) return 'null'
  if (isArray(value)) return 'array'
  return Number.isInteger(value) ? 'integer' : typeof value
}

function isNullSchema(value: Json): boolean {
  if (!isObject(value)) return false
  if (value.type === 'null') return true
  return isArray(value.enum) && value.enum.length === 1 && value.enum[0] === null
}

/** What the name of a component has behind it where a copy is meant whose values may be null as well. */
const nullableMark = '.or-null-'

/** Names copies of components; every reference gets a copy of its own, by which its place can be told. */
export class NullableCopies {
  #count = 0

  referenceTo(ref: string): JsonObject {
    this.#count += 1
    return { $ref: `${ref}${nullableMark}${this.#count}` }
  }
}

/** Name of the component that such a copy is made of; `undefined` for any other name. */
export function copiedComponent(name: string): string | undefined {
  const at = name.lastIndexOf(nullableMark)
  return at === -1 ? undefined : name.slice(0, at)
}

/** The same schema for values that may be null. */
export function orNull(schema: JsonObject, copies: NullableCopies): JsonObject {
  const ref = own(schema, '$ref')
  if (typeof ref === 'string') {
    const isComponent = /^#\/components\/schemas\/[^/]+$/.test(ref) && copiedComponent(ref) === undefined
    return isComponent ? { ...copies.referenceTo(ref), ...tellingOf(schema) } : schema
  }
  const { type } = schema
  if (typeof type === 'string') return type === 'null' ? schema : { ...schema, type: sorted([type, 'null']) }
  if (isArray(type)) return type.includes('null') ? schema : { ...schema, type: sorted([...type, 'null']) }
  for (const keyword of ['anyOf', 'oneOf']) {
    const members = schema[keyword]
    if (isArray(members) && !members.some(isNullSchema))
      return { ...schema, [keyword]: [...members, { type: 'null' }] }
  }
  return schema.allOf === undefined ? schema : { anyOf: [schema, { type: 'null' }] }
}

export function sorted(values: readonly Json[]): readonly Json[] {
  return [...new Set(values)].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))
}

function without(schema: JsonObject, key: string): JsonObject {
  const { [key]: _, ...rest } = schema
  return rest
}
