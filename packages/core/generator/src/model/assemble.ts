import { commentText, docComment, literal, propertyKey } from '../emit/text.ts'
import { expression, union } from '../schema/expression.ts'
import type { NameTables } from '../schema/name-tables.ts'
import type { Renaming } from '../schema/renaming.ts'
import { type Entity, eachShape, type Shape } from '../schema/shape.ts'
import {
  type Draft,
  type DraftBody,
  type DraftGroup,
  type DraftParameter,
  type DraftResponse,
  jointShape,
} from './draft.ts'
import { checkEmptyBody, sendsEmpty } from './empty-body.ts'
import type { NamePool } from './name-pool.ts'
import { readPagination } from './pagination.ts'
import { contentOf } from './parameter-content.ts'
import { type AnswerSource, unwrapResult } from './results.ts'
import type { SpecReader } from './spec-reader.ts'
import type {
  BodyModel,
  ErrorModel,
  OperationModel,
  ParameterGroup,
  ParameterModel,
  ResultModel,
  ResultReader,
  TypeExpression,
} from './types.ts'

/** What assembling needs to know of the schemas, once all of them have names. */
export interface AssembleContext {
  readonly reader: SpecReader
  readonly renaming: Renaming
  readonly tables: NameTables
  readonly typeNames: NamePool
  /** Named schemas in which a 64-bit integer may stand. */
  readonly int64: ReadonlySet<Entity>
  /** Whether 64-bit integers are bigints. */
  readonly bigint: boolean
  /** Declarations for `src/types.ts`, by name; errors are added. */
  readonly printed: Map<string, string>
  /** Shape of the results, as it was given to the decision about names. */
  readonly results: ReadonlyMap<Draft, Shape>
}

const plainTypes = {
  binary: plain('Blob | ArrayBuffer | Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array>'),
  text: plain('string'),
  blob: plain('Blob'),
  stream: plain('ReadableStream<Uint8Array>'),
  nothing: plain('void'),
  absent: plain('undefined'),
  unknown: plain('unknown'),
}

function plain(text: string): TypeExpression {
  return { text, references: [] }
}

/** Turns one draft into an operation, or into one for each kind of request body. */
export function assembleOperations(draft: Draft, context: AssembleContext): OperationModel[] {
  const { groups, names } = draft
  checkEmptyBody(context.reader, draft)
  const errors = draft.errors.map((response) => assembleError(response, draft, context))
  const errorsType = printErrors(errors, draft, context)
  const shared = {
    pointer: draft.pointer,
    operationId: draft.operationId,
    resource: names.resource,
    httpMethod: draft.httpMethod,
    wirePath: draft.wirePath,
    path: draft.path,
    ...(draft.summary !== undefined && { summary: draft.summary }),
    ...(draft.description !== undefined && { description: draft.description }),
    deprecated: draft.deprecated,
    ...draft.retry,
    pathParameters: draft.pathParameters.map((parameter) =>
      assembleParameter(
        parameter,
        expression(parameter.shape, 'request', { dates: true, bigint: context.bigint }),
        draft,
        context,
      ),
    ),
    ...(groups.query && { query: assembleGroup(groups.query, draft, context) }),
    ...(groups.header && { headers: assembleGroup(groups.header, draft, context) }),
    ...(groups.cookie && { cookies: assembleGroup(groups.cookie, draft, context) }),
    ...assembleAnswer(draft, context),
    ...(draft.stream !== undefined && { stream: draft.stream }),
    errors,
    ...(errorsType !== undefined && { errorsType }),
    ...(draft.security !== undefined && { security: draft.security }),
  }
  const [first, ...others] = draft.bodies
  const main = first === undefined ? {} : { body: assembleBody(first, draft, context) }
  return [
    { ...shared, name: names.name, method: names.method, ...main },
    ...others.map((body) => ({
      ...shared,
      name: names.name + body.suffix,
      method: names.method + body.suffix,
      body: assembleBody(body, draft, context),
    })),
  ]
}

function assembleGroup(group: DraftGroup, draft: Draft, context: AssembleContext): ParameterGroup {
  const type = group.entity.name
  return {
    type,
    required: group.parameters.some(({ required }) => required),
    parameters: group.parameters.map((parameter) => {
      const member = { text: `${type}[${literal(parameter.name)}]`, references: [type] }
      return assembleParameter(parameter, member, draft, context)
    }),
  }
}

function assembleParameter(
  parameter: DraftParameter,
  type: TypeExpression,
  draft: Draft,
  { tables }: AssembleContext,
): ParameterModel {
  const names = tables.tableFor(parameter.shape, `${draft.typeName} ${parameter.name}`)
  return {
    name: parameter.name,
    wireName: parameter.wireName,
    type,
    content: contentOf(parameter.shape),
    required: parameter.required,
    style: parameter.style,
    explode: parameter.explode,
    allowReserved: parameter.allowReserved,
    ...(names !== undefined && { names }),
    ...(parameter.description !== undefined && { description: parameter.description }),
    deprecated: parameter.deprecated,
  }
}

function assembleBody(body: DraftBody, draft: Draft, { tables, bigint, reader }: AssembleContext): BodyModel {
  const { kind, mediaType, required, encoding, description, shape } = body
  const names = shape && tables.tableFor(shape, `${draft.typeName}Body`)
  const type =
    shape !== undefined
      ? expression(shape, 'request', { bigint })
      : kind === 'text'
        ? plainTypes.text
        : plainTypes.binary
  return {
    kind,
    mediaType,
    type,
    required,
    ...(names !== undefined && { names }),
    ...(sendsEmpty(reader, draft, body) && { sendEmpty: true }),
    encoding,
    ...(description !== undefined && { description }),
  }
}

function assembleResult(draft: Draft, context: AssembleContext): ResultModel {
  const described = draft.successes.find(({ description }) => description !== undefined)?.description
  const description = described === undefined ? {} : { description: described }
  const content = draft.successes.flatMap((response) => response.content)
  if (content.length === 0 || draft.httpMethod === 'HEAD') {
    const readers = [{ mediaType: '*/*', kind: 'nothing' as const }]
    return { type: plainTypes.nothing, readers, accept: [], int64: false, ...description }
  }
  const mayBeEmpty = draft.successes.some((response) => response.content.length === 0)
  const readers = new Map<string, ResultReader>()
  const types: TypeExpression[] = []
  // JSON goes first: it is what the server is asked for, and what an answer without a type is taken for.
  const sorted = [...content].sort((a, b) => Number(b.kind === 'json') - Number(a.kind === 'json'))
  for (const { mediaType, kind, shape } of sorted) {
    readers.set(mediaType, { mediaType, kind: kind === 'json' && mayBeEmpty ? 'optionalJson' : kind })
    types.push(contentType(kind, shape, context))
  }
  if (mayBeEmpty && sorted[0]?.kind === 'json') types.push(plainTypes.absent)
  const shape = context.results.get(draft)
  const names = shape && context.tables.tableFor(shape, `${draft.typeName}Result`)
  return {
    type: union(types),
    readers: [...readers.values()],
    accept: [...readers.keys()],
    ...(names !== undefined && { names }),
    int64: shape !== undefined && holdsInt64(shape, context.int64),
    ...description,
  }
}

/** The result as the caller sees it: all of it, what an envelope holds, or pages. */
function assembleAnswer(
  draft: Draft,
  context: AssembleContext,
): Pick<OperationModel, 'result' | 'pagination'> {
  const whole = assembleResult(draft, context)
  const answer = answerOf(draft, context)
  return (
    readPagination(whole, answer, draft.groups.query, context) ?? {
      result: unwrapResult(whole, answer, context),
    }
  )
}

function answerOf(draft: Draft, { reader, results }: AssembleContext): AnswerSource {
  return { reader, source: draft.source, pointer: draft.pointer, shape: results.get(draft) }
}

function contentType(
  kind: DraftResponse['content'][number]['kind'],
  shape: Shape | undefined,
  { bigint }: Pick<AssembleContext, 'bigint'>,
): TypeExpression {
  if (kind === 'events' && shape === undefined) return plainTypes.text
  if (kind === 'json' || kind === 'events' || kind === 'jsonLines')
    return shape === undefined ? plainTypes.unknown : expression(shape, 'response', { bigint })
  return plainTypes[kind]
}

function holdsInt64(shape: Shape, entities: ReadonlySet<Entity>): boolean {
  let found = false
  eachShape(shape, (each) => {
    found ||= isInt64(each) || (each.kind === 'reference' && entities.has(each.entity))
  })
  return found
}

/** Whether a shape is a 64-bit integer itself. */
export function isInt64(shape: Shape): boolean {
  return shape.kind === 'primitive' && shape.format === 'int64'
}

function assembleError(response: DraftResponse, draft: Draft, { tables }: AssembleContext): ErrorModel {
  const shape = jointShape([response], draft.pointer)
  const names = shape && tables.tableFor(shape, `${draft.typeName}${response.status}`)
  const types = response.content.map(({ kind, shape }) =>
    // Errors are read without bigints.
    kind === 'json' || kind === 'text' ? contentType(kind, shape, { bigint: false }) : plainTypes.unknown,
  )
  return {
    status: response.status,
    type: types.length === 0 ? plainTypes.unknown : union(types),
    ...(names !== undefined && { names }),
    ...(response.description !== undefined && { description: response.description }),
  }
}

/** Prints the interface of error bodies by status and returns its name. */
function printErrors(
  errors: readonly ErrorModel[],
  draft: Draft,
  context: AssembleContext,
): string | undefined {
  if (errors.length === 0) return undefined
  const name = context.typeNames.claim(`${draft.typeName}Errors`)
  const members = errors.map(({ status, type, description }) => {
    const comment = description === undefined ? '' : docComment([commentText(description)], '  ')
    const key = /^\d+$/.test(status) ? status : propertyKey(status)
    return `${comment}  ${key}: ${type.text}\n`
  })
  context.printed.set(name, `export interface ${name} {\n${members.join('')}}\n`)
  return name
}
