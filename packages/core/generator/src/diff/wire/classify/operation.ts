import { isObject, own } from '../../../document/plain.ts'
import { fromPointer, toPointer } from '../../../document/pointer.ts'
import { valueAt } from '../../../document/refs.ts'
import { httpMethods } from '../../../document/shapes.ts'
import type { Json } from '../../../document/types.ts'
import { below, type Finding, finding, type Situation } from '../finding.ts'
import { list } from '../text.ts'
import { isSuccess, sent } from '../uses.ts'

/** What a difference in a path or an operation itself means. */
export function operationFindings(situation: Situation): Finding[] {
  const { difference, old, next } = situation
  const { kind, route, property } = difference
  if (kind !== 'modified') {
    const value = valueAt(kind === 'added' ? next : old, route)
    return operationsAt(route, value).map((pointer) => operationFinding(situation, pointer))
  }
  if (property === 'key') return movedPath(situation)
  if (property === 'deprecated') {
    const code = difference.newValue === true ? 'operation-deprecated' : 'operation-no-longer-deprecated'
    return [finding(situation, code)]
  }
  if (property === 'summary' || property === 'description')
    return [finding(situation, 'documentation-changed')]
  return []
}

function operationFinding(situation: Situation, pointer: string): Finding {
  const { kind, oldPointer, newPointer } = situation.difference
  return finding(situation, `operation-${kind}`, {
    route: pointer,
    oldPointer: kind === 'removed' ? pointer : oldPointer,
    newPointer: kind === 'added' ? pointer : newPointer,
    new: endpoint(pointer),
  })
}

/** The operations that a pointer to one, to a path or to all paths stands for. */
function operationsAt(pointer: string, value: Json | undefined): string[] {
  const depth = fromPointer(pointer).length
  if (depth >= 3) return [pointer]
  if (!isObject(value)) return []
  return Object.entries(value).flatMap(([key, child]) => {
    if (depth === 2 && !httpMethods.includes(key)) return []
    return operationsAt(`${below(pointer, key)}`, child)
  })
}

function endpoint(pointer: string): string {
  const [, path = '', method = ''] = fromPointer(pointer)
  return `${method.toUpperCase()} ${path}`
}

function movedPath(situation: Situation): Finding[] {
  const { difference, old, next } = situation
  const [before, after] = [String(difference.oldValue), String(difference.newValue)]
  if (before.replace(/\{[^}]*\}/g, '{}') === after.replace(/\{[^}]*\}/g, '{}')) return []
  const oldPath = toPointer(['paths', before])
  const newPath = toPointer(['paths', after])
  return operationsAt(oldPath, valueAt(old, oldPath)).flatMap((pointer) => {
    const now = newPath + pointer.slice(oldPath.length)
    if (valueAt(next, now) === undefined) return []
    return [
      finding(situation, 'operation-path-changed', {
        route: now,
        oldPointer: pointer,
        newPointer: now,
        old: endpoint(pointer),
        new: endpoint(now),
      }),
    ]
  })
}

/** What a difference in a request body, a response or their media types means. */
export function bodyFindings(situation: Situation): Finding[] {
  const { difference } = situation
  switch (difference.type) {
    case 'RequestBody':
      return requestBodyFindings(situation)
    case 'MediaType':
    case 'MediaTypesMap':
      return mediaFindings(situation)
    case 'Encoding':
    case 'EncodingMap':
      return encodingFindings(situation)
    default:
      return responseFindings(situation)
  }
}

function requestBodyFindings(situation: Situation): Finding[] {
  const { kind, property, newValue } = situation.difference
  if (kind === 'removed') return [finding(situation, 'body-removed')]
  if (kind === 'added') {
    const isRequired = own(newValue, 'required') === true
    return [finding(situation, isRequired ? 'body-required' : 'body-added')]
  }
  if (property === 'required')
    return [finding(situation, newValue === true ? 'body-required' : 'body-optional')]
  return property === 'description' ? [finding(situation, 'documentation-changed')] : []
}

function mediaFindings(situation: Situation): Finding[] {
  const { difference, ways } = situation
  const { kind, type, route, property, oldValue, newValue } = difference
  if (isOfParameter(situation)) return contentOfParameter(situation)
  const side = ways & sent ? 'request' : 'response'
  const change = (what: 'added' | 'removed', names: readonly string[]): Finding =>
    finding(situation, `${side}-media-type-${what}`, {
      names: list(
        names.map((name) => `\`${name}\``),
        'or',
      ),
    })
  if (kind === 'modified') {
    if (property !== 'key') return []
    return [change('removed', [String(oldValue)]), change('added', [String(newValue)])]
  }
  const value = kind === 'added' ? newValue : oldValue
  const names =
    type === 'MediaType' ? [fromPointer(route).at(-1) ?? ''] : isObject(value) ? Object.keys(value) : []
  return names.length === 0 ? [] : [change(kind, names)]
}

/** Whether it is about the `content` of a parameter, which takes the place of its `schema`. */
function isOfParameter({ difference, old, next }: Situation): boolean {
  const [json, pointer] =
    difference.kind === 'added' ? [next, difference.newPointer] : [old, difference.oldPointer]
  const parameter = valueAt(json, pointer?.replace(/\/content(?:\/[^/]*)?$/, '') ?? '')
  return typeof own(parameter, 'in') === 'string'
}

function contentOfParameter(situation: Situation): Finding[] {
  const { kind, type, route, property, oldValue, newValue } = situation.difference
  if (kind === 'modified' && property !== 'key') return []
  const mediaTypes = (value: Json | undefined) => {
    const names = type === 'MediaType' ? [fromPointer(route).at(-1) ?? ''] : Object.keys(value ?? {})
    return value === undefined ? 'by its style' : `as ${list(names, 'or')}`
  }
  const [before, after] =
    property === 'key'
      ? [`as ${String(oldValue)}`, `as ${String(newValue)}`]
      : [mediaTypes(oldValue), mediaTypes(newValue)]
  return [
    finding(situation, 'parameter-serialization-changed', {
      route: route.replace(/\/content(?:\/[^/]*)?$/, ''),
      names: 'content',
      old: before,
      new: after,
    }),
  ]
}

/** What a part of a form is written like where nothing is said. */
const usualEncoding: Readonly<Record<string, Json>> = { style: 'form', explode: true, allowReserved: false }

/** What other ways to write the parts of a form mean: a client writes them as its own document says. */
function encodingFindings(situation: Situation): Finding[] {
  const { kind, type, property = '', oldValue, newValue } = situation.difference
  const differs = (name: string, before: Json | undefined, after: Json | undefined) =>
    (before ?? usualEncoding[name]) !== (after ?? usualEncoding[name])
  if (kind === 'modified') {
    return differs(property, oldValue, newValue) ? [finding(situation, 'request-encoding-changed')] : []
  }
  const value = kind === 'added' ? newValue : oldValue
  const encodings = type === 'Encoding' ? [value] : isObject(value) ? Object.values(value) : []
  const isUsual = encodings.every(
    (encoding) =>
      isObject(encoding) && Object.entries(encoding).every(([name, each]) => !differs(name, undefined, each)),
  )
  return isUsual ? [] : [finding(situation, 'request-encoding-changed')]
}

function responseFindings(situation: Situation): Finding[] {
  const { difference } = situation
  const { kind, type, route, property, oldValue, newValue } = difference
  if (type === 'Header' || type === 'HeadersMap') return headerFindings(situation)
  const status = fromPointer(route).at(-1) ?? ''
  if (kind !== 'modified') {
    const what = isSuccess(status) ? 'response' : 'error'
    return [finding(situation, `${what}-${kind}`, { names: status })]
  }
  if (property === 'key') return changedStatus(situation, String(oldValue), String(newValue))
  return property === 'description' ? [finding(situation, 'documentation-changed')] : []
}

function changedStatus(situation: Situation, old: string, next: string): Finding[] {
  if (isSuccess(old) && isSuccess(next))
    return [finding(situation, 'response-status-changed', { old, new: next })]
  return [
    finding(situation, isSuccess(old) ? 'response-removed' : 'error-removed', { names: old }),
    finding(situation, isSuccess(next) ? 'response-added' : 'error-added', { names: next }),
  ]
}

function headerFindings(situation: Situation): Finding[] {
  const { difference } = situation
  const { kind, type, route, property, oldValue, newValue } = difference
  const map = route.slice(0, route.lastIndexOf('/'))
  if (kind !== 'modified') {
    const value = kind === 'added' ? newValue : oldValue
    const names = type === 'HeadersMap' && isObject(value) ? Object.keys(value) : undefined
    const routes = names === undefined ? [route] : names.map((name) => `${below(route, name)}`)
    return routes.map((each) => finding(situation, `response-header-${kind}`, { route: each }))
  }
  switch (property) {
    case 'key':
      if (String(oldValue).toLowerCase() === String(newValue).toLowerCase()) return []
      return [
        finding(situation, 'response-header-removed', { route: `${below(map, String(oldValue))}` }),
        finding(situation, 'response-header-added', { route: `${below(map, String(newValue))}` }),
      ]
    case 'required':
      return newValue === true ? [] : [finding(situation, 'response-header-changed')]
    case 'description':
      return [finding(situation, 'documentation-changed')]
    default:
      return []
  }
}
