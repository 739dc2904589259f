import { own } from '../document/plain.ts'
import type { Draft, DraftBody } from './draft.ts'
import type { SpecReader } from './spec-reader.ts'

/**
 * Whether `{}` is sent where the caller gives no body: as `x-driftless-send-empty-body` says.
 *
 * @throws SpecError where the body could not be `{}`, or is there in any case
 */
export function sendsEmpty(reader: SpecReader, { source, pointer }: Draft, body: DraftBody): boolean {
  if (own(source, emptyBodyKey) === undefined) return false
  if (body.kind !== 'json') failEmptyBody(reader, pointer, 'the body must be JSON, since {} is')
  if (body.required) failEmptyBody(reader, pointer, 'the body is required, so none is left out')
  return true
}

/** @throws SpecError where an operation without a body says what is sent instead of one */
export function checkEmptyBody(reader: SpecReader, { source, pointer, bodies }: Draft): void {
  if (own(source, emptyBodyKey) === undefined || bodies.length > 0) return
  failEmptyBody(reader, pointer, 'the operation declares no request body')
}

const emptyBodyKey = 'x-driftless-send-empty-body'

function failEmptyBody(reader: SpecReader, pointer: string, message: string): never {
  reader.fail(`${pointer}/${emptyBodyKey}`, `${message}; declare an optional one of JSON, or remove it.`)
}
