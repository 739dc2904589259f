import { isArray, isObject, own } from '../../../document/plain.ts'
import { followRef } from '../../../document/refs.ts'
import { httpMethods, parameterStyles } from '../../../document/shapes.ts'
import type { Json, JsonObject } from '../../../document/types.ts'

/** Leaves out of a parameter or header what it would be anyway. */
export function plainParameter(given: JsonObject): JsonObject {
  const { style, explode, example: _, examples: _more, ...rest } = withoutFalse(given)
  const location = own(given, 'in')
  const styles = Object.entries(parameterStyles).find(([name]) => name === location)?.[1]
  const usual = styles?.[0] ?? 'simple'
  const used = style ?? usual
  return {
    ...rest,
    ...(used !== usual && { style: used }),
    ...(explode !== undefined && explode !== (used === 'form') && { explode }),
  }
}

/** Leaves out `required: false` and its like. */
export function withoutFalse(node: JsonObject): JsonObject {
  const flags = new Set(['required', 'deprecated', 'allowReserved', 'allowEmptyValue'])
  return Object.fromEntries(
    Object.entries(node).filter(([key, value]) => !(flags.has(key) && value === false)),
  )
}

/** Names media types in one way: small letters, without the character set. */
export function plainContent(node: JsonObject): JsonObject {
  const { content } = node
  if (!isObject(content)) return node
  const entries = Object.entries(content).map(([name, media]): [string, Json] => [mediaName(name), media])
  return { ...node, content: Object.fromEntries(entries) }
}

function mediaName(name: string): string {
  const [type = '', ...parameters] = name.split(';').map((part) => part.trim())
  const kept = parameters.filter((parameter) => !/^charset=/i.test(parameter))
  return [type.toLowerCase(), ...kept].join('; ')
}

/**
 * Gives every operation the parameters, servers and security that stand above it, and takes away what never goes over
 * the wire: its tags and its operationId.
 *
 * @param json the document, for what its paths refer to
 */
export function standAlone(json: JsonObject, item: JsonObject): JsonObject {
  const { parameters: shared, servers, ...rest } = item
  const entries = Object.entries(rest).map(([key, value]): [string, Json] => {
    if (!httpMethods.includes(key) || !isObject(value)) return [key, value]
    const { tags: _tags, operationId: _id, security, parameters, ...operation } = value
    const all = mergeParameters(json, asList(shared), asList(parameters))
    const needed = security ?? json.security
    const isOpen = !isArray(needed) || needed.length === 0
    const complete = {
      ...operation,
      ...(all.length > 0 && { parameters: all }),
      ...(!isOpen && { security: needed }),
    }
    return [key, servers === undefined || value.servers !== undefined ? complete : { ...complete, servers }]
  })
  return Object.fromEntries(entries)
}

function mergeParameters(
  json: JsonObject,
  shared: readonly Json[],
  ofOperation: readonly Json[],
): readonly Json[] {
  const taken = new Set(ofOperation.map((parameter) => keyOf(json, parameter)))
  return [...shared.filter((parameter) => !taken.has(keyOf(json, parameter))), ...ofOperation]
}

function keyOf(json: JsonObject, parameter: Json): string {
  const ref = own(parameter, '$ref')
  const target = typeof ref === 'string' ? followRef(json, ref) : { value: parameter }
  if ('message' in target) return String(ref)
  return `${own(target.value, 'in')} ${own(target.value, 'name')}`
}

function asList(value: Json | undefined): readonly Json[] {
  return isArray(value) ? value : []
}
