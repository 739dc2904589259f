import { camelCase } from '@driftless/runtime'
import { isArray, own } from '../../document/plain.ts'
import { fromPointer } from '../../document/pointer.ts'
import { followRef } from '../../document/refs.ts'
import type { Json, JsonObject } from '../../document/types.ts'
import { isIdentifier } from '../../emit/identifiers.ts'
import { isSuccess } from './uses.ts'

/** Writes where something is in an operation, as its users say it: "the response's `assigneeId`". */
export function placeInOperation(json: JsonObject, route: string): string {
  const [, , , part = '', ...rest] = fromPointer(route)
  switch (part) {
    case 'parameters':
      return withTrail(parameterName(json, route), trail(rest.slice(2)))
    case 'requestBody':
      return withTrail('the body', trail(afterSchema(rest)))
    case 'responses':
      return responsePlace(rest)
    default:
      return 'it'
  }
}

/** Writes where something is in a component: "`assigneeId`", or "it" for the whole. */
export function placeInComponent(pointer: string): string {
  const path = trail(fromPointer(pointer).slice(3))
  return path === '' ? 'it' : `\`${path}\``
}

function responsePlace([status = '', part = '', ...rest]: readonly string[]): string {
  if (part === 'headers') return withTrail(`the response header \`${rest[0] ?? ''}\``, trail(rest.slice(2)))
  const noun = isSuccess(status)
    ? 'the response'
    : status === 'default'
      ? 'the default error'
      : `the error ${status}`
  return withTrail(noun, trail(afterSchema([part, ...rest])))
}

/** What stands below the schema of a media type. */
function afterSchema(keys: readonly string[]): readonly string[] {
  const at = keys.indexOf('schema')
  return keys[0] === 'content' && at !== -1 ? keys.slice(at + 1) : []
}

function withTrail(noun: string, path: string): string {
  return path === '' ? noun : `${noun}'s \`${path}\``
}

/** The way into a value that keys of a schema stand for: `meta.total`, `tags[]`. */
function trail(keys: readonly string[]): string {
  let path = ''
  for (let index = 0; index < keys.length; index++) {
    const key = keys[index] ?? ''
    const next = keys[index + 1]
    if (key === 'properties' && next !== undefined) {
      const name = propertyName(next)
      path += path === '' ? name : `.${name}`
      index += 1
    } else if (key === 'patternProperties') {
      path += '[…]'
      index += 1
    } else if (key === 'items') path += '[]'
    else if (key === 'prefixItems') {
      path += `[${next ?? ''}]`
      index += 1
    } else if (key === 'additionalProperties') path += '[…]'
  }
  return path
}

/** TypeScript name of a property: what the generator makes of its wire name, where that is an identifier. */
export function propertyName(wireName: string): string {
  const name = camelCase(wireName)
  return isIdentifier(name) ? name : wireName
}

function parameterName(json: JsonObject, route: string): string {
  const keys = fromPointer(route).slice(0, 5)
  const parameter = valueOnRoute(json, keys)
  const location = own(parameter, 'in')
  const name = own(parameter, 'name')
  if (typeof location !== 'string' || typeof name !== 'string') return 'a parameter'
  const kind = location === 'query' || location === 'path' ? `${location} parameter` : location
  return `the ${kind} \`${propertyName(name)}\``
}

/** Reads what stands at a way that goes through references. */
function valueOnRoute(json: JsonObject, keys: readonly string[]): Json | undefined {
  let value: Json | undefined = json
  for (const key of keys) {
    value = isArray(value) ? value[Number(key)] : own(value, key)
    const ref = own(value, '$ref')
    if (typeof ref !== 'string') continue
    const target = followRef(json, ref)
    if ('message' in target) return undefined
    value = target.value
  }
  return value
}
