import { hmacProblem, isHeaderName } from './hmac-extension.ts'
import { paginationProblem } from './pagination-extension.ts'
import { describe, isArray, isObject } from './plain.ts'
import type { Kind } from './shapes.ts'
import type { Json } from './types.ts'

interface Extension {
  /** Where it may stand. */
  readonly on: readonly Kind[]
  /** What its value must be, as it is called in a sentence. */
  readonly value: string
  readonly accepts: (value: Json) => boolean
  /** Says which part of a value is wrong, and how, where that helps more. */
  readonly problem?: (value: Json) => string | undefined
}

const isText = (value: Json): boolean => typeof value === 'string' && value !== ''
const isOneOf =
  (...texts: readonly string[]) =>
  (value: Json): boolean =>
    typeof value === 'string' && texts.includes(value)

/** What `x-driftless-stream` may say; whether it fits its operation, the model tells. */
const streamMembers: Readonly<Record<string, (value: Json) => boolean>> = {
  cursor: isText,
  sequence: (value) => typeof value === 'string' && value.startsWith('/'),
  terminal: (value) => isArray(value) && value.length > 0 && value.every(isText),
}

/** Every `x-driftless-*` key that a server or an overlay may set; any other is an error. */
export const extensions: Readonly<Record<string, Extension>> = {
  'x-driftless-retry': {
    on: ['operation'],
    value: '"safe", "keyed" or "never"',
    accepts: isOneOf('safe', 'keyed', 'never'),
  },
  'x-driftless-idempotency': {
    on: ['operation'],
    value: 'a header name or a list of header names',
    accepts: (value) =>
      isHeaderName(value) || (isArray(value) && value.length > 0 && value.every(isHeaderName)),
  },
  'x-driftless-hmac': {
    on: ['securityScheme'],
    value: 'an object',
    accepts: isObject,
    problem: hmacProblem,
  },
  'x-driftless-pagination': {
    on: ['operation'],
    value: 'an object',
    accepts: isObject,
    problem: paginationProblem,
  },
  'x-driftless-result': {
    on: ['operation'],
    value: 'a JSON pointer such as "/data"',
    accepts: (value) => typeof value === 'string' && value.startsWith('/'),
  },
  'x-driftless-stream': {
    on: ['operation'],
    value:
      'an object with one or more of "cursor" (name of a query parameter), "sequence" (a JSON pointer such as "/sequence") and "terminal" (a list of event names)',
    accepts: (value) =>
      isObject(value) &&
      Object.keys(value).length > 0 &&
      Object.entries(value).every(
        ([key, member]) => Object.hasOwn(streamMembers, key) && streamMembers[key]?.(member),
      ),
  },
  'x-driftless-resource': {
    on: ['operation'],
    value: 'an object with the texts "resource" and "method"',
    accepts: (value) =>
      isObject(value) &&
      Object.values(value).every(isText) &&
      Object.keys(value).every(isOneOf('resource', 'method')),
  },
  'x-driftless-coerce': { on: ['schema'], value: 'true', accepts: (value) => value === true },
  'x-driftless-null': { on: ['operation'], value: '"not-found"', accepts: isOneOf('not-found') },
  'x-driftless-send-empty-body': { on: ['operation'], value: 'true', accepts: (value) => value === true },
}

/** Says what is wrong with an `x-driftless-*` key; `undefined` where nothing is. */
export function extensionProblem(key: string, value: Json, kind: Kind): string | undefined {
  const extension = Object.hasOwn(extensions, key) ? extensions[key] : undefined
  if (extension === undefined) {
    return `${key} is no extension of this generator; correct it to one of ${Object.keys(extensions).join(', ')}.`
  }
  if (!extension.on.includes(kind)) {
    return `${key} has no effect here; it belongs on ${extension.on.map((place) => `"${place}"`).join(' or ')} objects.`
  }
  if (!extension.accepts(value)) return `${key} must be ${extension.value}, not ${describe(value)}.`
  const problem = extension.problem?.(value)
  return problem === undefined ? undefined : `${key}${problem}.`
}
