import type { Notice } from '../../model/types.ts'
import { canonicalize } from '../canonicalize.ts'
import { SpecError } from '../errors.ts'
import { isObject, own } from '../plain.ts'
import { toPointer } from '../pointer.ts'
import type { Json, JsonObject } from '../types.ts'
import { reporter, type SwaggerContext, upgradePathItem } from './operation.ts'
import { upgradeParameter } from './parameters.ts'
import { upgradeResponse } from './responses.ts'
import { mapObject, omit, textList, upgradeRef, upgradeSchema } from './schema.ts'

const movedFields = [
  ...['swagger', 'host', 'basePath', 'schemes', 'consumes', 'produces'],
  ...['definitions', 'parameters', 'responses', 'securityDefinitions', 'paths'],
]

/**
 * Turns a Swagger 2.0 document into OpenAPI 3.0.
 *
 * | Swagger 2.0 | becomes |
 * |---|---|
 * | `host`, `basePath`, `schemes` | `servers`; schemes of single operations are dropped |
 * | `body` and `formData` parameters, shared ones too | `requestBody` of each operation, per media type of `consumes` |
 * | `formData` without `consumes` | multipart where there is a file, else urlencoded |
 * | `collectionFormat` | `style` and `explode`; `tsv`, and anything but `csv` outside query and forms, is an error |
 * | `type: file` in a response | a binary string, as `*\/*` where only JSON is produced |
 * | `x-nullable`, `discriminator` | `nullable`, `discriminator.propertyName` |
 *
 * @throws SpecError where the document says something that OpenAPI 3 cannot.
 */
export function upgradeSwagger(
  json: JsonObject,
  file: string,
): { json: JsonObject; notices: readonly Notice[] } {
  const context: SwaggerContext = { json, problems: [] }
  const components = upgradeComponents(json, context)
  const servers = upgradeServers(json)
  const upgraded = {
    ...omit(json, movedFields),
    openapi: '3.0.4',
    paths: mapObject(own(json, 'paths') ?? {}, (item, path) =>
      path.startsWith('x-') ? item : upgradePathItem(item, path, context),
    ),
    ...(Object.keys(components).length > 0 ? { components } : {}),
    ...(servers.length > 0 ? { servers } : {}),
  }
  if (context.problems.length > 0) throw new SpecError(file, context.problems)
  const message =
    'the document was upgraded from Swagger 2.0; JSON pointers in messages are those of OpenAPI 3.0.'
  return { json: canonicalize(upgraded, file).json, notices: [{ pointer: '', message }] }
}

function upgradeServers(json: JsonObject): JsonObject[] {
  const host = own(json, 'host')
  const base = own(json, 'basePath')
  const path = typeof base === 'string' && base !== '/' ? base.replace(/\/+$/, '') : ''
  if (typeof host !== 'string') return path === '' ? [] : [{ url: path }]
  const schemes = textList(json, 'schemes') ?? []
  return (schemes.length > 0 ? schemes : ['https']).map((scheme) => ({ url: `${scheme}://${host}${path}` }))
}

function upgradeComponents(json: JsonObject, context: SwaggerContext): JsonObject {
  const components: Record<string, Json> = {}
  const { definitions, parameters, responses, securityDefinitions } = json
  if (definitions !== undefined) components.schemas = mapObject(definitions, upgradeSchema)
  if (parameters !== undefined) {
    const plain = isObject(parameters) ? omit(parameters, bodyNames(parameters)) : parameters
    const upgraded = mapObject(plain, (parameter, name) => {
      const report = reporter(context, toPointer(['parameters', name]))
      return isObject(parameter)
        ? upgradeParameter(parameter, String(own(parameter, 'in')), report)
        : parameter
    })
    if (!isObject(upgraded) || Object.keys(upgraded).length > 0) components.parameters = upgraded
  }
  if (responses !== undefined) {
    components.responses = mapObject(responses, (response, name) => {
      const ref = own(response, '$ref')
      if (typeof ref === 'string') return { $ref: upgradeRef(ref) }
      const report = reporter(context, toPointer(['responses', name]))
      return isObject(response) ? upgradeResponse(response, textList(json, 'produces'), report) : response
    })
  }
  if (securityDefinitions !== undefined)
    components.securitySchemes = mapObject(securityDefinitions, upgradeScheme)
  return components
}

/** Names of shared parameters that become request bodies; they are written out in each operation. */
function bodyNames(parameters: JsonObject): string[] {
  return Object.keys(parameters).filter((name) =>
    ['body', 'formData'].includes(String(own(parameters[name], 'in'))),
  )
}

const flowNames: Readonly<Record<string, string>> = {
  implicit: 'implicit',
  password: 'password',
  application: 'clientCredentials',
  accessCode: 'authorizationCode',
}
const flowFields = ['authorizationUrl', 'tokenUrl', 'scopes']

function upgradeScheme(scheme: Json): Json {
  if (!isObject(scheme)) return scheme
  const type = own(scheme, 'type')
  if (type === 'basic') return { ...omit(scheme, ['type']), type: 'http', scheme: 'basic' }
  if (type !== 'oauth2') return scheme
  const flow = String(own(scheme, 'flow') ?? 'implicit')
  const fields = Object.entries(scheme).filter(([key]) => flowFields.includes(key))
  const name = Object.hasOwn(flowNames, flow) ? (flowNames[flow] ?? flow) : flow
  return {
    ...omit(scheme, ['flow', ...flowFields]),
    flows: { [name]: { scopes: {}, ...Object.fromEntries(fields) } },
  }
}
