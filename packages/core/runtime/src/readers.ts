import { ConnectionError, ResponseFormatError, ResponseTooLargeError } from './errors.ts'
import type { ResponseSource } from './operation.ts'
import { errorCodes } from './retry.ts'

/** Turns whatever `fetch` or a body rejects with into a `ConnectionError`. */
export async function contact<T>(step: () => T): Promise<Awaited<T>> {
  try {
    return await step()
  } catch (cause) {
    throw new ConnectionError(`connection failed (${errorCodes(cause)})`, { cause })
  }
}

/** Drops a body. */
export function discard(response: Response): void {
  response.body?.cancel().catch(() => {})
}

/**
 * Reads a body to its end.
 * @throws ConnectionError if it breaks off, ResponseTooLargeError if it is too large.
 */
export async function readChunks(
  { response, maxBytes }: ResponseSource,
  onChunk: (chunk: Uint8Array<ArrayBuffer>) => void,
): Promise<void> {
  const reader = response.body?.getReader()
  for (let size = 0; ; ) {
    const chunk = (await contact(() => reader?.read()))?.value
    if (!chunk) return
    size += chunk.length
    if (size > maxBytes) {
      reader?.cancel().catch(() => {})
      throw new ResponseTooLargeError(`the body is larger than maxResponseBytes ${maxBytes}`)
    }
    onChunk(chunk as Uint8Array<ArrayBuffer>)
  }
}

/** Reads a body as UTF-8 text; throws as `readChunks` does. */
export async function bodyText(source: ResponseSource): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  await readChunks(source, (chunk) => {
    text += decoder.decode(chunk, { stream: true })
  })
  return text + decoder.decode()
}

/** Parses text that must be JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // Of markup the beginning says whose page it is; anything else may hold secrets and stays in `body`.
    const beginning = text.match(/^\s*<[\s\S]{0,99}/) ?? (text.trim() ? 'see error.body' : 'empty')
    throw new ResponseFormatError(`the body is not JSON: ${beginning}`, { body: text })
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
