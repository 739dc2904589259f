import { isArray, isObject, own } from '../../../document/plain.ts'
import { followRef } from '../../../document/refs.ts'
import type { Json, JsonObject } from '../../../document/types.ts'
import { type Origins, rewrite } from './rewrite.ts'

/** What a part may say for its properties to stand beside those of other parts. */
const joinable = new Set(['type', 'properties', 'required', 'title', 'description'])
/** What one of the parts says of the whole. */
const ofWhole = ['default', 'deprecated', 'readOnly', 'writeOnly', 'minProperties', 'maxProperties']

/**
 * Writes an `allOf` of plain objects as the one object that it stands for, so that a schema that is split into parts,
 * or made whole again, is no change. Parts that say more than their properties stay as they are.
 */
export function joinParts(json: JsonObject, origins: Origins): JsonObject {
  const joined = new Map<JsonObject, JsonObject>()
  const open = new Set<JsonObject>()
  const join = (schema: JsonObject): JsonObject => {
    if (schema.allOf === undefined || open.has(schema)) return schema
    const known = joined.get(schema)
    if (known !== undefined) return known
    open.add(schema)
    const made = joinOne(json, schema, join) ?? schema
    open.delete(schema)
    if (made !== schema) origins.copy(schema, made)
    joined.set(schema, made)
    return made
  }
  return rewrite(json, (node, kind) => (kind === 'schema' ? join(node) : node), origins, 'keep')
}

function joinOne(
  json: JsonObject,
  { allOf, ...beside }: JsonObject,
  join: (schema: JsonObject) => JsonObject,
): JsonObject | undefined {
  if (!isArray(allOf)) return undefined
  const properties: Record<string, Json> = {}
  const required = new Set<string>()
  const whole: Record<string, Json> = {}
  let isObjectOnly = false
  for (const member of [...allOf, beside]) {
    const part = partOf(json, member, join)
    if (part === undefined) return undefined
    // Parts that say nothing leave a value that may be anything.
    isObjectOnly ||= part.type !== undefined || part.properties !== undefined
    for (const [name, property] of Object.entries(isObject(part.properties) ? part.properties : {})) {
      // Two parts may ask different things of one property; only the whole says what holds.
      if (Object.hasOwn(properties, name) && !isSame(properties[name], property)) return undefined
      properties[name] ??= property
    }
    for (const key of ofWhole) {
      const value = part[key]
      if (value === undefined) continue
      if (Object.hasOwn(whole, key) && !isSame(whole[key], value)) return undefined
      whole[key] = value
    }
    for (const name of isArray(part.required) ? part.required : []) required.add(String(name))
  }
  const { title, description } = beside
  return {
    ...(title !== undefined && { title }),
    ...(description !== undefined && { description }),
    ...whole,
    ...(isObjectOnly && { type: 'object', properties }),
    ...(required.size > 0 && { required: [...required].sort() }),
  }
}

function partOf(
  json: JsonObject,
  member: Json,
  join: (schema: JsonObject) => JsonObject,
): JsonObject | undefined {
  const ref = own(member, '$ref')
  const target = typeof ref === 'string' ? followRef(json, ref) : { value: member }
  if ('message' in target || !isObject(target.value)) return undefined
  const part = join(target.value)
  const isObjectOrNothing = part.type === undefined || part.type === 'object'
  return isObjectOrNothing && Object.keys(part).every((key) => joinable.has(key) || ofWhole.includes(key))
    ? part
    : undefined
}

function isSame(one: Json | undefined, other: Json): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}
