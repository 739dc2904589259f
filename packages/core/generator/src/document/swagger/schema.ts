import { isArray, isObject, own } from '../plain.ts'
import type { Json, JsonObject } from '../types.ts'

const schemaMaps = ['properties', 'patternProperties']
const schemaLists = ['allOf', 'anyOf', 'oneOf']
const singleSchemas = ['items', 'additionalProperties', 'not']

/**
 * Turns a Swagger 2.0 schema into one of OpenAPI 3.0: references, `discriminator`, `x-nullable`, `type: file`.
 * Anything that is not a schema (examples, defaults, extensions) is copied untouched.
 */
export function upgradeSchema(schema: Json): Json {
  if (!isObject(schema)) return schema
  const entries = Object.entries(schema).map(([key, value]): [string, Json] => {
    if (key === '$ref' && typeof value === 'string') return [key, upgradeRef(value)]
    if (key === 'discriminator' && typeof value === 'string') return [key, { propertyName: value }]
    if (key === 'x-nullable') return ['nullable', value]
    if (schemaMaps.includes(key)) return [key, mapObject(value, upgradeSchema)]
    if (schemaLists.includes(key)) return [key, isArray(value) ? value.map(upgradeSchema) : value]
    if (singleSchemas.includes(key))
      return [key, isArray(value) ? value.map(upgradeSchema) : upgradeSchema(value)]
    return [key, value]
  })
  const upgraded = Object.fromEntries(entries) as Record<string, Json>
  if (upgraded.type === 'file') Object.assign(upgraded, { type: 'string', format: 'binary' })
  const { $ref, nullable } = upgraded
  // Beside a `$ref` OpenAPI 3.0 ignores every other keyword.
  if (typeof $ref === 'string' && nullable === true) return { allOf: [{ $ref }], nullable }
  return upgraded
}

/** Rewrites a reference to where its target stands in OpenAPI 3.0. */
export function upgradeRef(ref: string): string {
  return ref
    .replace(/^#\/definitions\//, '#/components/schemas/')
    .replace(/^#\/(parameters|responses)\//, '#/components/$1/')
}

/** Changes every member of an object; anything else stays as it is, for the structural check to see. */
export function mapObject(value: Json, change: (member: Json, key: string) => Json): Json {
  if (!isObject(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, change(member, key)]))
}

/** An object without some of its members. */
export function omit(value: JsonObject, keys: readonly string[]): Record<string, Json> {
  return Object.fromEntries(Object.entries(value).filter(([key]) => !keys.includes(key)))
}

/** The texts of a list such as `consumes`; `undefined` where there is no such list. */
export function textList(holder: Json | undefined, key: string): readonly string[] | undefined {
  const list = own(holder, key)
  return isArray(list) ? list.filter((item) => typeof item === 'string') : undefined
}
