import { isDeepStrictEqual } from 'node:util'
import { methodClass } from '../model/retry.ts'
import type {
  BodyModel,
  ErrorModel,
  OperationModel,
  ParameterModel,
  ParameterStyle,
  ResultModel,
  SecurityAlternative,
} from '../model/types.ts'
import { pageMembers } from './pages.ts'
import { accept, type DescriptorOptions, reader, streamMembers } from './readers.ts'
import type { Scope } from './scope.ts'
import { runtime } from './signature.ts'
import { listLiteral, literal, objectLiteral, propertyKey } from './text.ts'

/** What descriptors import name tables from, seen from `src/operations/`. */
const namesModule = '../names.js'

/**
 * Prints the object literal of an operation: plain data, imported functions and arrows, never a call that runs
 * when the module is loaded.
 */
export function descriptor(operation: OperationModel, scope: Scope, options: DescriptorOptions): string {
  const names = (table: string) => scope.value(namesModule, table)
  const { query, headers, cookies, body, result, security, retry, keyHeaders } = operation
  return objectLiteral([
    ['id', literal(operation.name)],
    ['method', literal(operation.httpMethod.toUpperCase())],
    ['path', literal(operation.path)],
    ['expand', needsExpansion(operation) ? scope.value(runtime, 'expandPath') : undefined],
    ['pathStyles', pathStyles(operation.pathParameters, scope)],
    ['parameters', needsWriter(operation) ? scope.value(runtime, 'writeParameters') : undefined],
    ['query', parameterTable(query?.parameters, (parameter) => queryStyle(parameter, scope))],
    ['headers', parameterTable(headers?.parameters, (parameter) => headerStyle(parameter, scope))],
    ['cookies', parameterTable(cookies?.parameters, (parameter) => cookieStyle(parameter, scope))],
    ['body', body && bodyWriter(body, scope, names, options)],
    ['read', reader(operation, scope, options)],
    ['accept', accept(result.accept)],
    ...(operation.pagination ? pageMembers(operation.pagination, scope) : []),
    ...(operation.stream ? streamMembers(operation.stream, result, scope, options) : []),
    [operation.stream ? 'decodeData' : 'decode', decoder(result, scope, names)],
    ['retry', isUsual(operation) ? undefined : literal(retry)],
    ['keyed', keyHeaders && scope.value(runtime, 'idempotencyKey')],
    ['keyHeaders', keyHeaders && listLiteral(keyHeaders.map((name) => name.toLowerCase()))],
    ['done', isDeletion(operation) ? '[404, 410]' : undefined],
    ['decodeError', decodeError(operation.errors, scope, names)],
    ['security', isDeepStrictEqual(security, options.security) ? undefined : securityLiteral(security)],
  ])
}

/** Translates the answer, and takes the result out of it. */
function decoder(
  { names: table, unwrap }: ResultModel,
  scope: Scope,
  names: (table: string) => string,
): string | undefined {
  let value = 'body'
  if (table !== undefined) value = `${scope.value(runtime, 'fromWire')}(${value}, ${names(table)})`
  if (unwrap !== undefined && unwrap.keys.length > 0) {
    value = `${scope.value(runtime, 'resultAt')}(${value}, ${listLiteral(unwrap.keys)})`
  }
  if (unwrap?.notFound) value = `${scope.value(runtime, 'orNotFound')}(${value})`
  return value === 'body' ? undefined : `(body) => ${value}`
}

function parameterTable(
  parameters: readonly ParameterModel[] | undefined,
  print: (parameter: ParameterModel) => string | undefined,
): string | undefined {
  const entries = (parameters ?? []).flatMap((parameter) => {
    const value = print(parameter)
    return value === undefined ? [] : [`${propertyKey(parameter.name)}: ${value}`]
  })
  return entries.length === 0 ? undefined : `{ ${entries.join(', ')} }`
}

/** How the parameters of one place are written. */
interface Writing {
  /** The runtime's writer for the style, if it is not the default of the place. */
  readonly special: string | undefined
  /** The runtime's writer for the default style of the place. */
  readonly standard: string
  /** The name that the writer is given, if it is another than that in the template. */
  readonly name?: string | undefined
}

/**
 * Prints the writer of a parameter, or nothing where the runtime's own does. An object with renamed properties is
 * translated before it is written.
 */
function writerOf(
  { names }: ParameterModel,
  scope: Scope,
  { special, standard, name }: Writing,
): string | undefined {
  if (names === undefined && name === undefined) return special && scope.value(runtime, special)
  const write = scope.value(runtime, special ?? standard)
  const value =
    names === undefined
      ? 'value'
      : `${scope.value(runtime, 'toWire')}(value, ${scope.value(namesModule, names)})`
  return `(${name === undefined ? 'name' : '_name'}, value) => ${write}(${name ?? 'name'}, ${value})`
}

/** Whether the runtime resends it so anyway: by its method, and an operation that is keyed by its key. */
function isUsual({ httpMethod, retry, keyHeaders }: OperationModel): boolean {
  const usual = methodClass(httpMethod)
  return retry === usual || (usual === 'never' && retry === 'keyed' && keyHeaders !== undefined)
}

/** A resent DELETE that finds nothing has been carried out before; a result could not be given any more, though. */
function isDeletion({ httpMethod, result }: OperationModel): boolean {
  return httpMethod.toUpperCase() === 'DELETE' && result.readers.every(({ kind }) => kind === 'nothing')
}

/** A path without parameters is sent as it is; one with a segment such as `..` has to be refused. */
function needsExpansion({ path, pathParameters }: OperationModel): boolean {
  return pathParameters.length > 0 || /\/(?:\.|%2e)/i.test(path)
}

/** The runtime writes primitives itself. A table holds all parameters, so that no name finds what it should not. */
function pathStyles(parameters: readonly ParameterModel[], scope: Scope): string | undefined {
  const isPlain = ({ style, explode, content }: ParameterModel) =>
    style === 'simple' && !explode && content === 'primitive'
  if (parameters.every(isPlain)) return undefined
  return parameterTable(
    parameters,
    (parameter) => pathStyle(parameter, scope) ?? scope.value(runtime, 'simplePath'),
  )
}

/** The runtime itself writes query parameters by their own names: primitives, and lists by repeating the name. */
function needsWriter({ query, headers, cookies }: OperationModel): boolean {
  const isPlain = (parameter: ParameterModel) =>
    parameter.name === parameter.wireName &&
    parameter.content !== 'any' &&
    queryWriter(parameter) === undefined
  return Boolean(headers ?? cookies) || !(query?.parameters ?? []).every(isPlain)
}

function pathStyle(parameter: ParameterModel, scope: Scope): string | undefined {
  const { name, wireName, style, explode } = parameter
  const exploded = explode ? 'Exploded' : ''
  const styles: Partial<Record<ParameterStyle, string>> = {
    json: 'jsonPath',
    label: `labelPath${exploded}`,
    matrix: `matrixPath${exploded}`,
  }
  const special = styles[style] ?? (explode ? 'simplePathExploded' : undefined)
  // Matrix writes the parameter's name into the path, and the template knows the TypeScript name only.
  const written = style === 'matrix' && name !== wireName ? literal(wireName) : undefined
  return writerOf(parameter, scope, { special, standard: 'simplePath', name: written })
}

function queryStyle(parameter: ParameterModel, scope: Scope): string | undefined {
  const special = queryWriter(parameter)
  const writer = writerOf(parameter, scope, { special, standard: 'formQuery' })
  if (writer === undefined && parameter.name === parameter.wireName) return undefined
  return nameAndWriter(parameter, writer)
}

function queryWriter({ style, explode, allowReserved }: ParameterModel): string | undefined {
  if (style === 'json') return 'jsonQuery'
  if (style === 'deepObject') return 'deepObjectQuery'
  if (explode) return allowReserved ? 'reservedQuery' : undefined
  if (style === 'spaceDelimited') return 'spaceQuery'
  if (style === 'pipeDelimited') return 'pipeQuery'
  return allowReserved ? 'reservedCommaQuery' : 'commaQuery'
}

function headerStyle(parameter: ParameterModel, scope: Scope): string {
  const { style, explode } = parameter
  const special = style === 'json' ? 'jsonHeader' : explode ? 'simpleHeaderExploded' : undefined
  return nameAndWriter(parameter, writerOf(parameter, scope, { special, standard: 'simpleHeader' }))
}

function cookieStyle(parameter: ParameterModel, scope: Scope): string {
  const { style, explode } = parameter
  const special = style === 'json' ? 'jsonCookie' : explode ? undefined : 'commaCookie'
  return nameAndWriter(parameter, writerOf(parameter, scope, { special, standard: 'formQuery' }))
}

function nameAndWriter({ wireName }: ParameterModel, writer: string | undefined): string {
  const name = literal(wireName)
  return writer === undefined ? name : `{ name: ${name}, write: ${writer} }`
}

const writers = {
  json: { name: 'jsonBody', mediaType: 'application/json' },
  form: { name: 'formBody', mediaType: 'application/x-www-form-urlencoded' },
  multipart: { name: 'multipartBody', mediaType: 'multipart/form-data' },
  binary: { name: 'binaryBody', mediaType: 'application/octet-stream' },
  text: { name: 'textBody', mediaType: 'text/plain' },
} as const

function bodyWriter(
  body: BodyModel,
  scope: Scope,
  names: (table: string) => string,
  options: DescriptorOptions,
): string {
  const { name, mediaType } = writers[body.kind]
  const bigint = body.kind === 'json' && options.int64 === 'bigint'
  const write = scope.value(runtime, bigint ? 'bigintJsonBody' : name)
  const value = body.names ? `${scope.value(runtime, 'toWire')}(value, ${names(body.names)})` : 'value'
  if (body.kind === 'json' && body.mediaType !== mediaType) {
    return `(value) => ({ ...${write}(${value}), contentType: ${literal(body.mediaType)} })`
  }
  const extra = body.kind === 'form' || body.kind === 'multipart' ? encodings(body) : undefined
  const second = extra ?? (hasOwnType(body, mediaType) ? literal(body.mediaType) : undefined)
  if (value === 'value' && second === undefined) return write
  return `(value) => ${write}(${[value, second].filter((argument) => argument !== undefined).join(', ')})`
}

/** Of multipart bodies the platform writes the media type, since it holds the boundary. */
function hasOwnType({ kind, mediaType }: BodyModel, usual: string): boolean {
  return kind !== 'form' && kind !== 'multipart' && mediaType !== usual
}

function encodings({ encoding }: BodyModel): string | undefined {
  const entries = Object.entries(encoding).map(([name, { contentType, style, explode }]) => {
    const value = objectLiteral([
      ['contentType', contentType === undefined ? undefined : literal(contentType)],
      ['style', style === undefined ? undefined : literal(style)],
      ['explode', explode === undefined ? undefined : String(explode)],
    ])
    return `${propertyKey(name)}: ${value}`
  })
  return entries.length === 0 ? undefined : `{ ${entries.join(', ')} }`
}

function decodeError(
  errors: readonly ErrorModel[],
  scope: Scope,
  names: (table: string) => string,
): string | undefined {
  return byStatus(errors, (table) => `${scope.value(runtime, 'fromWire')}(body, ${names(table)})`)
}

/** Picks the name table by status: exact ones first, then ranges, then `default`; nothing where nothing is renamed. */
export function byStatus(
  errors: readonly ErrorModel[],
  translate: (table: string) => string,
): string | undefined {
  if (errors.every((error) => error.names === undefined)) return undefined
  const rank = ({ status }: ErrorModel) => (status === 'default' ? 2 : status.endsWith('XX') ? 1 : 0)
  const ordered = [...errors].sort((a, b) => rank(a) - rank(b) || (a.status < b.status ? -1 : 1))
  const translated = ({ names }: ErrorModel) => (names === undefined ? 'body' : translate(names))
  const fallback = ordered.find(({ status }) => status === 'default')
  const branches = ordered.filter((error) => error !== fallback)
  while (fallback === undefined && branches.length > 0 && branches.at(-1)?.names === undefined) branches.pop()
  let expression = fallback === undefined ? 'body' : translated(fallback)
  for (const error of branches.reverse()) {
    expression = `${statusTest(error.status)} ? ${translated(error)} : ${expression}`
  }
  return `(body${branches.length > 0 ? ', status' : ''}) => ${expression}`
}

function statusTest(status: string): string {
  return status.endsWith('XX') ? `Math.floor(status / 100) === ${status[0]}` : `status === ${Number(status)}`
}

/** Prints alternatives. No scheme at all is one that needs nothing; an empty list would mean that nothing is declared. */
export function securityLiteral(security: readonly SecurityAlternative[] | undefined): string | undefined {
  if (security === undefined) return undefined
  return `[${(security.length === 0 ? [[]] : security).map(listLiteral).join(', ')}]`
}
