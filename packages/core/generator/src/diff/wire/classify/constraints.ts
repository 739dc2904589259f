import { own } from '../../../document/plain.ts'
import type { Json, JsonObject } from '../../../document/types.ts'
import { type Finding, finding, objectAround, type Situation } from '../finding.ts'
import { shown } from '../text.ts'
import { failed, received, sent } from '../uses.ts'
import { sharesType } from './types.ts'

/** Bounds: whether a larger number asks more. */
const bounds = new Map([
  ['minLength', true],
  ['minItems', true],
  ['minProperties', true],
  ['minContains', true],
  ['maxLength', false],
  ['maxItems', false],
  ['maxProperties', false],
  ['maxContains', false],
])
/** Bounds that two keywords make together. */
const ranges = [
  { inclusive: 'minimum', exclusive: 'exclusiveMinimum', sign: 1 },
  { inclusive: 'maximum', exclusive: 'exclusiveMaximum', sign: -1 },
] as const
/** What asks nothing where it has this value or none. */
const open: Readonly<Record<string, Json>> = {
  uniqueItems: false,
  unevaluatedItems: true,
  items: true,
}
const others = new Set(['pattern', 'multipleOf'])

export function isConstraint(property: string): boolean {
  return (
    bounds.has(property) ||
    closing.has(property) ||
    rangeOf(property) !== undefined ||
    property in open ||
    others.has(property)
  )
}

/** What another bound or pattern means: requests that were good may be refused, or the other way round. */
export function constraintFindings(situation: Situation, property: string): Finding[] {
  const { ways, difference } = situation
  const { oldValue, newValue } = difference
  if (closing.has(property)) return closedFindings(situation)
  if (!sharesType(situation)) return []
  const details = { names: property, old: shown(oldValue), new: shown(newValue) }
  const found: Finding[] = []
  if (ways & sent) {
    const range = rangeOf(property)
    const isLoosened =
      range === undefined ? asksLess(property, oldValue, newValue) : !isTighter(situation, range)
    const code = isLoosened ? 'request-constraint-loosened' : 'request-constraint-tightened'
    found.push(finding(situation, code, { ...details, ways: sent }))
  }
  const answered = ways & (received | failed)
  if (answered) found.push(finding(situation, 'response-constraint-changed', { ...details, ways: answered }))
  return found
}

/** Keywords by which properties that are not declared are refused. */
const closing: ReadonlySet<string> = new Set(['additionalProperties', 'unevaluatedProperties'])

function closedFindings(situation: Situation): Finding[] {
  const { ways, difference } = situation
  const effect = difference.newValue === false ? 'closed' : 'opened'
  const around = (pointer: string | undefined) =>
    pointer?.replace(/\/(?:additional|unevaluated)Properties$/, '')
  const at = {
    route: around(difference.route) ?? difference.route,
    oldPointer: around(difference.oldPointer),
    newPointer: around(difference.newPointer),
  }
  const found: Finding[] = []
  if (ways & sent) found.push(finding(situation, `request-properties-${effect}`, { ...at, ways: sent }))
  const answered = ways & (received | failed)
  if (answered) found.push(finding(situation, `response-properties-${effect}`, { ...at, ways: answered }))
  return found
}

function asksLess(property: string, old: Json | undefined, next: Json | undefined): boolean {
  if (property in open) return next === undefined || next === open[property]
  if (next === undefined) return true
  if (typeof old !== 'number' || typeof next !== 'number') return false
  const largerAsksMore = bounds.get(property)
  if (largerAsksMore !== undefined) return largerAsksMore ? next < old : next > old
  // A number that is divisible by 6 is divisible by 3.
  return property === 'multipleOf' && old % next === 0
}

type Range = (typeof ranges)[number]

function rangeOf(property: string): Range | undefined {
  return ranges.find(({ inclusive, exclusive }) => property === inclusive || property === exclusive)
}

function isTighter({ difference, old, next }: Situation, range: Range): boolean {
  const before = boundOf(objectAround(old, difference.oldPointer, difference.oldValue), range)
  const after = boundOf(objectAround(next, difference.newPointer, difference.newValue), range)
  if (after === undefined) return false
  if (before === undefined) return true
  if (before.value !== after.value) return (after.value - before.value) * range.sign > 0
  return after.isExclusive && !before.isExclusive
}

/** The bound that counts where a schema has both keywords. */
function boundOf(schema: JsonObject | undefined, { inclusive, exclusive, sign }: Range) {
  const [at, beyond] = [own(schema, inclusive), own(schema, exclusive)]
  const including = typeof at === 'number' ? { value: at, isExclusive: false } : undefined
  const excluding = typeof beyond === 'number' ? { value: beyond, isExclusive: true } : undefined
  if (including === undefined || excluding === undefined) return including ?? excluding
  return (including.value - excluding.value) * sign > 0 ? including : excluding
}
