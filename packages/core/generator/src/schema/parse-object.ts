import { isArray, isObject, own } from '../document/plain.ts'
import { placeToPointer } from '../document/pointer.ts'
import type { Json, JsonObject } from '../document/types.ts'
import { below, type ParseContext, parseSchema, type Site } from './parse.ts'
import { isCoerced } from './parse-coerce.ts'
import { baseDiscriminator } from './parse-discriminator.ts'
import type { ObjectShape, Property, Shape } from './shape.ts'

/** Parses the keywords of an object: declared properties and what is said about others. */
export function parseObject(schema: JsonObject, site: Site, context: ParseContext): ObjectShape {
  const properties: Property[] = []
  const declared = schema.properties
  const required = schema.required
  const requiredNames = new Set(isArray(required) ? required : [])
  if (isObject(declared)) {
    for (const wireName of Object.keys(declared)) {
      const child = declared[wireName] as Json
      if (wireName === '__proto__') {
        context.fail(
          { parent: { parent: site.place, key: 'properties' }, key: wireName },
          'a property named "__proto__" cannot be read or written safely; rename it.',
        )
      }
      const words = { before: site.words, word: wireName }
      const place = { parent: { parent: site.place, key: 'properties' }, key: wireName }
      const shape = parseSchema(child, { place, owner: site.owner, words }, context)
      if (shape.kind === 'never') continue
      properties.push({
        wireName,
        shape,
        required: requiredNames.has(wireName),
        readOnly: isMarked(child, shape, 'readOnly'),
        writeOnly: isMarked(child, shape, 'writeOnly'),
        coerce: isCoerced(child, shape),
      })
    }
  }
  const pointer = (): string => placeToPointer(site.place)
  const composed = schema.oneOf !== undefined || schema.anyOf !== undefined
  const discriminator = composed ? undefined : baseDiscriminator(schema, site, context)
  return { kind: 'object', pointer, properties, values: parseValues(schema, site, context), discriminator }
}

/** Whether a property is marked, itself or by the schema that it refers to. */
function isMarked(schema: Json, shape: Shape, mark: 'readOnly' | 'writeOnly'): boolean {
  if (own(schema, mark) === true) return true
  return shape.kind === 'reference' && own(shape.entity.schema, mark) === true
}

function parseValues(schema: JsonObject, site: Site, context: ParseContext): Shape | 'closed' | undefined {
  const additional = schema.additionalProperties
  const patterns = schema.patternProperties
  const valueSite = { ...site, words: { before: site.words, word: 'Value' } }
  const parsed =
    additional === undefined
      ? undefined
      : additional === false
        ? 'closed'
        : parseSchema(additional, below(valueSite, 'additionalProperties'), context)
  if (!isObject(patterns) || Object.keys(patterns).length === 0) return parsed
  context.notice(
    { parent: site.place, key: 'patternProperties' },
    'patternProperties become an index signature for every other name: the patterns are not kept.',
  )
  const members = Object.keys(patterns).map((pattern) =>
    parseSchema(patterns[pattern] as Json, below(valueSite, 'patternProperties', pattern), context),
  )
  if (typeof parsed === 'object') members.push(parsed)
  return members.length === 1
    ? members[0]
    : { kind: 'union', pointer: () => placeToPointer(site.place), members }
}
