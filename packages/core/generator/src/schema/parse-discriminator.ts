import { isArray, isObject, own } from '../document/plain.ts'
import type { Json, JsonObject } from '../document/types.ts'
import { readValues } from './enums.ts'
import type { ParseContext, Site } from './parse.ts'
import { type Discriminator, type Entity, isNull, type Shape } from './shape.ts'

/**
 * Reads the discriminator of a union of references. Values come from the mapping, else from the constants that a
 * member declares for the property, else from the member's name. `undefined` where there is none, or where a member
 * is inline: such a union is told apart by its constants alone.
 */
export function unionDiscriminator(
  schema: JsonObject,
  members: readonly Shape[],
  site: Site,
  context: ParseContext,
): Discriminator | undefined {
  const wireName = propertyName(schema)
  if (wireName === undefined) return undefined
  const entities: Entity[] = []
  for (const member of members) {
    if (isNull(member)) continue
    if (member.kind !== 'reference') return undefined
    entities.push(member.entity)
  }
  const mapping = explicitMapping(schema, site, context)
  for (const [value, entity] of mapping) {
    if (entities.includes(entity)) continue
    mapping.delete(value)
    context.notice(
      { parent: site.place, key: 'discriminator' },
      `the mapping of "${value}" leads to no member of the union and is ignored.`,
    )
  }
  const mapped = new Set(mapping.values())
  for (const entity of entities) {
    if (mapped.has(entity)) continue
    const values = context.tagValues(entity, wireName)
    if (values.length === 0 && entity.component === undefined) return undefined
    for (const value of values.length > 0 ? values : [entity.component as string]) {
      if (mapping.has(value)) return undefined
      mapping.set(value, entity)
    }
  }
  return { wireName, mapping }
}

/** Reads the discriminator of a base that other components extend with `allOf`. */
export function baseDiscriminator(
  schema: JsonObject,
  site: Site,
  context: ParseContext,
): Discriminator | undefined {
  const wireName = propertyName(schema)
  const { component } = site.owner
  if (wireName === undefined || component === undefined || site.owner.schema !== schema) return undefined
  const mapping = explicitMapping(schema, site, context)
  const mapped = new Set(mapping.values())
  for (const extension of context.extensionsOf(component)) {
    if (mapped.has(extension)) continue
    const values = context.tagValues(extension, wireName)
    for (const value of values.length > 0 ? values : [extension.component as string]) {
      if (!mapping.has(value)) mapping.set(value, extension)
    }
  }
  return mapping.size === 0 ? undefined : { wireName, mapping }
}

function propertyName(schema: JsonObject): string | undefined {
  const name = own(own(schema, 'discriminator'), 'propertyName')
  return typeof name === 'string' ? name : undefined
}

function explicitMapping(schema: JsonObject, site: Site, context: ParseContext): Map<string, Entity> {
  const mapping = new Map<string, Entity>()
  const written = own(own(schema, 'discriminator'), 'mapping')
  if (!isObject(written)) return mapping
  for (const value of Object.keys(written)) {
    const target = written[value]
    const entity = typeof target === 'string' ? context.mapped(target) : undefined
    if (entity !== undefined) mapping.set(value, entity)
    else {
      context.notice(
        { parent: site.place, key: 'discriminator' },
        `the mapping of "${value}" names no schema of the document and is ignored.`,
      )
    }
  }
  return mapping
}

/** The constants that a schema declares for a property, directly or through inline `allOf` members. */
export function constantsOf(schema: Json, wireName: string): string[] {
  const property = own(own(schema, 'properties'), wireName)
  if (isObject(property)) {
    const values = readValues(property)?.values ?? []
    return values.every(({ value }) => typeof value === 'string')
      ? values.map(({ value }) => String(value))
      : []
  }
  const members = own(schema, 'allOf')
  if (!isArray(members)) return []
  for (const member of members) {
    const found = constantsOf(member, wireName)
    if (found.length > 0) return found
  }
  return []
}
