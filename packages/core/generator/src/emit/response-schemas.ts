import { isArray, isObject, own } from '../document/plain.ts'
import { fromPointer } from '../document/pointer.ts'
import { valueAt } from '../document/refs.ts'
import type { Json, JsonObject, SpecDocument } from '../document/types.ts'
import { readerKind } from '../model/media-types.ts'
import { SpecReader } from '../model/spec-reader.ts'
import type { ApiModel, OperationModel } from '../model/types.ts'
import { jsonSchema, type SchemaUse } from './json-schema.ts'

/** JSON Schemas of all answers of an API, as the runtime's validation takes them. */
export interface ResponseSchemas {
  readonly $defs: Readonly<Record<string, Json>>
  readonly responses: Readonly<Record<string, JsonObject>>
}

/** Collects the schemas of every success with JSON, and of the components that they lead to. */
export function responseSchemas(model: ApiModel, document: SpecDocument): ResponseSchemas {
  const reader = new SpecReader(document)
  const use = schemaUse(document, false)
  const responses: [string, JsonObject][] = []
  for (const operation of model.resources.flatMap((resource) => resource.operations)) {
    if (operation.stream !== undefined) continue
    const declared = successesOf(operation, reader, use)
    if (Object.keys(declared).length > 0) responses.push([operation.name, declared])
  }
  return {
    $defs: neededComponents(
      responses.map(([, declared]) => declared),
      use,
    ),
    responses: Object.fromEntries(responses),
  }
}

/** By status; null where a status is declared without JSON, so that no range or `default` stands for it. */
function successesOf(operation: OperationModel, reader: SpecReader, use: SchemaUse): JsonObject {
  const value = valueAt(reader.document.json, operation.pointer)
  const located = { value: isObject(value) ? value : {}, pointer: operation.pointer }
  const all = reader.members(located, 'responses').filter(([status]) => /^2|^default$/i.test(status))
  const found = all.map(([status, response]): [string, Json] => {
    const json = reader.members(response, 'content').find(([mediaType]) => readerKind(mediaType) === 'json')
    const schema = json === undefined ? undefined : own(json[1].value, 'schema')
    const name = /^2xx$/i.test(status) ? '2XX' : status
    return [name, schema === undefined ? null : withNull(jsonSchema(schema, use), located.value)]
  })
  // Where successes are declared, `default` is for errors.
  const successes = found.length > 1 ? found.filter(([status]) => status !== 'default') : found
  return successes.some(([, schema]) => schema !== null) ? Object.fromEntries(successes) : {}
}

/** A server that answers null for what is not there says nothing that is wrong. */
function withNull(schema: Json, operation: JsonObject): Json {
  if (own(operation, 'x-driftless-null') === undefined) return schema
  const path = own(operation, 'x-driftless-result')
  const keys = typeof path === 'string' ? fromPointer(path) : []
  const absent = keys.reduceRight<Json>(
    (inner, key) => ({ type: 'object', required: [key], properties: { [key]: inner } }),
    { type: 'null' },
  )
  return { anyOf: [schema, absent] }
}

/** How schemas of a document are converted. */
export function schemaUse({ json }: SpecDocument, isForData: boolean): SchemaUse {
  const is30 = String(own(json, 'openapi')).startsWith('3.0')
  return { is30, components: own(own(json, 'components'), 'schemas'), isForData }
}

/** The components that converted schemas lead to, by name. */
export function neededComponents(roots: readonly Json[], use: SchemaUse): Record<string, Json> {
  const needed = new Map<string, Json>()
  const visit = (value: Json): void => {
    if (isArray(value)) for (const item of value) visit(item)
    if (!isObject(value)) return
    const [, name] = /^#\/\$defs\/([^/]+)/.exec(String(own(value, '$ref'))) ?? []
    const [component] = name === undefined ? [] : fromPointer(`/${decodeURIComponent(name)}`)
    if (component !== undefined && !needed.has(component)) {
      const schema = jsonSchema(own(use.components, component) ?? true, use)
      needed.set(component, schema)
      visit(schema)
    }
    for (const member of Object.values(value)) visit(member)
  }
  for (const root of roots) visit(root)
  return Object.fromEntries([...needed].sort(([a], [b]) => (a < b ? -1 : 1)))
}
