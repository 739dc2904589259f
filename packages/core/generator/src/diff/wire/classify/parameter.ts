import { isArray, own } from '../../../document/plain.ts'
import { followRef, valueAt } from '../../../document/refs.ts'
import type { Json, JsonObject } from '../../../document/types.ts'
import { type Finding, finding, objectAround, type Situation } from '../finding.ts'
import { shown } from '../text.ts'

/** What a difference in a parameter or in the list of them means. */
export function parameterFindings(situation: Situation): Finding[] {
  const { difference, old, next } = situation
  const { kind, type, route, property, oldValue, newValue } = difference
  if (kind !== 'modified') {
    const json = kind === 'added' ? next : old
    const value = valueAt(json, (kind === 'added' ? difference.newPointer : difference.oldPointer) ?? '')
    if (type !== 'ParameterList') return [parameterFinding(situation, value, route)]
    return isArray(value)
      ? value.map((parameter, index) => parameterFinding(situation, parameter, `${route}/${index}`))
      : []
  }
  const details = { old: shown(oldValue), new: shown(newValue), names: property ?? '' }
  switch (property) {
    case 'required':
      return [finding(situation, newValue === true ? 'parameter-required' : 'parameter-optional')]
    case 'in':
      return [finding(situation, 'parameter-moved', { old: String(oldValue), new: String(newValue) })]
    case 'name':
      return [renamedParameter(situation)].flat()
    case 'explode':
      // One value is written alike, repeated or not.
      if (isOfOneValue(situation)) return []
      return [finding(situation, 'parameter-serialization-changed', details)]
    case 'style':
    case 'allowReserved':
    case 'allowEmptyValue':
      return [finding(situation, 'parameter-serialization-changed', details)]
    case 'deprecated':
      return [finding(situation, newValue === true ? 'property-deprecated' : 'property-no-longer-deprecated')]
    case 'description':
      return [finding(situation, 'documentation-changed')]
    default:
      return []
  }
}

function parameterFinding(situation: Situation, parameter: Json | undefined, route: string): Finding {
  const isAdded = situation.difference.kind === 'added'
  if (!isAdded) return finding(situation, 'parameter-removed', { route })
  const code = own(parameter, 'required') === true ? 'parameter-added-required' : 'parameter-added'
  return finding(situation, code, { route })
}

function renamedParameter(situation: Situation): Finding[] {
  const { difference, next } = situation
  const [before, after] = [String(difference.oldValue), String(difference.newValue)]
  const parameter = valueAt(next, (difference.newPointer ?? '').replace(/\/name$/, ''))
  const location = own(parameter, 'in')
  if (location === 'header' && before.toLowerCase() === after.toLowerCase()) return []
  const code = location === 'path' ? 'path-parameter-renamed' : 'parameter-renamed'
  return [finding(situation, code, { old: before, new: after })]
}

/** Whether both sides take one value, as opposed to a list or an object. */
function isOfOneValue({ difference, old, next }: Situation): boolean {
  const { oldPointer, newPointer, oldValue, newValue } = difference
  return (
    isScalar(old, own(objectAround(old, oldPointer, oldValue), 'schema')) &&
    isScalar(next, own(objectAround(next, newPointer, newValue), 'schema'))
  )
}

function isScalar(json: JsonObject, schema: Json | undefined): boolean {
  const ref = own(schema, '$ref')
  const target = typeof ref === 'string' ? followRef(json, ref) : { value: schema }
  if ('message' in target) return false
  const [type, members] = [
    own(target.value, 'type'),
    own(target.value, 'anyOf') ?? own(target.value, 'oneOf'),
  ]
  if (type !== undefined) return (isArray(type) ? type : [type]).every((each) => scalars.has(each))
  return isArray(members) && members.length > 0 && members.every((member) => isScalar(json, member))
}

const scalars: ReadonlySet<Json> = new Set(['string', 'number', 'integer', 'boolean', 'null'])
