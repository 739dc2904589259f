import type { ResourceModel } from '../model/types.ts'
import { operationLines } from './documentation.ts'
import { Scope } from './scope.ts'
import { argumentsOf, parameterList, prefixes, referencedTypes, returnType } from './signature.ts'
import { commentText, docComment, propertyAccess, propertyKey } from './text.ts'

const resourceModule = '../resource.js'

/** Prints `src/resource.ts`: the base class of every resource. */
export function resourceBase(): string {
  return `import type { Client } from '@driftless/runtime'

/** A group of operations that call through one client; printing it shows nothing of the client. */
export abstract class Resource {
  protected declare readonly client: Client

  constructor(client: Client) {
    Object.defineProperty(this, 'client', { value: client })
  }
}
`
}

/** Prints `src/resources/<resource>.ts`: a class whose methods are one line each. */
export function resourceClass(resource: ResourceModel): string {
  const functions = `../operations/${resource.fileName}.js`
  const scope = new Scope({ ...prefixes, [resourceModule]: 'base', [functions]: 'call' })
  scope.reserve([resource.className, 'client', 'options', 'body', 'query'])
  scope.reserve(resource.operations.flatMap(({ pathParameters }) => pathParameters.map(({ name }) => name)))
  scope.typesAsTheyAre('../types.js', [...new Set(resource.operations.flatMap(referencedTypes))].sort())
  const base = scope.value(resourceModule, 'Resource')
  const methods = resource.operations.map((operation) => {
    const list = argumentsOf(operation, scope)
    const call = `client${propertyAccess(resource.name)}${propertyAccess(operation.method)}`
    const comment = docComment(operationLines(operation, list, call), '  ')
    const given = ['this.client', ...list.map(({ name }) => name)].join(', ')
    const name = propertyKey(operation.method)
    return (
      `${comment}  ${name}(${parameterList(list)}): ${returnType(operation, scope)} {\n` +
      `    return ${scope.value(functions, operation.name)}(${given})\n  }\n`
    )
  })
  const comment = docComment([commentText(resource.description ?? '')])
  return `${scope.imports()}\n${comment}export class ${resource.className} extends ${base} {\n${methods.join('\n')}}\n`
}
