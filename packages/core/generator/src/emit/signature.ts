import type { OperationModel, ParameterGroup, ResultModel, TypeExpression } from '../model/types.ts'
import { type Scope, unusedName } from './scope.ts'
import { propertyKey } from './text.ts'

/** Where generated code imports the runtime from. */
export const runtime = '@driftless/runtime'

/** The part of the runtime that only operations that stream need. */
export const streams: string = `${runtime}/streams`

/** Prefix of a runtime name whose own name is taken in a module. */
export const prefixes: Readonly<Record<string, string>> = { [runtime]: 'runtime', [streams]: 'runtime' }

/** One argument of an operation's function, without the client. */
export interface Argument {
  /** Local name. */
  readonly name: string
  readonly role: 'path' | 'body' | 'query' | 'options'
  /** Type as it is printed, without `undefined`. */
  readonly type: string
  readonly optional: boolean
  readonly description?: string
  /** Key in the `path` object of the call. */
  readonly key?: string
}

/**
 * The arguments in the order of every call: path parameters, then the body or else the query, then options.
 * An argument is optional when nothing in it is required.
 *
 * @param scope module that the types are imported into; the runtime's `CallOptions` may get an alias there
 */
export function argumentsOf(operation: OperationModel, scope: Scope): readonly Argument[] {
  const taken = new Set(['client', 'options', 'body', 'query', operation.name, constantName(operation)])
  const list: Argument[] = operation.pathParameters.map((parameter) => {
    const name = unusedName(parameter.name, taken)
    taken.add(name)
    const described = parameter.description === undefined ? {} : { description: parameter.description }
    return {
      name,
      role: 'path',
      type: parameter.type.text,
      optional: false,
      key: parameter.name,
      ...described,
    }
  })
  const { body, query } = operation
  if (body !== undefined) {
    const described = body.description === undefined ? {} : { description: body.description }
    list.push({ name: 'body', role: 'body', type: body.type.text, optional: !body.required, ...described })
  } else if (query !== undefined) {
    list.push({ name: 'query', role: 'query', type: query.type, optional: !query.required })
  }
  list.push(optionsArgument(operation, scope))
  return list
}

function optionsArgument(operation: OperationModel, scope: Scope): Argument {
  const groups = optionGroups(operation)
  const callOptions = optionsType(operation, scope)
  const members = groups.map(([name, group]) => `${name}: ${group.type}`).join('; ')
  return {
    name: 'options',
    role: 'options',
    type: groups.length === 0 ? callOptions : `${callOptions}<{ ${members} }>`,
    optional: groups.every(([, group]) => !group.required),
  }
}

function optionsType({ stream, result }: OperationModel, scope: Scope): string {
  if (stream !== undefined) return scope.type(streams, 'StreamOptions')
  return scope.type(runtime, isDownload(result) ? 'DownloadOptions' : 'CallOptions')
}

/** Whether an operation may answer with bytes that are read later. */
export function isDownload({ readers }: ResultModel): boolean {
  return readers.some(({ kind }) => kind === 'stream')
}

/** The parameter groups that travel in the options: headers, cookies, and the query where there is a body. */
export function optionGroups(operation: OperationModel): [name: string, group: ParameterGroup][] {
  const { body, query, headers, cookies } = operation
  const groups: [name: string, group: ParameterGroup][] = []
  if (body !== undefined && query !== undefined) groups.push(['query', query])
  if (headers !== undefined) groups.push(['headers', headers])
  if (cookies !== undefined) groups.push(['cookies', cookies])
  return groups
}

/** Prints the parameter list; an optional argument before a required one takes `undefined` instead of `?`. */
export function parameterList(list: readonly Argument[]): string {
  const lastRequired = list.findLastIndex((argument) => !argument.optional)
  return list
    .map(({ name, type, optional }, index) => {
      if (!optional) return `${name}: ${type}`
      return index < lastRequired ? `${name}: ${type} | undefined` : `${name}?: ${type}`
    })
    .join(', ')
}

/**
 * Prints the second argument of `client.call`: `{ path: { runId }, body }`.
 *
 * @param sendEmpty whether `{}` is sent where the caller gives no body
 */
export function callArguments(list: readonly Argument[], sendEmpty = false): string {
  const path = list.filter(({ role }) => role === 'path').map(({ key = '', name }) => property(key, name))
  const members = list
    .filter(({ role }) => role === 'body' || role === 'query')
    .map(({ role, name }) =>
      role === 'body' && sendEmpty ? `${name}: ${name} === undefined ? {} : ${name}` : name,
    )
  if (path.length > 0) members.unshift(`path: { ${path.join(', ')} }`)
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`
}

function property(key: string, value: string): string {
  return key === value ? key : `${propertyKey(key)}: ${value}`
}

/** Name of the module constant that holds the operation. */
export function constantName(operation: OperationModel): string {
  return `${operation.name}Operation`
}

/** Prints `ApiPromise<Run, GetRunErrors>`, `PagePromise<Run, Meta, ListRunsErrors>` or `EventStream<RunEvent>`. */
export function returnType(operation: OperationModel, scope: Scope): string {
  const { pagination } = operation
  if (pagination !== undefined) {
    const { item, metaType } = pagination
    const given = [item.text, metaType?.text ?? 'undefined', ...[operation.errorsType ?? []].flat()]
    if (given.length === 2 && metaType === undefined) given.pop()
    return `${scope.type(runtime, 'PagePromise')}<${given.join(', ')}>`
  }
  const promise =
    operation.stream === undefined ? scope.type(runtime, 'ApiPromise') : scope.type(streams, 'EventStream')
  const errors = operation.errorsType === undefined ? '' : `, ${operation.errorsType}`
  return `${promise}<${operation.result.type.text}${errors}>`
}

/** Exported names of `src/types.ts` that an operation's signature mentions. */
export function referencedTypes(operation: OperationModel): string[] {
  const expressions: (TypeExpression | undefined)[] = [
    ...operation.pathParameters.map(({ type }) => type),
    operation.body?.type,
    operation.result.type,
  ]
  const groups = [operation.query, operation.headers, operation.cookies].map((group) => group?.type)
  const names = [
    ...expressions.flatMap((expression) => expression?.references ?? []),
    ...groups,
    operation.errorsType,
  ]
  return [...new Set(names.filter((name) => name !== undefined))].sort()
}
