import { type Definitions, flatten, isRecord, type Schema, same, typesOf } from './schema.ts'

/** How a value is looked at. */
export interface Looking {
  /** Whether what is missing will be filled in. */
  readonly isPartial: boolean
}

/**
 * Tells whether a value fits a schema, as far as members of unions have to be told apart: types, constants, required
 * properties, and the same of everything inside. Limits, patterns and formats are left to those who make values.
 */
export function accepts(
  schema: Schema,
  value: unknown,
  definitions: Definitions,
  looking: Looking = { isPartial: false },
): boolean {
  const flat = flatten(schema, definitions)
  const { values, unions, properties, required, keywords } = flat
  const inside = (part: Schema, member: unknown) => accepts(part, member, definitions, looking)
  const types = typesOf(flat)
  // Keywords of one type say nothing of values of another, unless the type itself is declared.
  if (flat.types !== undefined && !flat.types.some((type) => hasType(value, type))) return false
  if (values !== undefined && !isRecord(value) && !values.some((each) => same(each, value))) return false
  if (Array.isArray(value)) {
    const prefix = (keywords.prefixItems ?? []) as readonly Schema[]
    const items = (keywords.items ?? true) as Schema
    if (!value.every((item, index) => inside(prefix[index] ?? items, item))) return false
  }
  if (isRecord(value) && (types === undefined || types.includes('object'))) {
    const others = (keywords.additionalProperties ?? true) as Schema
    if (!looking.isPartial && required.some((name) => !Object.hasOwn(value, name))) return false
    const fits = ([name, member]: [string, unknown]) =>
      inside(Object.hasOwn(properties, name) ? (properties[name] ?? true) : others, member)
    if (!Object.entries(value).every(fits)) return false
  }
  return unions.every(({ members, isExclusive }) => {
    const count = members.filter((member) => inside(member, value)).length
    return isExclusive && !looking.isPartial ? count === 1 : count > 0
  })
}

function hasType(value: unknown, type: string): boolean {
  if (type === 'null') return value === null
  if (type === 'array') return Array.isArray(value)
  if (type === 'object') return isRecord(value)
  if (type === 'integer') return Number.isInteger(value) || typeof value === 'bigint'
  if (type === 'number') return typeof value === 'number' || typeof value === 'bigint'
  return typeof value === type
}
