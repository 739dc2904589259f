import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ApiConfig } from '../../../src/config.ts'
import { buildDocument } from '../../../src/document/build.ts'
import type { JsonObject, SpecDocument } from '../../../src/document/types.ts'
import { buildModel } from '../../../src/model/build.ts'
import type { ApiModel, OperationModel } from '../../../src/model/types.ts'

const specs = join(import.meta.dirname, '../../specs')

export const config: ApiConfig = { name: 'golden', package: 'golden-api', client: 'GoldenApi' }

/** Names of all golden specs. */
export function goldenSpecs(): string[] {
  return readdirSync(specs)
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => file.slice(0, -'.yaml'.length))
    .sort()
}

export function goldenDocument(name: string): SpecDocument {
  const file = join(specs, `${name}.yaml`)
  return buildDocument({ text: readFileSync(file, 'utf8'), file: `${name}.yaml` }).document
}

const built = new Map<string, Promise<ApiModel>>()

/** The model of a golden spec; built once per set of options. */
export function golden(name: string, options: Partial<ApiConfig> = {}): Promise<ApiModel> {
  const key = `${name} ${JSON.stringify(options)}`
  const known = built.get(key) ?? buildModel(goldenDocument(name), { ...config, ...options })
  built.set(key, known)
  return known
}

export function operation(model: ApiModel, operationId: string): OperationModel {
  const found = model.resources
    .flatMap((resource) => resource.operations)
    .find((each) => each.operationId === operationId)
  if (found === undefined) throw new Error(`the model has no operation "${operationId}"`)
  return found
}

export interface SmallSpec {
  readonly paths?: JsonObject
  readonly schemas?: JsonObject
  readonly version?: string
  readonly rest?: JsonObject
}

/** A document that did not go through the loader: what is wrong with it reaches the model. */
export function document({
  paths = {},
  schemas = {},
  version = '3.1.0',
  rest = {},
}: SmallSpec): SpecDocument {
  const info = { title: 'Small', version: '1' }
  return { file: 'small.yaml', json: { openapi: version, info, paths, components: { schemas }, ...rest } }
}

/** An operation that answers with one schema. */
export function answering(operationId: string, schema: JsonObject, rest: JsonObject = {}): JsonObject {
  const content = { 'application/json': { schema } }
  return { operationId, responses: { 200: { description: 'Done.', content } }, ...rest }
}

export function reference(name: string): JsonObject {
  return { $ref: `#/components/schemas/${name}` }
}
