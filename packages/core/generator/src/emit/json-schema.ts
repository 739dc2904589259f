import { isArray, isObject, own } from '../document/plain.ts'
import { fromPointer } from '../document/pointer.ts'
import type { Json, JsonObject } from '../document/types.ts'
import { constantsOf } from '../schema/parse-discriminator.ts'

/** Keywords whose values are schemas by name, lists of schemas, and schemas. */
const maps = new Set(['properties', 'patternProperties', 'dependentSchemas'])
const lists = new Set(['allOf', 'anyOf', 'oneOf', 'prefixItems'])
const singles = new Set(
  'items additionalProperties unevaluatedProperties unevaluatedItems not if then else contains propertyNames'.split(
    ' ',
  ),
)
/** Keywords that are plain data. */
const data = new Set(
  (
    'type enum const required minimum maximum exclusiveMinimum exclusiveMaximum multipleOf minLength maxLength ' +
    'minItems maxItems uniqueItems minProperties maxProperties minContains maxContains dependentRequired'
  ).split(' '),
)

/** What a schema is converted for. */
export interface SchemaUse {
  /** Whether the document is OpenAPI 3.0, which says null and exclusive limits in its own way. */
  readonly is30: boolean
  /** The document's schemas by name. */
  readonly components: Json | undefined
  /** Whether data is made of it: with formats, and without what servers do not send. */
  readonly isForData: boolean
}

/**
 * A schema of an OpenAPI document, in JSON Schema 2020-12, as it holds for answers: without what is only for people,
 * without `required` for what is `writeOnly`, with text where numbers may come as such, and with the values by which
 * the members of a union are told apart.
 */
export function jsonSchema(schema: Json, use: SchemaUse): Json {
  if (!isObject(schema)) return schema !== false
  const { is30, isForData } = use
  const ref = own(schema, '$ref')
  const target = typeof ref === 'string' ? definition(ref) : undefined
  if (target !== undefined && is30) return target
  const result: Record<string, Json> = { ...target }
  for (const [key, value] of Object.entries(schema)) {
    const converted = keyword(key, value, use)
    if (converted !== undefined) result[key] = converted
  }
  tellApart(result, schema, use)
  dropWriteOnly(result, schema, isForData)
  if (own(schema, 'x-driftless-coerce') === true) addType(result, 'string')
  return is30 ? from30(result, schema) : result
}

/** What is in no component is not checked. */
function definition(ref: string): Record<string, Json> {
  return ref.startsWith('#/components/schemas/')
    ? { $ref: ref.replace('#/components/schemas/', '#/$defs/') }
    : {}
}

function keyword(key: string, value: Json, use: SchemaUse): Json | undefined {
  if (data.has(key)) return value
  if (maps.has(key) && isObject(value)) {
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, jsonSchema(member, use)]))
  }
  if (lists.has(key) && isArray(value)) return value.map((member) => jsonSchema(member, use))
  // The tuple of older drafts.
  if (key === 'items' && isArray(value)) return undefined
  if (singles.has(key)) return jsonSchema(value, use)
  if (key === 'format' && use.isForData) return value
  return key === 'pattern' && isPattern(value) ? value : undefined
}

/**
 * Where a discriminator gives a member of a union values that its own schema does not know, they are said there: so
 * that one member fits, and not several that differ in nothing else.
 */
function tellApart(result: Record<string, Json>, schema: JsonObject, { components }: SchemaUse): void {
  const property = own(own(schema, 'discriminator'), 'propertyName')
  if (typeof property !== 'string') return
  const mapping = own(own(schema, 'discriminator'), 'mapping')
  for (const keyword of ['oneOf', 'anyOf']) {
    const members = own(schema, keyword)
    const converted = result[keyword]
    if (!isArray(members) || !isArray(converted)) continue
    result[keyword] = members.map((member, index) => {
      const plain = converted[index] ?? true
      const values = valuesOf(member, property, mapping, components)
      if (values.length === 0) return plain
      return { allOf: [plain, { properties: { [property]: { enum: values } }, required: [property] }] }
    })
  }
}

/** The values that a discriminator gives a member, if the member's own schema has none. */
function valuesOf(
  member: Json,
  property: string,
  mapping: Json | undefined,
  components: Json | undefined,
): string[] {
  const ref = own(member, '$ref')
  const [, key] = /^#\/components\/schemas\/([^/]+)$/.exec(String(ref)) ?? []
  const [name] = key === undefined ? [] : fromPointer(`/${decodeURIComponent(key)}`)
  if (name === undefined || constantsOf(own(components, name) ?? true, property).length > 0) return []
  const entries = isObject(mapping) ? Object.entries(mapping) : []
  const mapped = entries.filter(([, target]) => target === ref || target === name).map(([value]) => value)
  return mapped.length > 0 ? mapped : [name]
}

function isPattern(value: Json): boolean {
  try {
    return typeof value === 'string' && new RegExp(value, 'u') instanceof RegExp
  } catch {
    return false
  }
}

function dropWriteOnly(result: Record<string, Json>, schema: JsonObject, isForData: boolean): void {
  const { required, properties } = schema
  if (!isObject(properties)) return
  const isSent = (name: Json) => typeof name !== 'string' || own(own(properties, name), 'writeOnly') !== true
  if (isArray(required)) result.required = required.filter(isSent)
  if (!isForData || !isObject(result.properties)) return
  result.properties = Object.fromEntries(Object.entries(result.properties).filter(([name]) => isSent(name)))
}

function addType(result: Record<string, Json>, type: string): void {
  if (result.type !== undefined) result.type = [...new Set([result.type, type].flat())] as Json
}

function from30(result: Record<string, Json>, schema: JsonObject): Json {
  for (const [exclusive, limit] of [
    ['exclusiveMinimum', 'minimum'],
    ['exclusiveMaximum', 'maximum'],
  ] as const) {
    const flag = result[exclusive]
    if (typeof flag !== 'boolean') continue
    delete result[exclusive]
    const bound = result[limit]
    if (flag && bound !== undefined) {
      delete result[limit]
      result[exclusive] = bound
    }
  }
  return own(schema, 'nullable') === true ? { anyOf: [result, { type: 'null' }] } : result
}
