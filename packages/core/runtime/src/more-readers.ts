import { errorOf } from './errors.ts'
import type { ResponseReader, ResponseSource } from './operation.ts'
import { bodyText, parseJson, readChunks } from './readers.ts'

/** Reads JSON; undefined if there is no content. */
export async function readOptionalJson(response: ResponseSource): Promise<unknown> {
  const text = await bodyText(response)
  return text === '' ? undefined : parseJson(text)
}

/** Reads text. */
export function readText(response: ResponseSource): Promise<string> {
  return bodyText(response)
}

/** Reads bytes into memory. */
export async function readBlob(source: ResponseSource): Promise<Blob> {
  const chunks = await readChunks(source)
  return new Blob(chunks, { type: source.response.headers.get('content-type') ?? '' })
}

/**
 * Gives the raw body as it comes. The attempt's timeout and the deadline end with the headers;
 * the caller's signal, the client's `close()` and the stream's own `cancel()` end it.
 */
export function readStream({ response, keepOpen }: ResponseSource): ReadableStream<Uint8Array<ArrayBuffer>> {
  const end = keepOpen()
  const reader = response.body?.getReader()
  return new ReadableStream({
    async pull(controller) {
      try {
        const chunk = await reader?.read()
        if (chunk?.value) return controller.enqueue(chunk.value as Uint8Array<ArrayBuffer>)
        controller.close()
      } catch (error) {
        controller.error(error)
      }
      end()
    },
    async cancel(reason) {
      end()
      await reader?.cancel(reason)
    },
  })
}

/** Whether a content type belongs to a media type or range, such as `image/*`. */
function matches(range: string, mediaType: string): boolean {
  return (
    range === '*/*' ||
    range === mediaType ||
    (range.endsWith('/*') && mediaType.startsWith(range.slice(0, -1)))
  )
}

/**
 * Lets the answer's content type choose the reader; the first that matches reads.
 * @throws ResponseFormatError where none matches
 */
export function readByContentType(
  readers: readonly (readonly [range: string, reader: ResponseReader])[],
): ResponseReader {
  return (source) => {
    const mediaType =
      (source.response.headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? ''
    const chosen = readers.find(([range]) => matches(range.toLowerCase(), mediaType))
    if (chosen) return chosen[1](source)
    const expected = readers.map(([range]) => range).join(', ')
    throw errorOf('ResponseFormat', `the content type is ${mediaType || 'missing'}, not one of ${expected}`)
  }
}
