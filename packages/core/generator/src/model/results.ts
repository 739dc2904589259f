import { own } from '../document/plain.ts'
import { fromPointer } from '../document/pointer.ts'
import type { JsonObject } from '../document/types.ts'
import { followProperties, type PathOptions } from '../schema/property-path.ts'
import type { Shape } from '../schema/shape.ts'
import type { SpecReader } from './spec-reader.ts'
import type { ResultModel } from './types.ts'

/** An operation whose answer is looked into. */
export interface AnswerSource {
  readonly reader: SpecReader
  /** The operation in the document, and where it stands. */
  readonly source: JsonObject
  readonly pointer: string
  /** Shape of its answers, where they have one. */
  readonly shape: Shape | undefined
}

/**
 * Takes the result out of its envelope as `x-driftless-result` and `x-driftless-null` say.
 *
 * @throws SpecError where they do not fit the operation
 */
export function unwrapResult(result: ResultModel, answer: AnswerSource, options: PathOptions): ResultModel {
  const { source, pointer } = answer
  const path = own(source, 'x-driftless-result')
  const notFound = own(source, 'x-driftless-null') !== undefined
  if (path === undefined && !notFound) return result
  const place = `${pointer}/x-driftless-${path === undefined ? 'null' : 'result'}`
  const wireNames = typeof path === 'string' ? fromPointer(path) : []
  const envelope = envelopeOf(result, answer, place)
  const found = followProperties(envelope, wireNames, { ...options, withoutNull: notFound })
  if (found === undefined) {
    answer.reader.fail(
      place,
      `no success declares ${JSON.stringify(path)}; declare it, or correct the pointer.`,
    )
  }
  return { ...result, type: found.type, unwrap: { keys: found.keys, notFound } }
}

/** The shape of the one kind of answer that an envelope can be: JSON, with every success. */
export function envelopeOf({ readers }: ResultModel, answer: AnswerSource, place: string): Shape {
  const { shape } = answer
  if (shape === undefined || readers.some(({ kind }) => kind !== 'json')) {
    answer.reader.fail(
      place,
      'every success must have content, and JSON only; correct the answers, or remove it.',
    )
  }
  return shape
}
