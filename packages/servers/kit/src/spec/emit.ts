import { z } from 'zod'

type Json = Record<string, unknown>

const COMPONENTS = '#/components/schemas/'
/** Patterns that zod adds to what the format already says. */
const FORMATS_WITH_PATTERN = new Set(['uuid', 'date-time', 'date', 'email'])

export interface EmittedSchemas {
  /** The JSON Schema of each given schema, in order. */
  readonly inline: readonly Json[]
  /** Every named schema that these refer to, by name. */
  readonly components: Readonly<Record<string, Json>>
}

/**
 * Writes zod schemas as OpenAPI 3.1 schemas: what has `.meta({ id })` becomes a component and is referred
 * to, also where it is nullable, optional or described anew. zod writes them itself, because the emitter
 * of @hono/zod-openapi inlines such uses, drops required unknown keys and defaults beside references, and
 * matches null twice. Added here: discriminators. Taken out: limits and patterns that say nothing new.
 */
export function emitSchemas(schemas: readonly z.ZodType[]): EmittedSchemas {
  const registry = z.registry<{ id: string }>()
  for (const [id, schema] of namedSchemas()) registry.add(schema, { id })
  const inlineId = (index: number) => `inline ${index}`
  const own = schemas.map((schema, index) => {
    const id = z.globalRegistry.get(schema)?.id
    if (id !== undefined) return { $ref: COMPONENTS + id }
    registry.add(schema, { id: inlineId(index) })
    return inlineId(index)
  })
  const { schemas: emitted } = z.toJSONSchema(registry, {
    io: 'input',
    uri: (id) => COMPONENTS + id,
    override: ({ zodSchema, jsonSchema }) => tidy(zodSchema as unknown as z.ZodType, jsonSchema as Json),
  })
  const plain = JSON.parse(JSON.stringify(emitted, withoutIdentity)) as Record<string, Json>
  const inline = own.map((each) => (typeof each === 'string' ? (plain[each] as Json) : each))
  return { inline, components: reachable(inline, plain) }
}

/** zod keeps the names in a field that it does not type. */
function namedSchemas(): ReadonlyMap<string, z.ZodType> {
  return (z.globalRegistry as unknown as { _idmap: ReadonlyMap<string, z.ZodType> })._idmap
}

function withoutIdentity(this: unknown, key: string, value: unknown): unknown {
  return key === '$schema' || key === '$id' || (key === 'id' && typeof value === 'string') ? undefined : value
}

function tidy(schema: z.ZodType, json: Json): void {
  const def = schema._zod.def as { type: string; discriminator?: string; options?: readonly z.ZodType[] }
  if (def.discriminator !== undefined && json.$ref === undefined) {
    json.discriminator = {
      propertyName: def.discriminator,
      mapping: mappingOf(def.discriminator, def.options ?? []),
    }
  }
  if (def.type === 'nullable') joinNull(json)
  if (def.type === 'object' && Object.keys(json.properties ?? {}).length === 0) delete json.properties
  if (json.minimum === Number.MIN_SAFE_INTEGER) delete json.minimum
  if (json.maximum === Number.MAX_SAFE_INTEGER) delete json.maximum
  if (FORMATS_WITH_PATTERN.has(String(json.format))) delete json.pattern
  if (def.type === 'record' && isPlainStringSchema(json.propertyNames)) delete json.propertyNames
}

/** Writes `anyOf: [{ type: 'string', … }, { type: 'null' }]` as one schema with two types. */
function joinNull(json: Json): void {
  const [inner, nothing] = (json.anyOf ?? []) as Json[]
  if (inner === undefined || nothing?.type !== 'null' || typeof inner.type !== 'string') return
  if ('enum' in inner || 'const' in inner) return
  delete json.anyOf
  Object.assign(json, { ...inner, ...json, type: [inner.type, 'null'] })
}

function isPlainStringSchema(json: unknown): boolean {
  return JSON.stringify(json) === '{"type":"string"}'
}

function mappingOf(property: string, options: readonly z.ZodType[]): Record<string, string> {
  const entries = options.map((option) => {
    const name = z.globalRegistry.get(option)?.id
    const value = ((option as z.ZodObject).shape[property] as z.ZodLiteral | undefined)?.value
    if (name === undefined || typeof value !== 'string') {
      throw new Error(`A member of a union by ${property} needs a name and one literal there.`)
    }
    return [value, COMPONENTS + name]
  })
  return Object.fromEntries(entries)
}

function reachable(roots: readonly Json[], all: Readonly<Record<string, Json>>): Record<string, Json> {
  const found = new Map<string, Json>()
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return
    for (const [key, value] of Object.entries(node)) {
      if (key === '$ref' && typeof value === 'string') add(value.slice(COMPONENTS.length))
      else visit(value)
    }
  }
  const add = (name: string): void => {
    if (found.has(name)) return
    const schema = all[name]
    if (schema === undefined) throw new Error(`The document refers to ${name}, which no schema is named.`)
    found.set(name, schema)
    visit(schema)
  }
  for (const root of roots) visit(root)
  return Object.fromEntries([...found].sort(([a], [b]) => (a < b ? -1 : 1)))
}
