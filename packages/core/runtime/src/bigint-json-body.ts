import type { RequestBody } from './operation.ts'

/** JSON text of a value; a bigint is written as a number, digit by digit. */
export function toJson(value: unknown): string {
  try {
    return JSON.stringify(value)
  } catch {
    // A bigint most likely; anything else throws again.
    const mark = `${Math.random()}:`
    const text = JSON.stringify(value, (_, member) => (typeof member === 'bigint' ? mark + member : member))
    return text.replaceAll(new RegExp(`"${mark}(-?\\d+)"`, 'g'), '$1')
  }
}

/** Writes `application/json` as `jsonBody` does, and a bigint as a number. */
export function bigintJsonBody(value: unknown): RequestBody {
  return { body: toJson(value), contentType: 'application/json' }
}
