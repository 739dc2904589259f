import type { Context } from 'hono'
import { HttpError } from './errors.ts'

/** Deeper documents are refused before anything recursive walks them. */
const MAX_DEPTH = 128

const JSON_TYPE = 'application/json'

/**
 * Reads a request body and leaves it with the request, so that validators and handlers can use it.
 *
 * @param types - media types that the operation declares.
 * @throws HttpError 415 for another content type, 413 above `limit` bytes, 400 for JSON that is none.
 */
export async function readBody(context: Context, types: readonly string[], limit: number): Promise<void> {
  const contentType = context.req.header('content-type')
  const type = contentType?.split(';', 1)[0]?.trim().toLowerCase()
  if (type === undefined || !types.includes(type)) {
    const got = contentType === undefined ? 'none was sent' : `got ${JSON.stringify(contentType)}`
    throw new HttpError(415, `The body must have content-type ${types.join(' or ')}; ${got}.`)
  }
  const bytes = await readBytes(context, limit)
  if (type === JSON_TYPE) leaveJson(context, bytes)
  // Hono chains on what it finds here; its type names the value instead.
  else Object.assign(context.req.bodyCache, { arrayBuffer: Promise.resolve(bytes) })
}

function leaveJson(context: Context, bytes: ArrayBuffer): void {
  const text = textOf(bytes)
  if (text.trim() === '') throw new HttpError(400, 'The body is empty; expected a JSON document.')
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw new HttpError(400, `The body is not valid JSON: ${(error as Error).message}`, { cause: error })
  }
  refuseUnfit(value)
  // The validator reads this header more strictly than HTTP does: it minds a space before the semicolon.
  context.req.raw.headers.set('content-type', JSON_TYPE)
  Object.assign(context.req.bodyCache, { text: Promise.resolve(text) })
}

async function readBytes(context: Context, limit: number): Promise<ArrayBuffer> {
  const tooLarge = () =>
    new HttpError(413, `The body is larger than ${limit} bytes.`, { headers: { connection: 'close' } })
  if (Number(context.req.header('content-length') ?? 0) > limit) throw tooLarge()
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of arriving(context)) {
    size += chunk.byteLength
    if (size > limit) throw tooLarge()
    chunks.push(chunk)
  }
  return new Uint8Array(Buffer.concat(chunks)).buffer
}

/** @throws HttpError 400 where the caller leaves half way: nobody is to take it for a broken connection of ours. */
async function* arriving(context: Context): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    yield* context.req.raw.body ?? []
  } catch {
    throw new HttpError(400, 'The body ended before it was complete.')
  }
}

function textOf(bytes: ArrayBuffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (error) {
    throw new HttpError(400, 'The body is not valid UTF-8.', { cause: error })
  }
}

/**
 * Walks level by level without recursion: the document may be as deep as its size allows.
 *
 * @throws HttpError 400 for too many levels, and for a number that JSON could not be written with again.
 */
function refuseUnfit(value: unknown): void {
  let level: unknown[] = [value]
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > MAX_DEPTH) throw new HttpError(400, `The body is nested deeper than ${MAX_DEPTH} levels.`)
    if (level.some((item) => item === Number.POSITIVE_INFINITY || item === Number.NEGATIVE_INFINITY)) {
      throw new HttpError(400, 'The body holds a number that is too large: at most 1.7976931348623157e308.')
    }
    level = level.flatMap((item) =>
      typeof item === 'object' && item !== null ? (Object.values(item) as unknown[]) : [],
    )
  }
}
