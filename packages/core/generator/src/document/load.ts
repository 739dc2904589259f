import { canonicalize } from './canonicalize.ts'
import { SpecError } from './errors.ts'
import { maxTextLength } from './limits.ts'
import { lineInJson, parseJson } from './parse-json.ts'
import { lineInYaml, parseYaml } from './parse-yaml.ts'
import type { JsonObject } from './types.ts'

/** A document as plain data with sorted keys; nothing is known yet of what it says. */
export interface ParsedText {
  readonly json: JsonObject
  /** Line of a JSON pointer in the text, counted from 1; `undefined` where the text does not hold it. */
  readonly lineOf: (pointer: string) => number | undefined
}

/**
 * Reads JSON or YAML text into plain data with sorted keys.
 *
 * @param file name shown to people; its ending decides only what a broken text is called.
 * @throws SpecError where the text is neither, or holds no object.
 */
export function loadText(text: string, file: string): ParsedText {
  if (text.length > maxTextLength) {
    const mebibytes = maxTextLength / 1024 / 1024
    throw new SpecError(file, {
      message: `the file is larger than ${mebibytes} MiB; split the API or leave parts out.`,
    })
  }
  const content = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text
  refuseOtherContent(content, file)
  if (!looksLikeJson(content, file)) {
    const parsed = parseYaml(content, file)
    return { json: canonicalize(parsed, file).json, lineOf: (pointer) => lineInYaml(content, pointer) }
  }
  return { json: parseJson(content, file), lineOf: (pointer) => lineInJson(content, pointer) }
}

function looksLikeJson(content: string, file: string): boolean {
  if (/\.ya?ml$/i.test(file)) return false
  return /\.json$/i.test(file) || /^\s*[[{"]/.test(content)
}

function refuseOtherContent(content: string, file: string): void {
  const fetchAgain = 'give the file or URL of an OpenAPI document in JSON or YAML.'
  if (content.trim() === '') throw new SpecError(file, { message: `the file is empty; ${fetchAgain}` })
  if (/^\s*<(?:!doctype\s+html|html|head|body)\b/i.test(content)) {
    throw new SpecError(file, {
      line: 1,
      message: `this is an HTML page, not an OpenAPI document; ${fetchAgain}`,
    })
  }
  if (/^\s*</.test(content)) {
    throw new SpecError(file, {
      line: 1,
      message: `this is XML or HTML, not an OpenAPI document; ${fetchAgain}`,
    })
  }
  if (hasControlCharacters(content)) {
    throw new SpecError(file, {
      message: `this is a binary file or not UTF-8, not an OpenAPI document; ${fetchAgain}`,
    })
  }
}

/** Looks for NUL and for what decoding of bytes that are not UTF-8 leaves, in the first 4,096 characters. */
function hasControlCharacters(content: string): boolean {
  for (const character of content.slice(0, 4096)) {
    const code = character.charCodeAt(0)
    if (code === 0xfffd || (code < 0x20 && code !== 0x09 && code !== 0x0a && code !== 0x0d && code !== 0x0c))
      return true
  }
  return false
}
