import { isArray, isObject, own } from '../../../document/plain.ts'
import { fromPointer } from '../../../document/pointer.ts'
import { pointerOfRef, valueAt } from '../../../document/refs.ts'
import type { Json } from '../../../document/types.ts'
import { typeName } from '../../../model/words.ts'
import { type Finding, finding, type Situation } from '../finding.ts'
import { copiedComponent } from '../normalize/schema.ts'
import { propertyName } from '../places.ts'
import { list } from '../text.ts'
import { failed, received, sent } from '../uses.ts'

const answered = received | failed

/** What one alternative more or less means, or one part of an `allOf`. */
export function alternativesFindings(situation: Situation, keyword: string): Finding[] {
  const { difference, ways } = situation
  const route = difference.route.replace(/\/(?:allOf|anyOf|oneOf)(?:\/\d+)?$/, '')
  const isAdded = difference.kind === 'added'
  const names = list(membersOf(situation).map(nameOf), keyword === 'allOf' ? 'and' : 'or')
  // Alternatives where there were none ask more, as every further part does; each alternative more asks less.
  const isWhole = isArray(isAdded ? difference.newValue : difference.oldValue)
  const isNarrower = isAdded === (keyword === 'allOf' || isWhole)
  const said = sentences[keyword === 'allOf' ? 'part' : isWhole ? 'whole' : 'alternative'](isAdded, names)
  const effect = isNarrower ? 'narrowed' : 'widened'
  const found: Finding[] = []
  if (keyword !== 'allOf' && names === 'null') return nullFindings(situation, route, isAdded)
  if (ways & sent)
    found.push(finding(situation, `request-alternatives-${effect}`, { route, names: said.asked, ways: sent }))
  if (ways & answered) {
    const details = { route, names: said.answered, ways: ways & answered }
    found.push(finding(situation, `response-alternatives-${effect}`, details))
  }
  return found
}

/** Null is one alternative more for the document, and no other value for users. */
function nullFindings(situation: Situation, route: string, isAdded: boolean): Finding[] {
  const { ways } = situation
  const nullable = isAdded ? 'nullable' : 'not-nullable'
  const found: Finding[] = []
  if (ways & sent) found.push(finding(situation, `request-property-${nullable}`, { route, ways: sent }))
  if (ways & answered)
    found.push(finding(situation, `response-property-${nullable}`, { route, ways: ways & answered }))
  return found
}

/** What is said of a value that is sent, and of one that is received. */
interface Sentences {
  readonly asked: string
  readonly answered: string
}

const sentences: Readonly<
  Record<'part' | 'whole' | 'alternative', (isAdded: boolean, names: string) => Sentences>
> = {
  part: (isAdded, names) =>
    isAdded
      ? { asked: `must now be ${names} too`, answered: `is now always ${names} too` }
      : { asked: `need no longer be ${names}`, answered: `may now be something else than ${names}` },
  whole: (isAdded, names) =>
    isAdded
      ? { asked: `must now be ${names}`, answered: `is now always ${names}` }
      : { asked: `need no longer be ${names}`, answered: `may now be something else than ${names}` },
  alternative: (isAdded, names) =>
    isAdded
      ? { asked: `now takes ${names} too`, answered: `may now be ${names} too` }
      : { asked: `no longer takes ${names}`, answered: `is no longer ${names}` },
}

/** The schemas that came or went, as the document writes them: a reference has a name. */
function membersOf({ difference, old, next }: Situation): readonly Json[] {
  const [json, pointer, value] =
    difference.kind === 'added'
      ? [next, difference.newPointer, difference.newValue]
      : [old, difference.oldPointer, difference.oldValue]
  if (isArray(value)) return value
  const name = componentName(pointer)
  const written = name === undefined ? valueAt(json, pointer ?? '') : { $ref: `#${pointer}` }
  return [written ?? value ?? {}]
}

function componentName(pointer: string | undefined): string | undefined {
  const [top, section, name, ...rest] = fromPointer(pointer ?? '')
  return top === 'components' && section === 'schemas' && rest.length === 0 ? name : undefined
}

/** How users call a member: by its component, else by its title or its type. */
function nameOf(member: Json): string {
  const ref = own(member, '$ref')
  const name = typeof ref === 'string' ? componentName(pointerOfRef(ref)) : undefined
  if (name !== undefined) return `\`${typeName(copiedComponent(name) ?? name)}\``
  const [title, type] = [own(member, 'title'), own(member, 'type')]
  if (typeof title === 'string') return `\`${title}\``
  const properties = own(member, 'properties')
  if (type === 'object' && isObject(properties) && Object.keys(properties).length > 0)
    return `\`{ ${Object.entries(properties).map(propertyText).sort().join(', ')} }\``
  if (typeof type !== 'string') return 'what the document describes there'
  if (type === 'null') return 'null'
  return /^[aeio]/.test(type) ? `an ${type}` : `a ${type}`
}

/** A property with its value where there is only one: by that alternatives are told apart. */
function propertyText([wireName, schema]: [string, Json]): string {
  const values = own(schema, 'enum')
  const [only, ...more] = isArray(values) ? values : []
  const name = propertyName(wireName)
  return only === undefined || more.length > 0 ? name : `${name}: ${JSON.stringify(only)}`
}

/** What it means that a value must fit one alternative only, or may fit several: callers get the same types. */
export function exclusivenessFindings(situation: Situation): Finding[] {
  const { difference, ways } = situation
  const isNarrower = difference.newValue === true
  const found: Finding[] = []
  if (ways & sent) {
    const effect = isNarrower ? 'narrowed' : 'widened'
    const names = isNarrower
      ? 'must now fit one alternative only'
      : 'may now fit several alternatives at once'
    found.push(finding(situation, `request-alternatives-${effect}`, { names, ways: sent }))
  }
  if (ways & answered) {
    const [before, after] = isNarrower ? ['`anyOf`', '`oneOf`'] : ['`oneOf`', '`anyOf`']
    const details = { names: 'alternatives', old: before, new: after, ways: ways & answered }
    found.push(finding(situation, 'response-constraint-changed', details))
  }
  return found
}
