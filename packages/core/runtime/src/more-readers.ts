import { type CallError, errorOf, hidden } from './errors.ts'
import type { ResponseReader, ResponseSource } from './operation.ts'
import { bodyText, loseContact, parseJson, readChunks } from './readers.ts'

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
 * Gives the raw body as it comes. The attempt's timeout and the deadline end with the headers; then `idleTimeoutMs`
 * without a byte while one is waited for, the caller's signal, the client's `close()` and the stream's own `cancel()`
 * end it. Reading fails with a ConnectionError if it breaks off, with a TimeoutError or an AbortError.
 */
export function readStream({
  response,
  keepOpen,
  idleTimeoutMs = 60_000,
  ownError = (error) => error,
}: ResponseSource): ReadableStream<Uint8Array<ArrayBuffer>> {
  const end = keepOpen()
  const reader = response.body?.getReader()
  const readInTime = async () => {
    let isIdle = false
    const expire = () => {
      isIdle = true
      reader?.cancel().catch(() => {})
    }
    // Timers of the platform hold no more.
    const timer = setTimeout(expire, Math.min(idleTimeoutMs, 2e9))
    try {
      const chunk = await reader?.read()
      if (isIdle) throw errorOf('Timeout', `nothing came within idleTimeoutMs ${idleTimeoutMs}`)
      return chunk?.value as Uint8Array<ArrayBuffer> | undefined
    } finally {
      clearTimeout(timer)
    }
  }
  return new ReadableStream({
    async pull(controller) {
      try {
        const chunk = await readInTime().catch((cause) =>
          cause?.[hidden] ? Promise.reject(cause) : loseContact(cause),
        )
        if (chunk) return controller.enqueue(chunk)
        controller.close()
      } catch (error) {
        controller.error(ownError(error as CallError))
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
