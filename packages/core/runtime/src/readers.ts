import { errorOf } from './errors.ts'
import type { ResponseSource } from './operation.ts'
import { errorCodes } from './retry.ts'

/** Throws a `ConnectionError` for whatever `fetch` or a body was rejected with. */
export function loseContact(cause: unknown): never {
  throw errorOf('Connection', `connection failed (${errorCodes(cause)})`, { cause })
}

/** Drops a body. */
export function discard(response: Response): void {
  response.body?.cancel().catch(() => {})
}

/**
 * Reads a body to its end.
 * @throws ConnectionError if it breaks off, ResponseTooLargeError if it is too large.
 */
export async function readChunks({
  response,
  maxResponseBytes,
}: ResponseSource): Promise<Uint8Array<ArrayBuffer>[]> {
  const chunks: Uint8Array<ArrayBuffer>[] = []
  const reader = response.body?.getReader()
  for (let size = 0; ; ) {
    const chunk = (await reader?.read().catch(loseContact))?.value
    if (!chunk) return chunks
    size += chunk.length
    if (size > maxResponseBytes) {
      throw errorOf('ResponseTooLarge', `over maxResponseBytes ${maxResponseBytes}`)
    }
    chunks.push(chunk as Uint8Array<ArrayBuffer>)
  }
}

/** Reads a body as UTF-8 text; throws as `readChunks` does. */
export async function bodyText(source: ResponseSource): Promise<string> {
  const chunks = await readChunks(source)
  // A single chunk, the usual case, needs no copy.
  return chunks[1] ? new Blob(chunks).text() : new TextDecoder().decode(chunks[0])
}

/** Parses text that must be JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    // It shows a few characters of the body, and where they are.
    throw errorOf('ResponseFormat', (cause as Error).message, { body: text })
  }
}

/** Reads JSON; the default. */
export async function readJson(response: ResponseSource): Promise<unknown> {
  return parseJson(await bodyText(response))
}

/** For operations that answer without content. */
export function readNothing({ response }: ResponseSource): undefined {
  discard(response)
}
