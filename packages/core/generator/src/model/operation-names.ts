import type { ApiConfig } from '../config.ts'
import { own } from '../document/plain.ts'
import { isIdentifier } from '../emit/identifiers.ts'
import { authoredIds } from './framework-ids.ts'
import { NamePool } from './name-pool.ts'
import { type Located, type SpecReader, text } from './spec-reader.ts'
import { functionName, nounForms, plural, words } from './words.ts'

/** An operation as far as its names are concerned. */
export interface NamedOperation {
  readonly pointer: string
  readonly operationId: string
  readonly httpMethod: string
  readonly path: string
  readonly tag: string | undefined
  /** What `x-driftless-resource` says. */
  readonly given: GivenPlace
}

/** Names that the document gives an operation. */
export interface GivenPlace {
  readonly resource?: string
  readonly method?: string
}

export interface OperationNames {
  /** Name of the function. */
  readonly name: string
  readonly resource: string
  readonly method: string
}

/**
 * Reads `x-driftless-resource`.
 *
 * @throws SpecError where a name cannot be one
 */
export function readGivenPlace(reader: SpecReader, operation: Located): GivenPlace {
  const place = `${operation.pointer}/x-driftless-resource`
  const { value } = reader.located(own(operation.value, 'x-driftless-resource'), place)
  const read = (key: 'resource' | 'method', reserved: ReadonlySet<string>): GivenPlace => {
    const name = text(value, key)
    if (name === undefined) return {}
    if (!isIdentifier(name) || reserved.has(name)) {
      reader.fail(`${place}/${key}`, `${JSON.stringify(name)} cannot name a ${key}; choose another name.`)
    }
    return { [key]: name }
  }
  return { ...read('resource', reservedResources), ...read('method', reservedMethods) }
}

/** Words that cannot name a function of a module, or that generated modules use themselves. */
const reservedFunctions = new Set(
  (
    'arguments async await break case catch class const continue debugger default delete do else enum eval export ' +
    'extends false finally for function if implements import in instanceof interface let new null of package ' +
    'private protected public return static super switch this throw true try typeof undefined var void while ' +
    'with yield createClient client body query options globalThis'
  ).split(' '),
)

/** Methods that a class, a promise or the generated class gives another meaning. */
const reservedMethods = new Set(['constructor', 'client', 'then', 'toString', 'toJSON', 'valueOf'])

/** Members of the client class. */
const reservedResources = new Set([
  ...reservedMethods,
  ...['close', 'request', 'withOptions', 'call', 'hasOwnProperty', 'isPrototypeOf', 'prototype'],
])

/**
 * Names all operations.
 *
 * | name | rule |
 * |---|---|
 * | function | operationId in camelCase, without what frameworks add to it; `Operation` behind it where that is a reserved word |
 * | resource | tag in camelCase, plural where the plural stands in one of its operationIds or paths; without a tag the path's first segment |
 * | method | the function's name without the resource's noun; the whole name where two would be equal |
 *
 * The config's names go first everywhere, then those of `x-driftless-resource`.
 *
 * @throws SpecError where two operations get the same function name
 */
export function nameOperations(
  operations: readonly NamedOperation[],
  config: ApiConfig,
  reader: SpecReader,
): OperationNames[] {
  const ids = authoredIds(operations)
  const names = functionNames(operations, ids, config, reader)
  const resources = resourceNames(operations, config)
  const methods = operations.map((operation, index) => {
    const configured = config.methods?.[operation.operationId]?.method ?? operation.given.method
    return (
      configured ?? shortName(ids[index] ?? '', operation.tag, resources[index] ?? '', names[index] ?? '')
    )
  })
  return withUniqueMethods(
    names.map((name, index) => ({
      name,
      resource: resources[index] ?? '',
      method: methods[index] ?? name,
    })),
  )
}

function functionNames(
  operations: readonly NamedOperation[],
  ids: readonly string[],
  config: ApiConfig,
  reader: SpecReader,
): string[] {
  const owners = new Map<string, NamedOperation>()
  return operations.map((operation, index) => {
    const { operationId, pointer, httpMethod, path } = operation
    const wanted = functionName(ids[index] ?? '') || functionName(`${httpMethod} ${path}`) || httpMethod
    const name =
      config.methods?.[operationId]?.name ?? (reservedFunctions.has(wanted) ? `${wanted}Operation` : wanted)
    const other = owners.get(name)
    if (other !== undefined) {
      reader.fail(
        pointer,
        `the operation "${operationId}" gets the same name as "${other.operationId}" at ${other.pointer}: "${name}"; ` +
          'change an operationId or name one in "methods" of the config.',
      )
    }
    owners.set(name, operation)
    return name
  })
}

function resourceNames(operations: readonly NamedOperation[], config: ApiConfig): string[] {
  const spelled = new Map<string, Set<string>>()
  for (const { tag, operationId, path } of operations) {
    if (tag === undefined) continue
    const seen = spelled.get(tag) ?? new Set()
    spelled.set(tag, seen)
    for (const part of [operationId, ...path.split('/')]) seen.add(part)
  }
  const byTag = new Map([...spelled].map(([tag, seen]) => [tag, pluralTag(tag, seen)]))
  return operations.map(({ operationId, tag, path, given }) => {
    const configured = config.methods?.[operationId]?.resource ?? given.resource
    if (configured !== undefined) return configured
    if (tag === undefined) return safeResource(functionName(firstSegment(path)))
    if (config.resources !== undefined && Object.hasOwn(config.resources, tag))
      return config.resources[tag] ?? tag
    return safeResource(byTag.get(tag) ?? '')
  })
}

function firstSegment(path: string): string {
  return path.split('/').find((part) => part !== '' && !part.startsWith('{')) ?? ''
}

/** @param seen operationIds and path segments in which the plural may stand */
function pluralTag(tag: string, seen: ReadonlySet<string>): string {
  const noun = words(tag)
  const last = noun.at(-1)
  if (last === undefined) return ''
  const many = [...noun.slice(0, -1), plural(last)]
  const stands = [...seen].some((part) => {
    if (part.startsWith('{')) return false
    const spelled = words(part)
    return spelled.some((_, start) => many.every((word, index) => spelled[start + index] === word))
  })
  return functionName(stands ? many.join(' ') : tag)
}

function safeResource(name: string): string {
  if (name === '') return 'default'
  return reservedResources.has(name) ? `${name}Resource` : name
}

/** The operationId without the first mention of the resource's noun. */
function shortName(id: string, tag: string | undefined, resource: string, name: string): string {
  const spelled = words(id)
  const nouns = [resource, tag ?? ''].map(words).filter((noun) => noun.length > 0)
  for (const noun of nouns) {
    const start = spelled.findIndex((_, index) => matches(spelled, index, noun))
    if (start < 0) continue
    const rest = [...spelled.slice(0, start), ...spelled.slice(start + noun.length)]
    if (rest.length > 0) return functionName(rest.join(' '))
  }
  return functionName(id) || name
}

function matches(spelled: readonly string[], start: number, noun: readonly string[]): boolean {
  return noun.every((word, index) => {
    const other = spelled[start + index]
    if (other === undefined) return false
    return index === noun.length - 1 ? nounForms(word).includes(other) : word === other
  })
}

/** Methods of a resource that would be equal get their whole function names. */
function withUniqueMethods(names: readonly OperationNames[]): OperationNames[] {
  const pools = new Map<string, NamePool>()
  const wanted = new Map<string, number>()
  const key = ({ resource, method }: OperationNames): string => `${resource}.${method}`
  for (const each of names) wanted.set(key(each), (wanted.get(key(each)) ?? 0) + 1)
  const whole = names.map((each) =>
    (wanted.get(key(each)) ?? 0) > 1 ? { ...each, method: each.name } : each,
  )
  return whole.map((each) => {
    const pool = pools.get(each.resource) ?? new NamePool()
    pools.set(each.resource, pool)
    const method = reservedMethods.has(each.method) ? `${each.method}Operation` : each.method
    return { ...each, method: pool.claim(method) }
  })
}
