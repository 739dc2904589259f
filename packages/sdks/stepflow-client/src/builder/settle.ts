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

/**
 * Copies an expression as plain JSON; flows inside become literals, so that their references stay their own.
 *
 * @param path of the expression within its step, for messages
 * @throws FlowBuilderError for values that are not JSON, and for references to steps that do not come before
 */
export function settle(value: unknown, place: Place, path = '$'): ValueExpr {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value
  if (typeof value === 'number' && Number.isFinite(value)) return value
  if (Array.isArray(value)) return value.map((item, index) => settle(item, place, `${path}[${index}]`))
  if (typeof value !== 'object') throw notJson(value, place, path)
  if (built in value) return { $literal: { ...value } }
  if ('$literal' in value) return { $literal: value.$literal }
  const tag = Object.getPrototypeOf(value)
  if ('$step' in value && typeof value.$step === 'string') checkReference(value.$step, place)
  else if (tag !== Object.prototype && tag !== null) throw notJson(value, place, path)
  const members = Object.entries(value).filter(([, member]) => member !== undefined)
  return Object.fromEntries(members.map(([name, member]) => [name, settle(member, place, `${path}.${name}`)]))
}

function checkReference(id: string, { name, earlier }: Place): void {
  if (!earlier.includes(id)) noSuchStep(id, earlier, name)
}

function notJson(value: unknown, { name }: Place, path: string): FlowBuilderError {
  const what = typeof value === 'object' ? `a ${value?.constructor?.name}` : String(value)
  return new FlowBuilderError(`${name}: ${path} is ${what}, which JSON cannot hold; pass plain data`)
}
