/** Turns what callers of the builder write into plain JSON, and refuses what JSON would lose. */
import type { ValueExpr } from 'stepflow-api'
import { FlowBuilderError } from '../errors.ts'
import { built } from './expressions.ts'
import { noSuchStep } from './handles.ts'

/** Where an expression stands, for messages. */
export interface Place {
  /** The flow and the step, such as `flow "greet", step "words"`. */
  readonly name: string
  /** Ids of the steps that may be referred to. */
  readonly earlier: readonly string[]
}

/** What is being copied. */
interface Spot {
  /** Path within the step, for messages. */
  readonly path: string
  /** The lists and objects that it stands in. */
  readonly around: readonly object[]
  /** Whether it is taken as it is: then nothing in it is a reference. */
  readonly isLiteral: boolean
}

/**
 * Copies an expression as plain JSON; flows inside become literals, so that their references stay their own.
 *
 * @throws FlowBuilderError for values that are not JSON, and for references to steps that do not come before
 */
export function settle(value: unknown, place: Place): ValueExpr {
  return copy(value, place, { path: '$', around: [], isLiteral: false })
}

function copy(value: unknown, place: Place, spot: Spot): ValueExpr {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value
  if (typeof value === 'number' && Number.isFinite(value)) return value
  if (typeof value !== 'object') throw notJson(value, place, spot)
  if (spot.around.includes(value)) {
    throw new FlowBuilderError(`${place.name}: ${spot.path} contains itself; pass plain data`)
  }
  const around = [...spot.around, value]
  const member = (inner: unknown, at: string, isLiteral = spot.isLiteral) =>
    copy(inner, place, { path: spot.path + at, around, isLiteral })
  if (Array.isArray(value)) return value.map((item, index) => member(item, `[${index}]`))
  if (!spot.isLiteral && built in value) return { $literal: { ...value } }
  if (!spot.isLiteral && '$literal' in value) return { $literal: member(value.$literal, '.$literal', true) }
  checkObject(value, place, spot)
  const members = Object.entries(value).filter(([, inner]) => inner !== undefined)
  return Object.fromEntries(members.map(([name, inner]) => [name, member(inner, `.${name}`)]))
}

function checkObject(value: object, place: Place, spot: Spot): void {
  const prototype = Object.getPrototypeOf(value)
  if (!spot.isLiteral && '$step' in value && typeof value.$step === 'string') {
    checkReference(value.$step, place)
  } else if (prototype !== Object.prototype && prototype !== null) throw notJson(value, place, spot)
}

function checkReference(id: string, { name, earlier }: Place): void {
  if (!earlier.includes(id)) noSuchStep(id, earlier, name)
}

function notJson(value: unknown, { name }: Place, { path }: Spot): FlowBuilderError {
  const what = typeof value === 'object' ? `a ${value?.constructor?.name}` : String(value)
  return new FlowBuilderError(`${name}: ${path} is ${what}, which JSON cannot hold; pass plain data`)
}
