import { createHash } from 'node:crypto'
import { HttpError } from '../http/errors.ts'

/** One request that may come again: who sends it, where to, under which key. */
export interface KeyedRequest {
  readonly caller: string
  readonly method: string
  /** Path with the API's prefix, without the query. */
  readonly path: string
  readonly key: string
  /** Tells bodies apart. */
  readonly fingerprint: string
}

/** Fit for a log and for a column; long enough for two UUIDs. */
const KEY_FORM = /^[\x21-\x7e]{1,255}$/

/**
 * Reads the idempotency key of a request, which may stand in any of several headers.
 *
 * @returns `undefined` where no key was sent.
 * @throws HttpError 422 if it is none, or if two headers disagree.
 */
export function idempotencyKey(headers: Headers, names: readonly string[]): string | undefined {
  const sent = names.flatMap((name) => {
    const key = headers.get(name)
    return key === null ? [] : [{ name, key }]
  })
  const [first] = sent
  if (first === undefined) return undefined
  const other = sent.find(({ key }) => key !== first.key)
  if (other !== undefined) throw invalidKey(other.name, `Must be the same as ${first.name}`)
  if (!KEY_FORM.test(first.key)) {
    throw invalidKey(
      first.name,
      'Expected 1 to 255 printable ASCII characters without spaces, such as a UUID',
    )
  }
  return first.key
}

function invalidKey(field: string, message: string): HttpError {
  return new HttpError(422, `Invalid request: header ${field}: ${message}`, {
    fields: [{ in: 'header', field, message }],
  })
}

/** A text that is the same for the same body, and no other. */
export function fingerprintOf(body: string): string {
  return createHash('sha256').update(body).digest('hex')
}
