import { isArray, isObject, own } from '../../../document/plain.ts'
import { fromPointer } from '../../../document/pointer.ts'
import { valueAt } from '../../../document/refs.ts'
import type { Json, JsonObject } from '../../../document/types.ts'
import { below, type Finding, finding, objectAround, objectPointer, type Situation } from '../finding.ts'
import { exclusiveMark } from '../normalize/align.ts'
import { list, shown } from '../text.ts'
import { failed, received, sent } from '../uses.ts'
import { alternativesFindings, exclusivenessFindings } from './alternatives.ts'
import { constraintFindings, isConstraint } from './constraints.ts'
import { keywordFindings } from './keyword.ts'
import { typeFindings } from './types.ts'

const answered = received | failed

/** Keywords below which keys are names that the author chose. */
const namedMembers = new Set(['properties', 'patternProperties', 'dependentSchemas', '$defs', 'schemas'])

/** What a difference in or around a schema means; within `not`, more is less. */
export function schemaFindings(situation: Situation): Finding[] {
  const keys = fromPointer(situation.difference.route)
  const negations = keys.filter((key, index) => key === 'not' && !namedMembers.has(keys[index - 1] ?? ''))
  return negations.length % 2 === 0
    ? plainFindings(situation)
    : plainFindings(reversed(situation)).map(reversedFinding)
}

/** The same difference, seen from the newer side. */
function reversed({ difference, old, next, ways }: Situation): Situation {
  const { kind, oldPointer, newPointer, oldValue, newValue } = difference
  const reversedKind = { added: 'removed', removed: 'added', modified: 'modified' } as const
  return {
    ways,
    old: next,
    next: old,
    difference: {
      ...difference,
      kind: reversedKind[kind],
      oldPointer: newPointer,
      newPointer: oldPointer,
      oldValue: newValue,
      newValue: oldValue,
    },
  }
}

function reversedFinding({ old, new: next, oldPointer, newPointer, ...found }: Finding): Finding {
  return {
    ...found,
    oldPointer: newPointer,
    newPointer: oldPointer,
    ...(next !== undefined && { old: next }),
    ...(old !== undefined && { new: old }),
  }
}

function plainFindings(situation: Situation): Finding[] {
  const { difference } = situation
  return difference.kind === 'modified'
    ? modified(situation, difference.property ?? '')
    : addedOrRemoved(situation)
}

function modified(situation: Situation, property: string): Finding[] {
  const { difference } = situation
  switch (property) {
    case 'type':
    case 'format':
    case 'contentEncoding':
    case 'contentMediaType':
      return typeFindings(situation, property)
    case exclusiveMark:
      return exclusivenessFindings(situation)
    case 'enum':
      return enumFindings(situation)
    case 'required':
      return requiredFindings(situation)
    case 'key':
      return renamed(situation)
    case 'readOnly':
    case 'writeOnly':
      return directionFindings(situation, property)
    case 'default':
      return [finding(situation, 'default-changed', beforeAfter(situation))]
    case 'deprecated': {
      const code = difference.newValue === true ? 'property-deprecated' : 'property-no-longer-deprecated'
      return [finding(situation, code)]
    }
    case 'title':
    case 'description':
      return [finding(situation, 'documentation-changed')]
    default:
      if (property.startsWith('x-driftless-'))
        return [finding(situation, 'behaviour-changed', { ...beforeAfter(situation), names: property })]
      return isConstraint(property) ? constraintFindings(situation, property) : []
  }
}

function beforeAfter({ difference }: Situation): { readonly old: string; readonly new: string } {
  return { old: shown(difference.oldValue), new: shown(difference.newValue) }
}

/** The values that a list of them lost and gained. */
function enumFindings(situation: Situation): Finding[] {
  const { ways } = situation
  const { oldValue, newValue } = situation.difference
  const before = isArray(oldValue) ? oldValue : undefined
  const after = isArray(newValue) ? newValue : undefined
  const found: Finding[] = []
  const add = (code: string, way: number, values: readonly Json[] | undefined, others: string) => {
    if ((ways & way) === 0 || values?.length === 0) return
    const names = values === undefined ? others : list(values.map(shown), 'or')
    found.push(finding(situation, code, { ways: ways & way, names }))
  }
  const removed = after === undefined ? [] : before?.filter((value) => !after.includes(value))
  const added = before === undefined ? [] : after?.filter((value) => !before.includes(value))
  add('request-enum-value-removed', sent, removed, 'other values than those listed')
  add('request-enum-value-added', sent, added, 'any value')
  add('response-enum-value-removed', answered, removed, 'anything but the values listed')
  const isClosed =
    before !== undefined && (before.length < 2 || before.some((value) => typeof value === 'boolean'))
  add(
    isClosed ? 'response-enum-closed-value-added' : 'response-enum-value-added',
    answered,
    added,
    'any value',
  )
  return found
}

function requiredFindings(situation: Situation): Finding[] {
  const { difference, ways, old, next } = situation
  const before = names(difference.oldValue)
  const after = names(difference.newValue)
  const oldSchema = objectAround(old, difference.oldPointer, difference.oldValue)
  const newSchema = objectAround(next, difference.newPointer, difference.newValue)
  const found: Finding[] = []
  const add = (name: string, code: string, way: number, schema: JsonObject | undefined) => {
    const property = own(own(schema, 'properties'), name)
    const skipped = way === sent ? own(property, 'readOnly') : own(property, 'writeOnly')
    if ((ways & way) === 0 || skipped === true) return
    found.push(finding(situation, code, { ways: ways & way, ...pointersOf(situation, name) }))
  }
  for (const name of after.filter((each) => !before.includes(each))) {
    // One that is new says so itself.
    if (has(oldSchema, name) || !has(newSchema, name)) add(name, 'request-property-required', sent, newSchema)
    if (has(oldSchema, name)) add(name, 'response-property-required', answered, newSchema)
  }
  for (const name of before.filter((each) => !after.includes(each))) {
    if (!has(newSchema, name)) continue
    add(name, 'request-property-optional', sent, oldSchema)
    add(name, 'response-property-optional', answered, oldSchema)
  }
  return found
}

/** Where a property of the schema stands whose key was modified. */
function pointersOf({ difference, old, next }: Situation, name: string) {
  const { route, oldPointer, newPointer, oldValue, newValue } = difference
  const at = (json: JsonObject, pointer: string | undefined, value: Json | undefined) => {
    const object = objectPointer(pointer, value)
    const property = below(below(object, 'properties'), name)
    return property !== undefined && valueAt(json, property) !== undefined ? property : object
  }
  return {
    route: `${below(`${route}/properties`, name)}`,
    oldPointer: at(old, oldPointer, oldValue),
    newPointer: at(next, newPointer, newValue),
  }
}

function names(value: Json | undefined): string[] {
  return isArray(value) ? value.map(String) : []
}

function has(schema: JsonObject | undefined, name: string): boolean {
  return own(own(schema, 'properties'), name) !== undefined
}

function renamed(situation: Situation): Finding[] {
  const { difference, ways } = situation
  const route = `${difference.route.slice(0, difference.route.lastIndexOf('/'))}`
  const gone = { route: `${below(route, String(difference.oldValue))}` }
  const come = { route: `${below(route, String(difference.newValue))}` }
  const found: Finding[] = []
  if (ways & sent) {
    found.push(finding(situation, 'request-property-removed', { ...gone, ways: sent }))
    found.push(finding(situation, 'request-property-added', { ...come, ways: sent }))
  }
  if (ways & answered) {
    found.push(finding(situation, 'response-property-removed', { ...gone, ways: ways & answered }))
    found.push(finding(situation, 'response-property-added', { ...come, ways: ways & answered }))
  }
  return found
}

function directionFindings(situation: Situation, property: 'readOnly' | 'writeOnly'): Finding[] {
  const { newValue } = situation.difference
  const side = property === 'readOnly' ? 'request' : 'response'
  const way = property === 'readOnly' ? sent : received
  return [finding(situation, `${side}-property-${newValue === true ? 'removed' : 'added'}`, { ways: way })]
}

const combinators = ['allOf', 'anyOf', 'oneOf']

function addedOrRemoved(situation: Situation): Finding[] {
  const { difference } = situation
  const keys = fromPointer(difference.route)
  const last = keys.at(-1) ?? ''
  const around = keys.at(-2) ?? ''
  if (around === 'mapping' && keys.at(-3) === 'discriminator') return mapped(situation, last)
  if (difference.type === 'SchemaProperties') return allProperties(situation)
  if (difference.type === 'Schema' && around === 'properties') return property(situation, difference)
  if (combinators.includes(last)) return alternativesFindings(situation, last)
  if (difference.type === 'Schema' && combinators.includes(around))
    return alternativesFindings(situation, around)
  return keywordFindings(situation, last)
}

/** A value by which alternatives are told apart: redocly takes it for the schema that it stands for. */
function mapped(situation: Situation, value: string): Finding[] {
  const { kind, route } = situation.difference
  const details = { names: `\`${value}\``, route: route.slice(0, route.lastIndexOf('/discriminator/')) }
  return [finding(situation, `discriminator-mapping-${kind}`, details)]
}

function allProperties(situation: Situation): Finding[] {
  const { difference } = situation
  const value = difference.kind === 'added' ? difference.newValue : difference.oldValue
  if (!isObject(value)) return []
  return Object.keys(value).flatMap((name) =>
    property(situation, {
      route: `${below(difference.route, name)}`,
      oldPointer: below(difference.oldPointer, name),
      newPointer: below(difference.newPointer, name),
    }),
  )
}

type Pointers = Pick<Finding, 'route' | 'oldPointer' | 'newPointer'>

function property(situation: Situation, at: Pointers): Finding[] {
  const { ways } = situation
  const what = situation.difference.kind
  const found: Finding[] = []
  if (ways & sent) {
    const mustBeGiven = what === 'added' && isRequired(situation.next, at.newPointer)
    const code = mustBeGiven ? 'request-property-added-required' : `request-property-${what}`
    found.push(finding(situation, code, { ...at, ways: sent }))
  }
  if (ways & answered)
    found.push(finding(situation, `response-property-${what}`, { ...at, ways: ways & answered }))
  return found
}

/** Whether requests must have a property, by the schema that it stands in. */
function isRequired(json: JsonObject, pointer: string | undefined): boolean {
  const [, schema, name] = /^(.*)\/properties\/([^/]+)$/.exec(pointer ?? '') ?? []
  if (pointer === undefined || schema === undefined || name === undefined) return false
  const isReadOnly = own(valueAt(json, pointer), 'readOnly') === true
  return (
    !isReadOnly && names(own(valueAt(json, schema), 'required')).includes(fromPointer(`/${name}`)[0] ?? '')
  )
}
