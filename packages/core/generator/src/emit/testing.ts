import type { ApiConfig } from '../config.ts'
import { isObject, own } from '../document/plain.ts'
import type { Json, SpecDocument } from '../document/types.ts'
import { SpecReader } from '../model/spec-reader.ts'
import type { ApiModel, OperationModel, ParameterModel, ResourceModel } from '../model/types.ts'
import { type Answers, answersOf } from './answers.ts'
import { byStatus } from './descriptor.ts'
import { effect } from './documentation.ts'
import { neededComponents, schemaUse } from './response-schemas.ts'
import { Scope, unusedName } from './scope.ts'
import { prefixes, runtime } from './signature.ts'
import {
  commentText,
  docComment,
  firstSentence,
  jsonLiteral,
  literal,
  objectLiteral,
  propertyKey,
} from './text.ts'

const testing = '@driftless/testing/msw'
const namesModule = './names.js'
const schemasModule = './testing-schemas.js'

/** An operation with its declared answers. */
interface Answered {
  readonly operation: OperationModel
  readonly answers: Answers
}

/** Prints `src/testing.ts`, handlers of msw for every operation, and the schemas of what they answer. */
export function testingModules(
  model: ApiModel,
  document: SpecDocument,
  config: ApiConfig,
): [path: string, text: string][] {
  const reader = new SpecReader(document)
  const use = schemaUse(document, true)
  const answered = new Map<string, Answered>()
  for (const operation of model.resources.flatMap(({ operations }) => operations)) {
    answered.set(operation.name, { operation, answers: answersOf(operation, reader, use) })
  }
  if (answered.size === 0) return []
  const roots = [...answered.values()].flatMap(({ answers: { successes, errors } }) => [
    ...Object.values(successes),
    ...Object.values(errors),
  ])
  const schemas = jsonLiteral(neededComponents(roots, use))
  return [
    ['src/testing.ts', handlersModule(model, config, answered)],
    [
      'src/testing-schemas.ts',
      `import type { ApiTable } from '${testing}'

/** Taken from the document: what answers are made of. */
export const schemas: ApiTable['$defs'] = ${schemas}
`,
    ],
  ]
}

function handlersModule(model: ApiModel, config: ApiConfig, answered: ReadonlyMap<string, Answered>): string {
  const scope = new Scope({ ...prefixes, [testing]: 'testing' })
  const operations = [...answered.values()].map(({ operation }) => operation)
  scope.reserve(['handlers', 'faults', 'respondWith'])
  const types = [...new Set(operations.flatMap(handlerTypes))].sort()
  scope.typesAsTheyAre('./types.js', types)
  const interfaceName = unusedName('Handlers', new Set(types))
  scope.reserve([interfaceName])
  const all = scope.type(testing, 'AllHandlers')
  const create = scope.value(testing, 'createHandlers')
  const schemas = scope.value(schemasModule, 'schemas')
  const find = ({ name }: OperationModel) => answered.get(name) as Answered
  const members = model.resources.map((resource) => resourceType(resource, scope, find))
  const table = model.resources.map((resource) => {
    const entries = resource.operations.map(
      (operation) => `${propertyKey(operation.method)}: ${entryOf(find(operation), scope)}`,
    )
    return `${propertyKey(resource.name)}: { ${entries.join(', ')} }`
  })
  const base = URL.parse(config.baseUrl ?? '')?.pathname.replace(/\/+$/, '') ?? ''
  const prefix = config.pathPrefix ?? ''
  const basePath = base.endsWith(prefix) ? base : base + prefix
  return `${scope.imports()}
export { type FaultRecipe, faults, type HandlerOptions, type HandlersOptions, respondWith } from '${testing}'

/** Makes handlers of msw: called, it gives those of all operations; by resource and method, that of one. */
export interface ${interfaceName} extends ${all} {
${members.join('\n')}}

/**
 * Handlers of msw that answer as the document of this API declares, with data that a seed decides. What is given to
 * the handler of one operation is written in TypeScript names, and completed.
 *
 * @throws TypeError where \`baseUrl\` is no URL
 * @example
 * const server = setupServer(...handlers({ seed: 1 }))
 */
export const handlers: ${interfaceName} = /* @__PURE__ */ ${create}<${interfaceName}>({
  basePath: ${literal(basePath)}, $defs: ${schemas}, resources: { ${table.join(', ')} },
})
`
}

/** Exported names of `src/types.ts` that a handler's type mentions. */
function handlerTypes({ pagination, result, errorsType }: OperationModel): string[] {
  const references = pagination?.item.references ?? result.type.references
  return [...references, ...[errorsType ?? []].flat()]
}

function resourceType(
  { name, description, operations }: ResourceModel,
  scope: Scope,
  find: (operation: OperationModel) => Answered,
): string {
  const methods = operations.map((operation) => {
    const { first } = effect(operation)
    const goes = commentText(`\`${operation.httpMethod.toUpperCase()} ${operation.wirePath}\``)
    const comment = docComment([`${goes}: ${commentText(first).replace(/\s+/g, ' ')}`], '    ')
    return `${comment}    readonly ${propertyKey(operation.method)}: ${handlerType(find(operation), scope)}\n`
  })
  const comment = docComment([firstSentence(commentText(description ?? ''))].filter(Boolean), '  ')
  return `${comment}  readonly ${propertyKey(name)}: {\n${methods.join('')}  }\n`
}

/** Prints `OperationHandler<Task, GetTaskErrors, 'id', 200>`. */
function handlerType({ operation, answers }: Answered, scope: Scope): string {
  const { pagination, stream, result, errorsType, pathParameters } = operation
  const kind = pagination ? 'PagesHandler' : stream ? 'StreamHandler' : 'OperationHandler'
  const text = pagination?.item.text ?? result.type.text
  const statuses = Object.keys(answers.successes)
  const isExact = statuses.length > 0 && statuses.every((status) => /^\d{3}$/.test(status))
  const parameters = pathParameters.map(({ name }) => literal(name)).join(' | ')
  const given = [
    text === 'void' ? 'undefined' : text,
    errorsType ?? 'never',
    parameters === '' ? 'never' : parameters,
    isExact ? statuses.join(' | ') : 'number',
  ]
  return `${scope.type(testing, kind)}<${given.join(', ')}>`
}

function entryOf({ operation, answers }: Answered, scope: Scope): string {
  const { name, httpMethod, path, result, errors, pagination } = operation
  const toWire = (value: string, table: string) =>
    `${scope.value(runtime, 'toWire')}(${value}, ${scope.value(namesModule, table)})`
  const keys = pagination === undefined ? result.unwrap?.keys : undefined
  return objectLiteral([
    ['id', literal(name)],
    ['method', literal(httpMethod.toUpperCase())],
    ['path', literal(path)],
    ['successes', answerTable(answers.successes)],
    ['errors', answerTable(answers.errors)],
    ['result', keys && keys.length > 0 ? textList(keys) : undefined],
    ['pages', pagesOf(operation)],
    ['stream', streamOf(operation)],
    ['encode', result.names && `(value) => ${toWire('value', result.names)}`],
    ['encodeError', byStatus(errors, (table) => toWire('body', table))],
  ])
}

/** Prints `{ 200: 'Task', 404: 'ErrorResponse' }`: whatever is no plain reference is written out. */
function answerTable(answers: Answers['errors']): string {
  const entries = Object.entries(answers).map(([status, answer]) => {
    const name = plainReference(answer)
    const key = /^[1-9]\d*$/.test(status) ? status : propertyKey(status)
    return `${key}: ${name === undefined ? jsonLiteral(answer) : literal(name)}`
  })
  return `{ ${entries.join(', ')} }`
}

/** What stands behind `#/$defs/` in an answer of `application/json` that is nothing but a reference. */
function plainReference(answer: Json): string | undefined {
  if (own(answer, 'mediaType') !== 'application/json') return undefined
  const schema = own(answer, 'schema')
  const keys = isObject(schema) ? Object.keys(schema) : []
  const [, name] = /^#\/\$defs\/([^/]+)$/.exec(String(own(schema, '$ref'))) ?? []
  return keys.length === 1 ? name : undefined
}

function pagesOf({ pagination, query }: OperationModel): string | undefined {
  if (pagination === undefined) return undefined
  const { kind, position, limit, items, meta, total, key } = pagination
  const wireName = (name: string) => literal(wireNameOf(query?.parameters, name))
  return objectLiteral([
    ['kind', literal(kind)],
    ['position', wireName(position)],
    ['limit', limit === undefined ? undefined : wireName(limit)],
    ['items', textList(items)],
    ['meta', meta && textList(meta)],
    ['total', total && textList(total)],
    ['key', key && textList(key)],
  ])
}

function streamOf({ stream, query }: OperationModel): string | undefined {
  if (stream === undefined) return undefined
  const { cursor, sequence, terminal } = stream
  return objectLiteral([
    ['cursor', cursor === undefined ? undefined : literal(wireNameOf(query?.parameters, cursor))],
    ['sequence', sequence && textList(sequence)],
    ['terminal', textList(terminal)],
  ])
}

function wireNameOf(parameters: readonly ParameterModel[] | undefined, name: string): string {
  return parameters?.find((parameter) => parameter.name === name)?.wireName ?? name
}

function textList(list: readonly string[]): string {
  return `[${list.map(literal).join(', ')}]`
}
