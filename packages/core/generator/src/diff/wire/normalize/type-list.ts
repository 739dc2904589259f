import { isArray, isObject } from '../../../document/plain.ts'
import type { Json, JsonObject } from '../../../document/types.ts'
import { annotations, copiedComponent, sorted } from './schema.ts'

/** What alternatives are listed by. */
export type Keyword = 'anyOf' | 'oneOf'

const ofNumbers = ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf', 'format']

/** Keywords that ask something of values of one type only, and so may stand beside a list of types. */
const keywordsOf: Readonly<Record<string, readonly string[]>> = {
  string: ['minLength', 'maxLength', 'pattern', 'format', 'contentEncoding', 'contentMediaType'],
  number: ofNumbers,
  integer: ofNumbers,
  boolean: [],
  null: [],
  array: ['items', 'prefixItems', 'minItems', 'maxItems', 'uniqueItems', 'contains'],
}

/** Alternatives of one type each as a schema with a list of types; `undefined` where they say more than that. */
export function asTypes(schema: JsonObject, keyword: Keyword): JsonObject | undefined {
  const { [keyword]: members, ...beside } = schema
  if (!isArray(members)) return undefined
  const types: string[] = []
  const asked: Record<string, Json> = {}
  for (const member of members) {
    if (!isObject(member) || typeof member.type !== 'string') return undefined
    const { type, ...rest } = member
    if (types.some((other) => other === type || (isNumber(other) && isNumber(type)))) return undefined
    types.push(type)
    for (const [key, value] of Object.entries(rest)) {
      if (annotations.has(key)) continue
      if (!keywordsOf[type]?.includes(key) || Object.hasOwn(asked, key)) return undefined
      asked[key] = value
    }
  }
  return { ...beside, ...asked, type: sorted(types) }
}

/** A schema that has no alternatives as the only one, or as one for each of its types. */
export function asAlternatives(schema: JsonObject, keyword: Keyword): JsonObject {
  const entries = Object.entries(schema)
  const beside = Object.fromEntries(entries.filter(([key]) => annotations.has(key)))
  const { type, ...asked } = Object.fromEntries(entries.filter(([key]) => !annotations.has(key)))
  const { $ref: ref } = asked
  const copied = typeof ref === 'string' ? copiedComponent(ref) : undefined
  if (copied !== undefined) return { ...beside, [keyword]: [{ $ref: copied }, { type: 'null' }] }
  if (!isArray(type)) return { ...beside, [keyword]: [{ ...asked, ...(type !== undefined && { type }) }] }
  if (Object.keys(asked).length === 0) return { ...beside, [keyword]: type.map((each) => ({ type: each })) }
  const [only, ...more] = type.filter((each) => each !== 'null')
  const whole = {
    ...asked,
    type: more.length === 0 && only !== undefined ? only : type.filter((each) => each !== 'null'),
  }
  return { ...beside, [keyword]: type.includes('null') ? [whole, { type: 'null' }] : [whole] }
}

function isNumber(type: string): boolean {
  return type === 'integer' || type === 'number'
}
