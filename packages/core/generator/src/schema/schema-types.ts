import type { ModuleText } from '../model/types.ts'
import { bigintAlias, Converter, type PlainSchema } from './convert.ts'
import { splitDeclarations } from './declarations.ts'
import type { Tags } from './directions.ts'
import { printEnum } from './enums.ts'
import { renderSchemaTypes } from './heyapi.ts'
import type { Renaming } from './renaming.ts'
import type { Direction, Entity } from './shape.ts'
import { isSplit, nameIn } from './type-names.ts'

export interface SchemaTypesInput {
  readonly entities: readonly Entity[]
  readonly renaming: Renaming
  readonly tags: Tags
  readonly bigint: boolean
  /** Members of parameter groups take dates as `Date`. */
  readonly groups: ReadonlySet<Entity>
  /** Declarations that are printed already, by name. */
  readonly printed: ReadonlyMap<string, string>
}

/** Converts every named schema that hey-api prints: all but enums. */
export function plainSchemas(input: SchemaTypesInput): Record<string, PlainSchema> {
  const { entities, renaming, tags, bigint, groups } = input
  const converter = new Converter(renaming, tags, bigint)
  const schemas: Record<string, PlainSchema> = {}
  for (const entity of entities) {
    if (entity.shape.kind === 'enum') continue
    const options = { files: entity.multipart, dates: groups.has(entity) }
    for (const direction of directionsOf(entity)) {
      schemas[nameIn(entity, direction)] = converter.convert(entity.shape, { ...options, direction })
    }
  }
  return schemas
}

function directionsOf(entity: Entity): Direction[] {
  if (isSplit(entity)) return ['request', 'response']
  return [entity.response ? 'response' : 'request']
}

/** Prints `src/types.ts`, sorted by name. */
export async function schemaTypesModule(input: SchemaTypesInput): Promise<ModuleText> {
  const schemas = plainSchemas(input)
  const output = await renderSchemaTypes({
    openapi: '3.1.0',
    info: { title: 'types', version: '1' },
    paths: {},
    components: { schemas },
  })
  const statements = new Map(input.printed)
  const missing = new Set(Object.keys(schemas))
  for (const { name, text } of splitDeclarations(output)) {
    missing.delete(name)
    if (name !== 'ClientOptions') statements.set(name, `${text}\n`)
  }
  if (missing.size > 0) throw new Error(`hey-api printed no type for ${[...missing].join(', ')}`)
  const values: string[] = []
  for (const { shape, name, otherName } of input.entities) {
    if (shape.kind !== 'enum') continue
    values.push(name)
    statements.set(name, printEnum(name, shape, otherName === '' ? undefined : otherName))
  }
  if (input.bigint) {
    statements.set(bigintAlias, `/** A 64-bit integer. */\nexport type ${bigintAlias} = bigint\n`)
  }
  const sorted = [...statements].sort(([a], [b]) => (a < b ? -1 : 1))
  const open = input.entities.flatMap(({ shape, otherName }) => (shape.kind === 'enum' ? otherName : []))
  const types = [...statements.keys(), ...open.filter((name) => name !== '')]
  return {
    text: sorted.map(([, text]) => text).join('\n'),
    types: types.sort(),
    values: values.sort(),
  }
}
