import { isArray, isObject, own } from '../document/plain.ts'
import type { Json, JsonObject } from '../document/types.ts'

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

/**
 * A schema of an OpenAPI document, in JSON Schema 2020-12, as it holds for answers: without what is only for people,
 * without `required` for what is `writeOnly`, and with text where numbers may come as such.
 *
 * @param is30 whether the document is OpenAPI 3.0, which says null and exclusive limits in its own way
 */
export function jsonSchema(schema: Json, is30: boolean): Json {
  if (!isObject(schema)) return schema !== false
  const ref = own(schema, '$ref')
  const target = typeof ref === 'string' ? definition(ref) : undefined
  if (target !== undefined && is30) return target
  const result: Record<string, Json> = { ...target }
  for (const [key, value] of Object.entries(schema)) {
    const converted = keyword(key, value, is30)
    if (converted !== undefined) result[key] = converted
  }
  dropWriteOnly(result, schema)
  if (own(schema, 'x-driftless-coerce') === true) addType(result, 'string')
  return is30 ? from30(result, schema) : result
}

/** What is in no component is not checked. */
function definition(ref: string): Record<string, Json> {
  return ref.startsWith('#/components/schemas/')
    ? { $ref: ref.replace('#/components/schemas/', '#/$defs/') }
    : {}
}

function keyword(key: string, value: Json, is30: boolean): Json | undefined {
  if (data.has(key)) return value
  if (maps.has(key) && isObject(value)) {
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, jsonSchema(member, is30)]))
  }
  if (lists.has(key) && isArray(value)) return value.map((member) => jsonSchema(member, is30))
  // The tuple of older drafts.
  if (key === 'items' && isArray(value)) return undefined
  if (singles.has(key)) return jsonSchema(value, is30)
  return key === 'pattern' && isPattern(value) ? value : undefined
}

function isPattern(value: Json): boolean {
  try {
    return typeof value === 'string' && new RegExp(value, 'u') instanceof RegExp
  } catch {
    return false
  }
}

function dropWriteOnly(result: Record<string, Json>, { required, properties }: JsonObject): void {
  if (!isArray(required) || !isObject(properties)) return
  result.required = required.filter(
    (name) => typeof name !== 'string' || own(own(properties, name), 'writeOnly') !== true,
  )
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
