import type { ApiModel, OperationModel, ResourceModel } from '../model/types.ts'
import { descriptor } from './descriptor.ts'
import { operationLines } from './documentation.ts'
import { type Exports, exportStatements } from './exports.ts'
import type { DescriptorOptions } from './readers.ts'
import { declaredName, Scope } from './scope.ts'
import {
  argumentsOf,
  callArguments,
  constantName,
  isDownload,
  parameterList,
  prefixes,
  referencedTypes,
  returnType,
  runtime,
  streams,
} from './signature.ts'
import { singleClients } from './single-clients.ts'
import { docComment } from './text.ts'

/** Prints `src/operations/<resource>.ts`: one constant and one function per operation, nothing else. */
export function operationsModule(resource: ResourceModel, options: DescriptorOptions): string {
  const scope = new Scope(prefixes)
  scope.reserve(
    resource.operations.flatMap((operation) => [declaredName(operation.name), constantName(operation)]),
  )
  scope.typesAsTheyAre('../types.js', [...new Set(resource.operations.flatMap(referencedTypes))].sort())
  const client = scope.type(runtime, 'Client')
  const parts = resource.operations.map((operation) => {
    const list = argumentsOf(operation, scope)
    const constant = constantName(operation)
    const parameters = parameterList(list)
    const comment = docComment(operationLines(operation, list, operation.name, ['client']))
    const signature = `client: ${client}${parameters === '' ? '' : `, ${parameters}`}`
    const local = declaredName(operation.name)
    const mark = local === operation.name ? 'export ' : ''
    const given = `${constant}, ${callArguments(list, operation.body?.sendEmpty)}, options`
    const { type, call } = callOf(operation, given, scope)
    return (
      `const ${constant}: ${type} = ${descriptor(operation, scope, options)}\n\n${comment}` +
      `${mark}function ${local}(${signature}): ${returnType(operation, scope)} {\n` +
      `  return ${call}\n}\n` +
      (mark === '' ? `\nexport { ${local} as ${operation.name} }\n` : '')
    )
  })
  return `${scope.imports()}\n${parts.join('\n')}`
}

/** The type of an operation's constant, and the call that its function makes. */
function callOf(
  { stream, pagination, result }: OperationModel,
  given: string,
  scope: Scope,
): { readonly type: string; readonly call: string } {
  if (stream !== undefined) {
    const call = `${scope.value(streams, 'eventStream')}(client, ${given})`
    return { type: scope.type(streams, 'StreamOperation'), call }
  }
  if (pagination !== undefined) {
    const call = `${scope.value(runtime, 'paginate')}(client, ${given})`
    return { type: scope.type(runtime, 'PagedOperation'), call }
  }
  const call = isDownload(result)
    ? `${scope.value(runtime, 'download')}(client, ${given})`
    : `client.call(${given})`
  return { type: scope.type(runtime, 'Operation'), call }
}

/** The operations that stream, with the resources that they belong to; resources without any are left out. */
export function streamingResources(model: ApiModel): readonly ResourceModel[] {
  return model.resources
    .map((resource) => ({ ...resource, operations: resource.operations.filter(({ stream }) => stream) }))
    .filter(({ operations }) => operations.length > 0)
}

/** What whoever reads a stream needs from the runtime. */
export const streamExports: Exports = {
  module: streams,
  values: ['StreamTruncatedError'],
  types: ['EventStream', 'StreamMessage', 'StreamOptions'],
}

/** Prints `src/streams.ts`: `createClient`, the functions that stream, and what they return and throw. */
export function streamsBarrel(model: ApiModel, optionTypes: readonly string[]): string {
  return exportStatements([...functionExports(model, streamingResources(model), optionTypes), streamExports])
}

/** Prints `src/operations.ts`: `createClient` and every function, for bundlers that take single ones. */
export function operationsBarrel(model: ApiModel, optionTypes: readonly string[]): string {
  return exportStatements(functionExports(model, model.resources, optionTypes))
}

function functionExports(
  model: ApiModel,
  resources: readonly ResourceModel[],
  optionTypes: readonly string[],
): Exports[] {
  const creators = ['createClient', ...singleClients(model).map(({ name }) => name)]
  return [
    { module: './create-client.js', values: creators, types: optionTypes },
    ...resources.map(({ fileName, operations }) => ({
      module: `./operations/${fileName}.js`,
      values: operations.map(({ name }) => name),
    })),
  ]
}
