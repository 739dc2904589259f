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
 * Reads JSON or YAML text into plain data with sorted keys. Numbers become doubles, as in `JSON.parse`: a bound such as
 * 9223372036854775807 is rounded.
 *
 * @param file name shown to people; its ending decides only how a text that could be either is read.
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
  const asJson = looksLikeJson(content, file)
  const lineOf = (pointer: string): number | undefined =>
    asJson ? lineInJson(content, pointer) : lineInYaml(content, pointer)
  const json = locating(lineOf, () =>
    asJson ? parseJson(content, file) : canonicalize(parseYaml(content, file), file).json,
  )
  return { json, lineOf }
}

/** Looking up a line reads the whole text again, so only the first problems get one. */
const problemsWithLine = 5

/** Runs a step; the problems that it throws get the lines of their JSON pointers. */
export function locating<T>(lineOf: (pointer: string) => number | undefined, run: () => T): T {
  try {
    return run()
  } catch (error) {
    if (!(error instanceof SpecError)) throw error
    const problems = error.problems.map((problem, index) => {
      if (index >= problemsWithLine || problem.pointer === undefined || problem.line !== undefined)
        return problem
      return { ...problem, line: lineOf(problem.pointer) }
    })
    throw new SpecError(error.file, problems)
  }
}

function looksLikeJson(content: string, file: string): boolean {
  const startsAsJson = /^\s*[[{"]/.test(content)
  if (/\.ya?ml$/i.test(file)) return startsAsJson && isJson(content)
  return startsAsJson || /\.json$/i.test(file)
}

/** YAML files may hold JSON, which is read far faster as such; a broken one may still be YAML. */
function isJson(content: string): boolean {
  try {
    JSON.parse(content)
    return true
  } catch {
    return false
  }
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
  if (isBinary(content)) {
    throw new SpecError(file, {
      message: `this is binary or not UTF-8, so no OpenAPI document; ${fetchAgain}`,
    })
  }
  const wrongByte = content.indexOf('\ufffd')
  if (wrongByte !== -1) {
    // What decoding leaves where bytes are not UTF-8.
    const line = content.slice(0, wrongByte).split('\n').length
    throw new SpecError(file, {
      line,
      message: 'this line holds bytes that are not UTF-8; save the file as UTF-8.',
    })
  }
}

/** Looks for NUL and its like in the first 4,096 characters. */
function isBinary(content: string): boolean {
  for (const character of content.slice(0, 4096)) {
    const code = character.charCodeAt(0)
    if (code < 0x20 && code !== 0x09 && code !== 0x0a && code !== 0x0d && code !== 0x0c) return true
  }
  return false
}
