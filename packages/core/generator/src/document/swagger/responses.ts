import { isObject, own } from '../plain.ts'
import type { Json, JsonObject } from '../types.ts'
import { type ReportLoss, upgradeParameter } from './parameters.ts'
import { mapObject, omit, upgradeSchema } from './schema.ts'

/** Turns a response into its OpenAPI 3 form: one entry of `content` per media type, examples beside their schema. */
export function upgradeResponse(
  response: JsonObject,
  produces: readonly string[] | undefined,
  report: ReportLoss,
): JsonObject {
  const schema = own(response, 'schema')
  const examples = own(response, 'examples')
  const mediaTypes = schema === undefined ? [] : responseTypes(schema, produces)
  const content: Record<string, JsonObject> = {}
  for (const mediaType of mediaTypes) content[mediaType] = { schema: upgradeSchema(schema ?? {}) }
  if (isObject(examples)) {
    for (const [mediaType, example] of Object.entries(examples)) {
      // An example of a media type that is not produced describes nothing; other names are a habit of some tools.
      const entry = content[mediaType]
      if (entry !== undefined) content[mediaType] = { ...entry, example }
    }
  }
  const headers = own(response, 'headers')
  return {
    ...omit(response, ['schema', 'examples', 'headers']),
    ...(headers === undefined ? {} : { headers: mapObject(headers, upgradeHeader) }),
    ...(mediaTypes.length > 0 ? { content } : {}),
  }

  function upgradeHeader(header: Json): Json {
    return isObject(header) ? upgradeParameter(header, 'header', report) : header
  }
}

/** A file that is said to come as JSON, or as nothing in particular, comes as whatever it is. */
function responseTypes(schema: Json, produces: readonly string[] | undefined): readonly string[] {
  const declared = produces ?? []
  if (own(schema, 'type') === 'file') {
    const files = declared.filter((type) => !/\bjson\b/i.test(type))
    return files.length > 0 ? files : ['*/*']
  }
  return declared.length > 0 ? declared : ['application/json']
}
