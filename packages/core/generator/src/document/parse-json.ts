import { canonicalize } from './canonicalize.ts'
import { SpecError, type SpecProblem } from './errors.ts'
import { countWrittenMembers, scanJson, stringEnd } from './json-scan.ts'
import { maxDepth } from './limits.ts'
import { describe, isObject } from './plain.ts'
import { fromPointer, toPointer } from './pointer.ts'
import type { JsonObject } from './types.ts'

/**
 * Parses JSON text into plain data with sorted keys.
 *
 * @throws SpecError with line and reason where the text is broken, holds no object, or names a property twice.
 */
export function parseJson(text: string, file: string): JsonObject {
  if (isTooDeep(text)) throw new SpecError(file, { message: tooDeep })
  let data: unknown
  try {
    data = JSON.parse(text)
  } catch {
    throw new SpecError(file, syntaxProblem(text))
  }
  if (!isObject(data)) {
    const message = `the document is ${describe(data)}, not an OpenAPI object; give the file of an OpenAPI document.`
    throw new SpecError(file, { message })
  }
  const { json, members } = canonicalize(data, file)
  // `JSON.parse` keeps the last of two equal names silently. Counting is cheap; looking for the place is not.
  if (countWrittenMembers(text) !== members) throw new SpecError(file, duplicateProblem(text))
  return json
}

const tooDeep = `the document is nested more than ${maxDepth} levels deep; flatten it with $ref.`
/** Shorter texts are parsed at once: whatever they nest, `JSON.parse` is soon done with it. */
const shortText = 1_000_000

/** Finds nesting that would cost `JSON.parse` seconds and gigabytes; what it lets pass is checked again later. */
function isTooDeep(text: string): boolean {
  if (text.length < shortText) return false
  let depth = 0
  for (let at = 0; at < text.length && depth <= maxDepth; at++) {
    const code = text.charCodeAt(at)
    if (code === 0x22) {
      const end = stringEnd(text, at)
      if (end === -1) return false
      at = end
    } else if (code === 0x5b || code === 0x7b) depth += 1
    else if (code === 0x5d || code === 0x7d) depth -= 1
  }
  return depth > maxDepth
}

function syntaxProblem(text: string): SpecProblem {
  const fault = scanJson(text, () => false)
  if (fault === undefined) return { message: 'this is not valid JSON.' }
  const { line, column } = position(text, fault.offset)
  return {
    line,
    message: `this is not valid JSON: in column ${column} ${fault.reason}; correct it and try again.`,
  }
}

function duplicateProblem(text: string): SpecProblem {
  let found: SpecProblem = { message: 'a property is named twice in one object.' }
  scanJson(text, ({ path, offset, duplicate }) => {
    if (duplicate) {
      const message = `the property ${JSON.stringify(path.at(-1))} is named twice in one object; delete one of the two.`
      found = { pointer: toPointer(path), line: position(text, offset).line, message }
    }
    return duplicate
  })
  return found
}

/** Finds the line of a JSON pointer in JSON text, counted from 1. */
export function lineInJson(text: string, pointer: string): number | undefined {
  if (pointer === '') return undefined
  const keys = fromPointer(pointer)
  let line: number | undefined
  scanJson(text, ({ path, offset }) => {
    const found = path.length === keys.length && path.at(-1) === keys.at(-1) && toPointer(path) === pointer
    if (found) line = position(text, offset).line
    return found
  })
  return line
}

function position(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset)
  const lineStart = before.lastIndexOf('\n') + 1
  return { line: before.split('\n').length, column: offset - lineStart + 1 }
}
