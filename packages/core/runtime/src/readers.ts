import { ResponseFormatError } from './errors.ts'
import type { ResponseSource } from './operation.ts'

/** Parses text that must be JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // Of markup the beginning says whose page it is; anything else may hold secrets and stays in `body`.
    const beginning = /^\s*</.test(text) ? ` but ${JSON.stringify(text.trim().slice(0, 100))}` : ''
    const what = text.trim() === '' ? 'is empty instead of JSON' : `is not JSON${beginning}`
    throw new ResponseFormatError(`the body ${what}`, { body: text })
  }
}

/** Reads JSON; the default. */
export async function readJson(response: ResponseSource): Promise<unknown> {
  return parseJson(await response.text())
}

/** For operations that answer without content. */
export function readNothing(response: ResponseSource): undefined {
  response.discard()
}
