import type { JsonObject } from '../../../document/types.ts'

/** Formats that say how a text stands for bytes, or nothing about its values at all. */
const plainer: ReadonlySet<unknown> = new Set([undefined, 'byte', 'binary', 'password'])

/** Encodings that leave bytes as they are. */
const identities: ReadonlySet<unknown> = new Set([undefined, 'binary'])

const anyBytes = 'application/octet-stream'

/**
 * Writes how a text stands for bytes in one way, that of OpenAPI 3.0: `byte` is base64, `binary` the bytes themselves.
 * The format `password` only asks a form to hide what is typed.
 */
export function plainFormat(schema: JsonObject): JsonObject {
  const { format, contentEncoding, contentMediaType, ...rest } = schema
  if (!plainer.has(format)) return schema
  const isIdentity = identities.has(contentEncoding)
  const media = contentMediaType !== undefined && contentMediaType !== anyBytes && { contentMediaType }
  if (contentEncoding === 'base64' || (format === 'byte' && isIdentity))
    return { ...rest, ...media, format: 'byte' }
  if (isIdentity && (format === 'binary' || contentMediaType === anyBytes))
    return { ...rest, ...media, format: 'binary' }
  return {
    ...rest,
    ...(contentMediaType !== undefined && { contentMediaType }),
    ...(!isIdentity && contentEncoding !== undefined && { contentEncoding }),
  }
}
