import type { RequestBody } from './operation.ts'

/** Writes `application/json`; a value that JSON cannot hold, such as a bigint, ends the call as a `UsageError`. */
export function jsonBody(value: unknown): RequestBody {
  return { body: JSON.stringify(value), contentType: 'application/json' }
}
