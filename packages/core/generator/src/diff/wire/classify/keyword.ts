import { own } from '../../../document/plain.ts'
import { valueAt } from '../../../document/refs.ts'
import type { Json, JsonObject } from '../../../document/types.ts'
import { type Finding, finding, type Situation } from '../finding.ts'
import { failed, received, sent } from '../uses.ts'
import { typesIn, typeText } from './types.ts'

const answered = received | failed

/** A keyword whose value is a schema: one more asks more of a value. */
export function keywordFindings(situation: Situation, name: string): Finding[] {
  const { difference, ways, old, next } = situation
  const route = difference.route.slice(0, difference.route.lastIndexOf('/'))
  const isAdded = difference.kind === 'added'
  const parent = (pointer: string | undefined) => pointer?.slice(0, pointer.lastIndexOf('/'))
  const owner = isAdded
    ? valueAt(next, parent(difference.newPointer) ?? '')
    : valueAt(old, parent(difference.oldPointer) ?? '')
  // A parameter has `content` instead, which says so itself.
  if (name === 'schema' && typeof own(owner, 'in') === 'string') return []
  const types = typesIn(isAdded ? old : next, ownerIn(isAdded ? old : next, situation), 0)
  const type = ofType[name]
  // That it is of another type on the other side says it all.
  if (type !== undefined && types !== undefined && !types.includes(type)) return []
  if (ofMembers.has(name)) return memberFindings(situation, name)
  const details = {
    route,
    oldPointer: isAdded ? difference.oldPointer : parent(difference.oldPointer),
    newPointer: isAdded ? parent(difference.newPointer) : difference.newPointer,
    names: name,
    old: isAdded ? 'nothing' : 'a schema',
    new: isAdded ? 'a schema' : 'nothing',
  }
  const found: Finding[] = []
  if (ways & sent) {
    const code = isAdded ? 'request-constraint-tightened' : 'request-constraint-loosened'
    found.push(finding(situation, code, { ...details, ways: sent }))
  }
  if (ways & answered) {
    found.push(finding(situation, 'response-constraint-changed', { ...details, ways: ways & answered }))
  }
  return found
}

/** The type whose values a keyword is about. */
const ofType: Readonly<Record<string, string>> = {
  items: 'array',
  contains: 'array',
  unevaluatedItems: 'array',
  additionalProperties: 'object',
  propertyNames: 'object',
  unevaluatedProperties: 'object',
}

/** Keywords whose schema is that of members which are not named otherwise. */
const ofMembers: ReadonlySet<string> = new Set([
  'items',
  'additionalProperties',
  'unevaluatedItems',
  'unevaluatedProperties',
])

/** Where nothing is said of members, they may be anything. */
function memberFindings(situation: Situation, name: string): Finding[] {
  const { difference, ways, old, next } = situation
  const isAdded = difference.kind === 'added'
  const [json, pointer, value, other] = isAdded
    ? [next, difference.newPointer, difference.newValue, own(ownerIn(old, situation), name)]
    : [old, difference.oldPointer, difference.oldValue, own(ownerIn(next, situation), name)]
  // That they are refused, or free, is said of the keyword itself.
  if (typeof other === 'boolean') return []
  const text = typeText(typesIn(json, valueAt(json, pointer ?? '') ?? value, 0) ?? [])
  const details = isAdded ? { old: 'anything', new: text } : { old: text, new: 'anything' }
  const found: Finding[] = []
  if (ways & sent) {
    const code = isAdded ? 'request-type-narrowed' : 'request-type-widened'
    found.push(finding(situation, code, { ...details, ways: sent }))
  }
  if (ways & answered) {
    const code = isAdded ? 'response-type-narrowed' : 'response-type-changed'
    found.push(finding(situation, code, { ...details, ways: ways & answered }))
  }
  return found
}

/** The schema on the side that lacks the keyword; found where it stands on both sides in the same place. */
function ownerIn(json: JsonObject, { difference }: Situation): Json | undefined {
  const pointer = difference.oldPointer ?? difference.newPointer ?? ''
  return valueAt(json, pointer.slice(0, pointer.lastIndexOf('/')))
}
