import { usageError } from './errors.ts'
import type { RequestBody } from './operation.ts'

/**
 * Sends bytes as they are: Blob, File, ArrayBuffer, typed array, ReadableStream, or text.
 * A stream can be sent once only, so its call is never repeated.
 * @param contentType where the value has none of its own
 * @throws UsageError for anything else
 */
export function binaryBody(value: unknown, contentType = 'application/octet-stream'): RequestBody {
  const known =
    typeof value === 'string' ||
    value instanceof Blob ||
    value instanceof ArrayBuffer ||
    ArrayBuffer.isView(value) ||
    value instanceof ReadableStream
  if (!known) throw usageError('a binary body must be a Blob, bytes, a ReadableStream or text')
  return { body: value as BodyInit, contentType: (value instanceof Blob && value.type) || contentType }
}

/** Sends text. */
export function textBody(value: unknown, contentType = 'text/plain;charset=UTF-8'): RequestBody {
  return { body: String(value), contentType }
}
