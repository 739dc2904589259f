import { isArray, isObject, own } from '../../../document/plain.ts'
import { followRef } from '../../../document/refs.ts'
import type { Json, JsonObject } from '../../../document/types.ts'
import { type Finding, finding, objectAround, type Situation } from '../finding.ts'
import { list } from '../text.ts'
import { failed, received, sent } from '../uses.ts'

const answered = received | failed

/** Keywords that say how a value is written, beside its type. */
const writings = { format: 'format', contentEncoding: 'encoding', contentMediaType: 'media type' } as const
type Writing = keyof typeof writings

/** What another `type`, `format` or encoding means. */
export function typeFindings(situation: Situation, property: 'type' | Writing): Finding[] {
  return property === 'type' ? ofTypes(situation) : ofFormats(situation, property)
}

function ofTypes(situation: Situation): Finding[] {
  const { ways, difference } = situation
  const before = typesAround(situation.old, difference.oldPointer, difference.oldValue)
  const after = typesAround(situation.next, difference.newPointer, difference.newValue)
  const found: Finding[] = []
  const add = (code: string, way: number, details = {}) => {
    if (ways & way) found.push(finding(situation, code, { ways: ways & way, ...details }))
  }
  if (before.length > 0 && after.length > 0) {
    if (!before.includes('null') && after.includes('null')) {
      add('request-property-nullable', sent)
      add('response-property-nullable', answered)
    }
    if (before.includes('null') && !after.includes('null')) {
      add('request-property-not-nullable', sent)
      add('response-property-not-nullable', answered)
    }
  }
  const [old, next] = [before, after].map((types) => types.filter((type) => type !== 'null')) as [
    string[],
    string[],
  ]
  const isLess =
    old.length === 0 ? next.length > 0 : next.length > 0 && !old.every((type) => covers(next, type))
  const isMore =
    next.length === 0 ? old.length > 0 : old.length > 0 && !next.every((type) => covers(old, type))
  const names = { old: typeText(old), new: typeText(next) }
  if (isLess) add('request-type-narrowed', sent, names)
  else if (isMore) add('request-type-widened', sent, names)
  if (isMore) add('response-type-changed', answered, names)
  else if (isLess) add('response-type-narrowed', answered, names)
  return found
}

function typesOf(value: Json | undefined): string[] {
  if (value === undefined) return []
  return (isArray(value) ? value : [value]).map(String)
}

/** The types that are named, or else those that alternatives and parts come to. */
function typesAround(json: JsonObject, pointer: string | undefined, value: Json | undefined): string[] {
  return value === undefined ? (typesIn(json, objectAround(json, pointer, value), 0) ?? []) : typesOf(value)
}

/** Whether a value may be of one type on both sides: of another type, bounds and formats are other ones anyway. */
export function sharesType({ difference, old, next }: Situation): boolean {
  const before = typesIn(old, objectAround(old, difference.oldPointer, difference.oldValue), 0)
  const after = typesIn(next, objectAround(next, difference.newPointer, difference.newValue), 0)
  if (before === undefined || after === undefined) return true
  return before.some(
    (type) => type !== 'null' && (covers(after, type) || after.some((other) => covers([type], other))),
  )
}

/** How far alternatives and parts are looked into. */
const maxDepth = 5

/** `undefined` for a schema whose values may be of any type. */
export function typesIn(json: JsonObject, schema: Json | undefined, depth: number): string[] | undefined {
  const ref = own(schema, '$ref')
  const target = typeof ref === 'string' ? followRef(json, ref) : { value: schema }
  if ('message' in target || !isObject(target.value) || depth > maxDepth) return undefined
  const { type, allOf, anyOf, oneOf } = target.value
  if (type !== undefined) return typesOf(type)
  const members = anyOf ?? oneOf
  if (isArray(members)) {
    const types = members.map((member) => typesIn(json, member, depth + 1))
    return types.includes(undefined) ? undefined : [...new Set(types.flatMap((each) => each ?? []))].sort()
  }
  if (!isArray(allOf)) return undefined
  return allOf.map((part) => typesIn(json, part, depth + 1)).find((types) => types !== undefined)
}

function covers(types: readonly string[], type: string): boolean {
  return types.includes(type) || (type === 'integer' && types.includes('number'))
}

export function typeText(types: readonly string[]): string {
  if (types.length === 0) return 'anything'
  return list(
    types.map((type) => (/^[aeio]/.test(type) ? `an ${type}` : `a ${type}`)),
    'or',
  )
}

/** Formats that are part of another one. */
const widerFormats: Readonly<Record<string, string>> = { int32: 'int64', float: 'double' }

/** Formats in which a text stands for bytes: callers must decode what they could read. */
const encodings: ReadonlySet<Json | undefined> = new Set(['byte', 'binary'])

function ofFormats(situation: Situation, property: Writing): Finding[] {
  const { ways, difference } = situation
  const [old, next] = [difference.oldValue, difference.newValue]
  const noun = writings[property]
  const text = (value: Json | undefined) =>
    value === undefined ? `no ${noun}` : `the ${noun} \`${String(value)}\``
  const names = { old: text(old), new: text(next) }
  const widens = next === undefined || (old !== undefined && widerFormats[String(old)] === next)
  const isEncoded = property === 'contentEncoding' || encodings.has(next)
  const narrows = next !== undefined && (old === undefined ? !isEncoded : widerFormats[String(next)] === old)
  const found: Finding[] = []
  if (!sharesType(situation)) return found
  if (ways & sent) {
    const code = widens ? 'request-format-loosened' : 'request-format-changed'
    found.push(finding(situation, code, { ...names, ways: sent }))
  }
  if (ways & answered) {
    const code = narrows ? 'response-format-narrowed' : 'response-format-changed'
    found.push(finding(situation, code, { ...names, ways: ways & answered }))
  }
  return found
}
