import type { ApiConfig } from '../config.ts'
import { isObject, own } from '../document/plain.ts'
import { httpMethods } from '../document/shapes.ts'
import type { JsonObject } from '../document/types.ts'
import type { DirectedUse } from '../schema/directions.ts'
import type { SchemaSet } from '../schema/schema-set.ts'
import type { Entity, Property, Shape } from '../schema/shape.ts'
import { type RawBody, readBodies } from './bodies.ts'
import { type GivenPlace, nameOperations, type OperationNames, readGivenPlace } from './operation-names.ts'
import { type ParameterLocation, pathTemplate, type RawParameter, readParameters } from './parameters.ts'
import { type RawContent, type RawResponse, readResponses } from './responses.ts'
import { readRetry } from './retry.ts'
import { readSecurity } from './security.ts'
import { type Located, type SpecReader, text } from './spec-reader.ts'
import { readStream } from './streams.ts'
import type { RetryModel, SecurityAlternative, StreamModel } from './types.ts'
import { typeName } from './words.ts'

export interface DraftParameter extends RawParameter {
  readonly shape: Shape
}

export interface DraftGroup {
  readonly entity: Entity
  readonly parameters: readonly DraftParameter[]
}

export interface DraftBody extends RawBody {
  readonly shape: Shape | undefined
}

export interface DraftContent extends RawContent {
  readonly shape: Shape | undefined
}

export interface DraftResponse extends RawResponse {
  readonly content: readonly DraftContent[]
}

/** An operation with its schemas parsed; their types have no names yet. */
export interface Draft {
  readonly pointer: string
  /** The operation as the document has it. */
  readonly source: JsonObject
  readonly operationId: string
  readonly tag: string | undefined
  readonly names: OperationNames
  /** Name in the form of a type. */
  readonly typeName: string
  readonly httpMethod: string
  readonly wirePath: string
  readonly path: string
  readonly summary: string | undefined
  readonly description: string | undefined
  readonly deprecated: boolean
  readonly pathParameters: readonly DraftParameter[]
  readonly groups: Readonly<Partial<Record<ParameterLocation, DraftGroup>>>
  readonly bodies: readonly DraftBody[]
  readonly successes: readonly DraftResponse[]
  readonly errors: readonly DraftResponse[]
  readonly stream: StreamModel | undefined
  readonly retry: RetryModel
  readonly security: readonly SecurityAlternative[] | undefined
}

/** Reads all operations, in the order of paths and methods, and parses the schemas that they use. */
export function draftOperations(reader: SpecReader, schemas: SchemaSet, config: ApiConfig): Draft[] {
  const found = findOperations(reader)
  const names = nameOperations(found, config, reader)
  return found.map((operation, index) =>
    draftOperation(reader, schemas, operation, names[index] as OperationNames),
  )
}

interface FoundOperation extends Located {
  readonly pathItem: Located
  readonly operationId: string
  readonly httpMethod: string
  readonly path: string
  readonly tag: string | undefined
  readonly given: GivenPlace
}

function findOperations(reader: SpecReader): FoundOperation[] {
  const root = { value: reader.document.json, pointer: '' }
  return reader.members(root, 'paths').flatMap(([path, pathItem]) =>
    httpMethods.flatMap((httpMethod) => {
      const operation = own(pathItem.value, httpMethod)
      if (!isObject(operation)) return []
      const pointer = `${pathItem.pointer}/${httpMethod}`
      if (httpMethod === 'trace') {
        reader.notice(pointer, 'the operation is left out: fetch sends no TRACE.')
        return []
      }
      const operationId = text(operation, 'operationId')
      if (operationId === undefined) reader.fail(pointer, 'the operation has no operationId; give it one.')
      const [tag] = (own(operation, 'tags') as readonly unknown[] | undefined) ?? []
      return {
        value: operation,
        pointer,
        pathItem,
        operationId,
        httpMethod,
        path,
        tag: typeof tag === 'string' && tag !== '' ? tag : undefined,
        given: readGivenPlace(reader, { value: operation, pointer }),
      }
    }),
  )
}

function draftOperation(
  reader: SpecReader,
  schemas: SchemaSet,
  operation: FoundOperation,
  names: OperationNames,
): Draft {
  const { pointer, operationId, httpMethod, path, value } = operation
  const type = typeName(names.name)
  const parameters = readParameters(reader, operation.pathItem, operation, type)
  const template = pathTemplate(
    reader,
    path,
    pointer,
    parameters.filter(({ location }) => location === 'path'),
  )
  const { successes, errors } = readResponses(reader, operation, type)
  const drafted = new Map<RawResponse, DraftResponse>()
  const draftResponse = (response: RawResponse): DraftResponse => {
    const known = drafted.get(response)
    if (known !== undefined) return known
    const content = response.content.map((each) => ({ ...each, shape: each.use && schemas.use(each.use) }))
    const draft = { ...response, content }
    drafted.set(response, draft)
    return draft
  }
  return {
    pointer,
    source: value,
    operationId,
    tag: operation.tag,
    names,
    typeName: type,
    httpMethod: httpMethod.toUpperCase(),
    wirePath: path,
    path: template.path,
    summary: text(value, 'summary'),
    description: text(value, 'description'),
    deprecated: own(value, 'deprecated') === true,
    pathParameters: template.ordered.map((parameter) => ({
      ...parameter,
      shape: schemas.use(parameter.use),
    })),
    groups: {
      ...draftGroup(schemas, parameters, 'query', pointer, `${type}Query`),
      ...draftGroup(schemas, parameters, 'header', pointer, `${type}Headers`),
      ...draftGroup(schemas, parameters, 'cookie', pointer, `${type}Cookies`),
    },
    bodies: readBodies(reader, operation, type).map((body) => ({
      ...body,
      shape: body.use && schemas.use(body.use),
    })),
    successes: successes.map(draftResponse),
    errors: errors.map(draftResponse),
    stream: httpMethod === 'head' ? undefined : readStream(reader, operation, parameters, successes),
    retry: readRetry(reader, operation, httpMethod),
    security: readSecurity(reader, value, pointer),
  }
}

function draftGroup(
  schemas: SchemaSet,
  all: readonly RawParameter[],
  location: ParameterLocation,
  pointer: string,
  wanted: string,
): Partial<Record<ParameterLocation, DraftGroup>> {
  const parameters = all
    .filter((parameter) => parameter.location === location)
    .map((parameter) => ({ ...parameter, shape: documented(schemas.inline(parameter.use), parameter) }))
  if (parameters.length === 0) return {}
  const properties = parameters.map(
    ({ name, wireName, required, shape }): Property => ({
      name,
      wireName,
      required,
      shape,
      readOnly: false,
      writeOnly: false,
      coerce: false,
    }),
  )
  const shape: Shape = { kind: 'object', pointer: () => pointer, properties }
  return { [location]: { entity: schemas.addSynthetic(pointer, wanted, shape), parameters } }
}

function documented(shape: Shape, { description, deprecated }: RawParameter): Shape {
  if (description === undefined && !deprecated) return shape
  const docs = { ...(description !== undefined && { description }), ...(deprecated && { deprecated }) }
  return { ...shape, docs }
}

/** The bodies of several answers as one shape, since nothing but the answer itself tells which one came. */
export function jointShape(responses: readonly DraftResponse[], pointer: string): Shape | undefined {
  const members = responses.flatMap(({ content }) => content.flatMap(({ shape }) => shape ?? []))
  if (members.length < 2) return members[0]
  return { kind: 'union', pointer: () => `${pointer}/responses`, members }
}

/** Every shape that an operation sends or receives. */
export function usesOf(draft: Draft): DirectedUse[] {
  const uses: DirectedUse[] = draft.pathParameters.map(({ shape }) => ({ shape, direction: 'request' }))
  for (const { entity } of Object.values(draft.groups)) {
    uses.push({ shape: { kind: 'reference', entity }, direction: 'request' })
  }
  for (const { shape, kind } of draft.bodies) {
    if (shape !== undefined) uses.push({ shape, direction: 'request', multipart: kind === 'multipart' })
  }
  for (const response of [...draft.successes, ...draft.errors]) {
    for (const { shape } of response.content) {
      if (shape !== undefined) uses.push({ shape, direction: 'response' })
    }
  }
  return uses
}
