import type { ApiConfig } from '../config.ts'
import type { SpecDocument } from '../document/types.ts'
import { breakCycles } from '../schema/cycles.ts'
import { decideDirections, findTags } from '../schema/directions.ts'
import { findGivenNames } from '../schema/given-names.ts'
import { NameTables } from '../schema/name-tables.ts'
import { reaching } from '../schema/reaching.ts'
import { decideNames } from '../schema/renaming.ts'
import { SchemaSet } from '../schema/schema-set.ts'
import { type SchemaTypesInput, schemaTypesModule } from '../schema/schema-types.ts'
import type { Shape } from '../schema/shape.ts'
import { assignTypeNames, reservedTypeNames } from '../schema/type-names.ts'
import { assembleOperations, isInt64 } from './assemble.ts'
import { type Draft, draftOperations, jointShape, usesOf } from './draft.ts'
import { NamePool } from './name-pool.ts'
import { groupResources } from './resources.ts'
import { readSecurity, readSecuritySchemes } from './security.ts'
import { SpecReader, text } from './spec-reader.ts'
import type { ApiModel, ModuleText, Notice, OperationModel, SecuritySchemeModel } from './types.ts'

/** The model but for the text of `src/types.ts`, and what that text is printed from. */
export interface ModelPlan {
  readonly operations: readonly OperationModel[]
  readonly tags: ReadonlyMap<string, string>
  readonly securitySchemes: readonly SecuritySchemeModel[]
  readonly names: ModuleText
  readonly types: SchemaTypesInput
  readonly notices: readonly Notice[]
  readonly reader: SpecReader
}

/**
 * Builds the operation model of a document: every name and type decided, ready for printing. The result depends on
 * document and config only.
 *
 * @throws SpecError with file and JSON pointer where the document holds what cannot be generated faithfully
 * @example
 * const model = await buildModel(buildDocument({ text, file }).document, config)
 */
export async function buildModel(document: SpecDocument, config: ApiConfig): Promise<ApiModel> {
  const plan = planModel(document, config)
  const types = await schemaTypesModule(plan.types)
  const info = plan.reader.located(document.json.info, '/info').value
  const description = text(info, 'description')
  return {
    title: text(info, 'title') ?? config.name,
    version: text(info, 'version') ?? '',
    ...(description !== undefined && { description }),
    resources: groupResources(plan.operations, plan.tags, types.types, plan.reader),
    securitySchemes: plan.securitySchemes,
    security: readSecurity(plan.reader, {}, ''),
    types,
    names: plan.names,
    notices: plan.notices,
  }
}

/** Decides everything that needs no printer of types. */
export function planModel(document: SpecDocument, config: ApiConfig): ModelPlan {
  const reader = new SpecReader(document)
  const schemas = new SchemaSet(document)
  const securitySchemes = readSecuritySchemes(reader, config)
  const drafts = draftOperations(reader, schemas, config)
  schemas.finish()
  const { entities } = schemas
  breakCycles(entities, document.file)

  const tags = findTags(entities)
  decideDirections(entities, drafts.flatMap(usesOf), tags)
  const typeNames = new NamePool(reservedNames(config))
  assignTypeNames(entities, typeNames)
  const results = resultShapes(drafts)
  const given = findGivenNames(entities, config.properties, document.file)
  const renaming = decideNames(entities, [...results.values()], given, (object, message) =>
    reader.fail(object.pointer(), `the config's properties: ${message}`),
  )
  const bigint = config.int64 === 'bigint'
  const tables = new NameTables(entities, renaming, bigint)
  const int64 = reaching(entities, new Set(), isInt64)

  const printed = new Map<string, string>()
  const context = { reader, renaming, tables, typeNames, int64, bigint, printed, results }
  const operations = drafts.flatMap((draft) => assembleOperations(draft, context))
  const groups = new Set(drafts.flatMap((draft) => Object.values(draft.groups).map(({ entity }) => entity)))
  return {
    operations,
    tags: new Map(drafts.flatMap(({ pointer, tag }) => (tag === undefined ? [] : [[pointer, tag]]))),
    securitySchemes,
    names: printTables(tables),
    types: { entities, renaming, tags, bigint, groups, printed },
    notices: sortNotices([...reader.notices, ...schemas.notices, ...renaming.notices]),
    reader,
  }
}

function reservedNames(config: ApiConfig): string[] {
  const error = config.error === undefined ? [] : [config.error]
  return [...reservedTypeNames, config.client, `${config.client}Options`, ...error]
}

function resultShapes(drafts: readonly Draft[]): Map<Draft, Shape> {
  const shapes = new Map<Draft, Shape>()
  for (const draft of drafts) {
    const shape = jointShape(draft.successes, draft.pointer)
    if (shape !== undefined) shapes.set(draft, shape)
  }
  return shapes
}

function printTables(tables: NameTables): ModuleText {
  const printed = tables.print()
  if (printed.length === 0) return { text: '', types: [], values: [] }
  const constants = printed.map(([name, value]) => `export const ${name}: Names = ${value}\n`)
  const text = constants.join('\n')
  // The tables of variants and of bigints bring along the code that only they need.
  const helpers = [
    ...(text.includes('choose: chooseVariant') ? ['chooseVariant'] : []),
    'type Names',
    ...(/[:>] toBigint\b/.test(text) ? ['toBigint'] : []),
    ...(/(?:: |\()toNumber\b/.test(text) ? ['toNumber'] : []),
  ]
  const imports = helpers.length === 1 ? 'import type { Names }' : `import { ${helpers.join(', ')} }`
  return {
    text: `${imports} from '@driftless/runtime'\n\n${text}`,
    types: [],
    values: printed.map(([name]) => name),
  }
}

function sortNotices(notices: readonly Notice[]): Notice[] {
  const distinct = new Map(notices.map((notice) => [`${notice.pointer}\n${notice.message}`, notice]))
  return [...distinct].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, notice]) => notice)
}
