import { toJson } from './bigint-json-body.ts'
import { randomHex } from './hex.ts'
import type { PropertyEncoding, RequestBody } from './operation.ts'
import { toText } from './parameters.ts'
import { own } from './pieces.ts'

/** What a header parameter between quotes must not hold. */
function quoted(text: string): string {
  return text.replace(/["\r\n]/g, encodeURIComponent)
}

function isBytes(value: unknown): value is BlobPart {
  return value instanceof Blob || value instanceof ArrayBuffer || ArrayBuffer.isView(value)
}

/** One part: its headers and its content. `FormData` cannot give a content type to anything but files. */
function writePart(name: string, value: unknown, contentType: string | undefined): BlobPart[] {
  let disposition = `form-data; name="${quoted(name)}"`
  let type = contentType
  let content: BlobPart
  if (isBytes(value)) {
    const { name: fileName = 'blob', type: ownType } = value as Partial<File>
    disposition += `; filename="${quoted(fileName)}"`
    type = ownType || type || 'application/octet-stream'
    content = value
  } else if (type?.includes('json') || (typeof value === 'object' && value && !(value instanceof Date))) {
    type ??= 'application/json'
    content = toJson(value)
  } else {
    content = toText(value)
  }
  const typeHeader = type ? `Content-Type: ${type.split(',')[0]}\r\n` : ''
  return [`Content-Disposition: ${disposition}\r\n${typeHeader}\r\n`, content]
}

/**
 * Writes `multipart/form-data`. Blobs, files and bytes are file parts, arrays repeat their name,
 * other objects are JSON parts. A `FormData` is sent as it is.
 * @param encoding by wire name, where a part's content type is declared
 */
export function multipartBody(
  value: unknown,
  encoding?: Readonly<Record<string, PropertyEncoding>>,
): RequestBody {
  if (value instanceof FormData) return { body: value }
  const boundary = `form-${randomHex(16)}`
  const parts: BlobPart[] = []
  for (const [name, member] of Object.entries(value as object)) {
    for (const item of Array.isArray(member) ? member : [member]) {
      if (item === undefined) continue
      parts.push(`--${boundary}\r\n`, ...writePart(name, item, own(encoding, name)?.contentType), '\r\n')
    }
  }
  parts.push(`--${boundary}--\r\n`)
  return { body: new Blob(parts), contentType: `multipart/form-data; boundary=${boundary}` }
}
