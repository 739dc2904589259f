import { operationsModule } from '../../src/emit/operations.ts'
import type { DescriptorOptions } from '../../src/emit/readers.ts'
import type { BodyModel, OperationModel, ParameterGroup, ParameterModel } from '../../src/model/types.ts'
import { operation, resource, type } from './fixture.ts'

export function parameter(name: string, changes: Partial<ParameterModel> = {}): ParameterModel {
  const [plain] = operation().pathParameters
  if (plain === undefined) throw new Error('the fixture has one path parameter')
  return { ...plain, name, wireName: name, ...changes }
}

export function group(name: string, required: boolean, ...parameters: ParameterModel[]): ParameterGroup {
  return { type: name, required, parameters }
}

export function body(changes: Partial<BodyModel> = {}): BodyModel {
  return {
    kind: 'json',
    mediaType: 'application/json',
    type: type('Pet', 'Pet'),
    required: true,
    encoding: {},
    ...changes,
  }
}

export function text(changes: Partial<OperationModel>, options: Partial<DescriptorOptions> = {}): string {
  return operationsModule(resource(operation(changes)), { int64: 'error', ...options })
}

/** The signature of the only function, and what it calls. */
export function shape(changes: Partial<OperationModel>): string {
  return /export function ([\s\S]*?)\n\}/.exec(text(changes))?.[1]?.replace(/\s+/g, ' ') ?? ''
}

/** The printed constant. */
export function constant(changes: Partial<OperationModel>, options?: Partial<DescriptorOptions>): string {
  return /: Operation = (.*)\n/.exec(text(changes, options))?.[1] ?? ''
}
