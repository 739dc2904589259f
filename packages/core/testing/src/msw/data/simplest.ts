import { type Definitions, flatten, referred, type Schema, typesOf } from './schema.ts'

/** Members of a union, those first whose smallest values end soonest. */
export function simplest(members: readonly Schema[], definitions: Definitions): readonly Schema[] {
  const heights = new Map(members.map((member) => [member, height(member, definitions, [])]))
  return [...members].sort((a, b) => Number(heights.get(a)) - Number(heights.get(b)))
}

/** How many values stand inside each other in the smallest value of a schema; Infinity where there is none. */
function height(schema: Schema, definitions: Definitions, seen: readonly Schema[]): number {
  if (seen.includes(schema)) return Number.POSITIVE_INFINITY
  const within = (part: Schema) => height(part, definitions, [...seen, schema])
  // By identity: a reference inside of itself leads to the same definition.
  if (typeof schema === 'object' && typeof schema.$ref === 'string') {
    const target = referred(schema.$ref, definitions)
    if (seen.includes(target)) return Number.POSITIVE_INFINITY
    if (Object.keys(schema).length === 1) return within(target)
  }
  const flat = flatten(schema, definitions)
  const types = typesOf(flat)
  const unions = flat.unions.map(({ members }) => Math.min(...members.map(within)))
  if (types === undefined) return Math.max(0, ...unions)
  const byType = types.map((type) => {
    if (type === 'null') return 0
    if (type === 'array')
      return Number(flat.keywords.minItems ?? 0) > 0 ? 1 + within((flat.keywords.items ?? true) as Schema) : 1
    if (type !== 'object') return 0.5
    return 1 + Math.max(0, ...flat.required.map((name) => within(flat.properties[name] ?? true)))
  })
  return Math.max(Math.min(...byType), ...unions)
}
