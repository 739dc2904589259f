import type { ModuleText } from '../model/types.ts'
import { bigintAlias, Converter, globalDate, type PlainSchema } from './convert.ts'
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

/** The document of component schemas that hey-api prints types from, and what it declares. */
export interface PlainDocument {
  readonly schemas: Readonly<Record<string, PlainSchema>>
  /** Names in it that only stand for types declared elsewhere. */
  readonly placeholders: ReadonlySet<string>
}

/** Converts every named schema; an enum, a bigint or a `Date` is a placeholder there. */
export function plainDocument({ entities, renaming, tags, bigint, groups }: SchemaTypesInput): PlainDocument {
  const converter = new Converter(renaming, tags, bigint)
  const schemas: Record<string, PlainSchema> = {}
  const placeholders = new Set([globalDate])
  if (bigint) placeholders.add(bigintAlias)
  for (const entity of entities) {
    if (entity.shape.kind === 'enum') {
      placeholders.add(entity.name)
      if (entity.otherName !== '') placeholders.add(entity.otherName)
      continue
    }
    const options = { files: entity.multipart, dates: groups.has(entity) }
    for (const direction of directionsOf(entity)) {
      schemas[nameIn(entity, direction)] = converter.convert(entity.shape, { ...options, direction })
    }
  }
  for (const name of placeholders) schemas[name] = { type: 'string' }
  return { schemas, placeholders }
}

function directionsOf(entity: Entity): Direction[] {
  if (isSplit(entity)) return ['request', 'response']
  return [entity.response ? 'response' : 'request']
}

/** Prints `src/types.ts`, sorted by name. */
export async function schemaTypesModule(input: SchemaTypesInput): Promise<ModuleText> {
  const { schemas, placeholders } = plainDocument(input)
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
    if (name !== 'ClientOptions' && !placeholders.has(name)) statements.set(name, `${text}\n`)
  }
  for (const name of placeholders) missing.delete(name)
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
