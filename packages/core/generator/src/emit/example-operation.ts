import type { ApiModel, OperationModel, ResourceModel } from '../model/types.ts'
import { exampleCall } from './documentation.ts'
import { Scope } from './scope.ts'
import { argumentsOf, prefixes } from './signature.ts'
import { propertyAccess } from './text.ts'

interface PlacedOperation {
  readonly resource: ResourceModel
  readonly operation: OperationModel
}

/** A read with few arguments tells most: the shortest call that is not deprecated, of the resource that has most. */
export function exampleOperation(model: ApiModel): PlacedOperation | undefined {
  const all = model.resources.flatMap((resource) =>
    resource.operations.map((operation) => ({ resource, operation })),
  )
  const cost = ({ operation }: PlacedOperation) =>
    (operation.deprecated ? 100 : 0) +
    (operation.httpMethod.toUpperCase() === 'GET' ? 0 : 30) +
    (operation.body?.required || operation.query?.required || operation.headers?.required ? 20 : 0) +
    (operation.result.type.text === 'void' ? 10 : 0) +
    Math.abs(operation.pathParameters.length - 1)
  const size = ({ resource }: PlacedOperation) => resource.operations.length
  return all.sort((a, b) => cost(a) - cost(b) || size(b) - size(a))[0]
}

/** A call that compiles as it stands: its arguments are literals. */
export interface SimpleCall {
  /** Such as `books.get`. */
  readonly method: string
  /** Such as `client.books.get(1)`. */
  readonly text: string
  readonly hasResult: boolean
}

/** The simplest call of a client; undefined where each needs values that only people know. */
export function simpleCall(model: ApiModel): SimpleCall | undefined {
  const chosen = exampleOperation(model)
  if (chosen === undefined || chosen.operation.stream) return undefined
  const { resource, operation } = chosen
  const list = argumentsOf(operation, new Scope(prefixes))
  const isLiteral = list.every(
    ({ optional, role, type }) => optional || (role === 'path' && /^(string|number)$/.test(type)),
  )
  if (!isLiteral) return undefined
  const method = `${resource.name}${propertyAccess(operation.method)}`
  return {
    method,
    text: exampleCall(list, `client.${method}`),
    hasResult: operation.result.type.text !== 'void',
  }
}
