import type { ApiModel, ResourceModel } from '../model/types.ts'
import { type DescriptorOptions, descriptor } from './descriptor.ts'
import { operationLines } from './documentation.ts'
import { exportStatements } from './exports.ts'
import { declaredName, Scope } from './scope.ts'
import {
  argumentsOf,
  callArguments,
  constantName,
  parameterList,
  prefixes,
  referencedTypes,
  returnType,
  runtime,
} from './signature.ts'
import { docComment } from './text.ts'

/** Prints `src/operations/<resource>.ts`: one constant and one function per operation, nothing else. */
export function operationsModule(resource: ResourceModel, options: DescriptorOptions): string {
  const scope = new Scope(prefixes)
  scope.reserve(
    resource.operations.flatMap((operation) => [declaredName(operation.name), constantName(operation)]),
  )
  scope.typesAsTheyAre('../types.js', [...new Set(resource.operations.flatMap(referencedTypes))].sort())
  const client = scope.type(runtime, 'Client')
  const type = scope.type(runtime, 'Operation')
  const parts = resource.operations.map((operation) => {
    const list = argumentsOf(operation, scope)
    const constant = constantName(operation)
    const parameters = parameterList(list)
    const comment = docComment(operationLines(operation, list, operation.name, ['client']))
    const signature = `client: ${client}${parameters === '' ? '' : `, ${parameters}`}`
    const local = declaredName(operation.name)
    const mark = local === operation.name ? 'export ' : ''
    return (
      `const ${constant}: ${type} = ${descriptor(operation, scope, options)}\n\n${comment}` +
      `${mark}function ${local}(${signature}): ${returnType(operation, scope)} {\n` +
      `  return client.call(${constant}, ${callArguments(list)}, options)\n}\n` +
      (mark === '' ? `\nexport { ${local} as ${operation.name} }\n` : '')
    )
  })
  return `${scope.imports()}\n${parts.join('\n')}`
}

/** Prints `src/operations.ts`: `createClient` and every function, for bundlers that take single ones. */
export function operationsBarrel(model: ApiModel, optionTypes: readonly string[]): string {
  return exportStatements([
    { module: './create-client.js', values: ['createClient'], types: optionTypes },
    ...model.resources.map(({ fileName, operations }) => ({
      module: `./operations/${fileName}.js`,
      values: operations.map(({ name }) => name),
    })),
  ])
}
