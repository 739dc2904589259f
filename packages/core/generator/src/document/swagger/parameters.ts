import { isObject, own } from '../plain.ts'
import type { Json, JsonObject } from '../types.ts'
import { mapObject, omit, upgradeSchema } from './schema.ts'

/** What a parameter or header says about itself in OpenAPI 3; every other member describes its value. */
const ownFields = ['name', 'in', 'description', 'required', 'allowEmptyValue']

type Serialization = Readonly<Record<string, string | boolean>>

/** How the query writes arrays in OpenAPI 3; `tsv` has no equivalent. */
const queryFormats: Readonly<Record<string, Serialization>> = {
  csv: { style: 'form', explode: false },
  multi: { style: 'form', explode: true },
  ssv: { style: 'spaceDelimited', explode: false },
  pipes: { style: 'pipeDelimited', explode: false },
}

/** Notes what OpenAPI 3 cannot say, at a place below the parameter. */
export type ReportLoss = (message: string) => void

/** Turns a path, query or header parameter, or a response header, into its OpenAPI 3 form. */
export function upgradeParameter(parameter: JsonObject, location: string, report: ReportLoss): JsonObject {
  const kept = Object.entries(parameter).filter(([key]) => ownFields.includes(key) || isExtension(key))
  const serialization = arraySerialization(parameter, location, report)
  return { ...Object.fromEntries(kept), ...serialization, schema: valueSchema(parameter, report) }
}

/** Style of an array parameter; nothing where OpenAPI's default is the same. */
function arraySerialization(parameter: JsonObject, location: string, report: ReportLoss): Serialization {
  if (own(parameter, 'type') !== 'array') return {}
  const format = String(own(parameter, 'collectionFormat') ?? 'csv')
  if (location === 'query' || location === 'formData') {
    const serialization = Object.hasOwn(queryFormats, format) ? queryFormats[format] : undefined
    if (serialization === undefined) report(cannotSay(format))
    return serialization ?? {}
  }
  if (format !== 'csv') report(cannotSay(format))
  return {}
}

function cannotSay(format: string): string {
  return `OpenAPI 3 cannot write arrays with the collectionFormat ${JSON.stringify(format)} here; use csv, or change the server.`
}

function valueSchema(parameter: JsonObject, report: ReportLoss): Json {
  const described = Object.entries(parameter).filter(
    ([key]) =>
      key !== 'collectionFormat' && (key === 'x-nullable' || !(ownFields.includes(key) || isExtension(key))),
  )
  const schema = Object.fromEntries(described)
  return upgradeSchema({
    ...schema,
    ...('items' in schema ? { items: withoutFormat(schema.items ?? null, report) } : {}),
  })
}

function isExtension(key: string): boolean {
  return key.startsWith('x-') && key !== 'x-nullable'
}

/** Inner arrays: OpenAPI 3 has no word for how they are joined, so only the default may be dropped. */
function withoutFormat(items: Json, report: ReportLoss): Json {
  if (!isObject(items)) return items
  const format = own(items, 'collectionFormat')
  if (format !== undefined && format !== 'csv') report(cannotSay(String(format)))
  return mapObject(omit(items, ['collectionFormat']), (member, key) =>
    key === 'items' ? withoutFormat(member, report) : member,
  )
}

/** Turns a `body` parameter into a request body with one entry per media type. */
export function upgradeBody(parameter: JsonObject, consumes: readonly string[] | undefined): JsonObject {
  const schema = upgradeSchema(own(parameter, 'schema') ?? {})
  const mediaTypes = consumes === undefined || consumes.length === 0 ? ['application/json'] : consumes
  const content = Object.fromEntries(mediaTypes.map((mediaType) => [mediaType, { schema }]))
  return { ...omit(parameter, ['name', 'in', 'schema']), content }
}

const multipart = 'multipart/form-data'
const urlencoded = 'application/x-www-form-urlencoded'

/** Turns the `formData` parameters of an operation into one request body. A file can only travel as multipart. */
export function upgradeForm(
  parameters: readonly JsonObject[],
  consumes: readonly string[] | undefined,
  report: ReportLoss,
): JsonObject {
  const hasFile = parameters.some((parameter) => own(parameter, 'type') === 'file')
  const declared = (consumes ?? []).filter((type) => type === multipart || (type === urlencoded && !hasFile))
  const mediaTypes = declared.length > 0 ? declared : [hasFile ? multipart : urlencoded]
  const required = parameters.filter((parameter) => own(parameter, 'required') === true).map(fieldName)
  const properties = parameters.map((parameter): [string, Json] => [
    fieldName(parameter),
    fieldSchema(parameter, report),
  ])
  const encoding = parameters.flatMap((parameter): [string, Json][] => {
    const serialization = arraySerialization(parameter, 'formData', report)
    return Object.keys(serialization).length === 0 ? [] : [[fieldName(parameter), serialization]]
  })
  const schema = {
    type: 'object',
    properties: Object.fromEntries(properties),
    ...(required.length > 0 ? { required } : {}),
  }
  const entry = encoding.length > 0 ? { schema, encoding: Object.fromEntries(encoding) } : { schema }
  return {
    ...(required.length > 0 ? { required: true } : {}),
    content: Object.fromEntries(mediaTypes.map((type) => [type, entry])),
  }
}

function fieldName(parameter: JsonObject): string {
  return String(own(parameter, 'name'))
}

function fieldSchema(parameter: JsonObject, report: ReportLoss): Json {
  const schema = valueSchema(parameter, report)
  const extensions = Object.entries(parameter).filter(([key]) => key === 'description' || isExtension(key))
  return isObject(schema) ? { ...schema, ...Object.fromEntries(extensions) } : schema
}
