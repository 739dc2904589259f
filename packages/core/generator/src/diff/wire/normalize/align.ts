import { isArray, isObject, own } from '../../../document/plain.ts'
import type { Json, JsonObject } from '../../../document/types.ts'
import { excludeEachOther } from './exclusive.ts'
import type { PlainDocument } from './normalize.ts'
import { annotations } from './schema.ts'
import { asAlternatives, asTypes, type Keyword } from './type-list.ts'

/** Stands beside alternatives of which a value must fit one only, where the other document lets it fit several. */
export const exclusiveMark = 'x-driftless-exclusive'

/**
 * Writes alternatives on both sides in the same way, where each side has its own: as `anyOf` or `oneOf`, as a list of
 * types or as alternatives. What then still differs is what users would see.
 */
export function aligned(
  old: PlainDocument,
  next: PlainDocument,
): readonly [old: PlainDocument, next: PlainDocument] {
  const [before, after] = values(old.json, next.json, [old, next])
  return [old.rewritten(before as JsonObject), next.rewritten(after as JsonObject)]
}

type Documents = readonly [old: PlainDocument, next: PlainDocument]
type Two<T> = readonly [old: T, next: T]

function values(old: Json, next: Json, documents: Documents): Two<Json> {
  if (isArray(old) && isArray(next)) return lists(old, next, documents)
  if (!isObject(old) || !isObject(next)) return [old, next]
  const [first, second] = schemas(old, next, documents)
  const [before, after] = [new Map(Object.entries(first)), new Map(Object.entries(second))]
  let isSame = true
  for (const [key, value] of before) {
    const other = after.get(key)
    if (other === undefined) continue
    const [one, two] = values(value, other, documents)
    isSame &&= one === value && two === other
    before.set(key, one)
    after.set(key, two)
  }
  if (isSame && first === old && second === next) return [old, next]
  const [made, other] = [Object.fromEntries(before), Object.fromEntries(after)]
  documents[0].origins.copy(old, made)
  documents[1].origins.copy(next, other)
  return [made, other]
}

/** Items belong together by their place; parameters, whose order means nothing, by their names. */
function lists(old: readonly Json[], next: readonly Json[], documents: Documents): Two<Json> {
  const [before, after] = [[...old], [...next]]
  for (const [index, item] of old.entries()) {
    const key = parameterKey(item)
    const at = key === undefined ? index : next.findIndex((other) => parameterKey(other) === key)
    const other = next[at]
    if (other !== undefined) [before[index], after[at]] = values(item, other, documents) as [Json, Json]
  }
  const isSame = before.every((item, index) => item === old[index])
  return isSame && after.every((item, index) => item === next[index]) ? [old, next] : [before, after]
}

function parameterKey(value: Json): string | undefined {
  const [location, name] = [own(value, 'in'), own(value, 'name')]
  return typeof location === 'string' && typeof name === 'string' ? `${location} ${name}` : undefined
}

function schemas(old: JsonObject, next: JsonObject, documents: Documents): Two<JsonObject> {
  const [before, after] = [alternativesOf(old), alternativesOf(next)]
  if (before !== undefined && after !== undefined)
    return before === after ? [old, next] : sameKeyword(old, next, documents)
  if (before !== undefined) return sameForm(old, next, before)
  if (after === undefined) return [old, next]
  const [second, first] = sameForm(next, old, after)
  return [first, second]
}

/** The one of both keywords that a schema has. */
function alternativesOf({ anyOf, oneOf }: JsonObject): Keyword | undefined {
  if (isArray(anyOf)) return oneOf === undefined ? 'anyOf' : undefined
  return isArray(oneOf) ? 'oneOf' : undefined
}

/**
 * Where only one side has alternatives, and nothing that holds beside them: those of plain types are compared as a list
 * of types, others with the other side as the only alternative, which nothing needs to tell apart.
 */
function sameForm(alternatives: JsonObject, whole: JsonObject, keyword: Keyword): Two<JsonObject> {
  const { [keyword]: members, discriminator: _, ...beside } = alternatives
  const hasMore = !Object.keys(beside).every((key) => annotations.has(key))
  if (hasMore || Object.keys(whole).every((key) => annotations.has(key))) return [alternatives, whole]
  const list = whole.type === undefined ? undefined : asTypes(alternatives, keyword)
  if (list !== undefined) return [list, whole]
  return [{ ...beside, [keyword]: members ?? [] }, asAlternatives(whole, keyword)]
}

/** Where alternatives exclude each other, it is all the same how many of them a value may fit. */
function sameKeyword(old: JsonObject, next: JsonObject, documents: Documents): Two<JsonObject> {
  const isTold = [old, next].some((schema, index) => {
    const json = documents[index]?.json
    return (
      schema.discriminator !== undefined || (json !== undefined && excludeEachOther(membersOf(schema), json))
    )
  })
  const written = ({ oneOf, anyOf, ...beside }: JsonObject): JsonObject => ({
    ...beside,
    anyOf: anyOf ?? oneOf ?? [],
    ...(!isTold && anyOf === undefined && { [exclusiveMark]: true }),
  })
  return [written(old), written(next)]
}

function membersOf({ anyOf, oneOf }: JsonObject): readonly Json[] {
  const members = anyOf ?? oneOf
  return isArray(members) ? members : []
}
