import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  Lexer,
  LineCounter,
  type Node,
  parseAllDocuments,
  parseDocument,
} from 'yaml'
import { SpecError, type SpecProblem } from './errors.ts'
import { maxAliases, maxDepth, maxYamlLength } from './limits.ts'
import { describe, isObject } from './plain.ts'
import { fromPointer } from './pointer.ts'

/**
 * Options of every parse: YAML 1.2 core schema, in which dates and `yes` stay texts; property names are texts
 * whatever they look like (`200:`); a name that stands twice in one map is an error.
 */
const options = {
  version: '1.2',
  schema: 'core',
  merge: true,
  stringKeys: true,
  uniqueKeys: true,
  prettyErrors: false,
  logLevel: 'silent',
} as const

const tooDeep = 'the YAML is nested too deeply to be read; flatten it with $ref.'

/**
 * Parses YAML text into plain data.
 *
 * @throws SpecError with line and reason where the text is broken, too large, or holds no map.
 */
export function parseYaml(text: string, file: string): unknown {
  if (text.length > maxYamlLength) {
    const mebibytes = maxYamlLength / 1024 / 1024
    throw new SpecError(file, {
      message: `the YAML is larger than ${mebibytes} MiB; convert it to JSON first.`,
    })
  }
  if (isTooDeep(text)) throw new SpecError(file, { message: tooDeep })
  const lines = new LineCounter()
  const document = parseOne(text, file, lines)
  const data = toData(document, file)
  if (isObject(data)) return data
  const what = typeof data === 'string' ? 'plain text' : describe(data)
  const message = `the document is ${what}, not an OpenAPI object; give the file of an OpenAPI document.`
  throw new SpecError(file, { message })
}

type YamlDocument = Document.Parsed

function parseOne(text: string, file: string, lines: LineCounter): YamlDocument {
  const documents = parseAllDocuments(text, { ...options, lineCounter: lines })
  const [document, second] = Array.isArray(documents) ? documents : []
  if (document === undefined)
    throw new SpecError(file, { message: 'the file is empty; give an OpenAPI document.' })
  const fault = document.errors[0] ?? document.warnings[0]
  if (fault !== undefined) throw new SpecError(file, syntaxProblem(fault, lines))
  if (second !== undefined) {
    const line = second.range === undefined ? undefined : lines.linePos(second.range[0]).line
    throw new SpecError(file, { line, message: 'the file holds several YAML documents; keep only one.' })
  }
  return document
}

function syntaxProblem(
  fault: { message: string; pos: readonly [number, number] },
  lines: LineCounter,
): SpecProblem {
  const { line, col } = lines.linePos(fault.pos[0])
  // The parser calls itself per level and reports the end of its stack as if it were a fault of syntax.
  if (fault.message.includes('call stack')) return { line, message: tooDeep }
  const reason = fault.message.charAt(0).toLowerCase() + fault.message.slice(1).replace(/\.?\s*$/, '')
  return { line, message: `this is not valid YAML: in column ${col}, ${reason}; correct it and try again.` }
}

function toData(document: YamlDocument, file: string): unknown {
  try {
    return document.toJS({ maxAliasCount: maxAliases })
  } catch (error) {
    throw new SpecError(file, { message: dataProblem(error) })
  }
}

/** Some faults are seen only once aliases and merge keys are written out. */
function dataProblem(error: unknown): string {
  if (error instanceof RangeError) return tooDeep
  const text = error instanceof Error ? error.message : String(error)
  const missing = /^Unresolved alias .*: (.*)$/.exec(text)?.[1]
  if (missing !== undefined) {
    return `the YAML alias *${missing} has no anchor &${missing} before it; add the anchor or correct the alias.`
  }
  if (error instanceof ReferenceError) {
    return 'YAML aliases are used so often that the document would grow without bound; use $ref instead.'
  }
  return `this is not valid YAML: ${text.charAt(0).toLowerCase()}${text.slice(1)}; correct it and try again.`
}

/** Shorter texts are parsed at once: whatever they nest, the parser is soon done with it. */
const shortText = 50_000

/** Finds nesting in brackets, or in indicators on one line, that would cost the parser seconds and gigabytes. */
function isTooDeep(text: string): boolean {
  if (text.length < shortText) return false
  let brackets = 0
  let indicators = 0
  for (const lexeme of new Lexer().lex(text)) {
    if (lexeme === '[' || lexeme === '{') brackets += 1
    else if (lexeme === ']' || lexeme === '}') brackets -= 1
    else if (lexeme === '-' || lexeme === '?' || lexeme === ':') indicators += 1
    else if (lexeme.startsWith('\n') || lexeme.startsWith('\r')) indicators = 0
    if (brackets > maxDepth || (brackets === 0 && indicators > maxDepth)) return true
  }
  return false
}

/** Finds the line of a JSON pointer in YAML text, counted from 1. */
export function lineInYaml(text: string, pointer: string): number | undefined {
  return linesInYaml(text)(pointer)
}

/** Reads YAML text once, and finds the lines of any number of JSON pointers in it. */
export function linesInYaml(text: string): (pointer: string) => number | undefined {
  const lines = new LineCounter()
  const document = parseDocument(text, { ...options, lineCounter: lines })
  return (pointer) => {
    const offset = offsetOf(document, pointer)
    return offset === undefined ? undefined : lines.linePos(offset).line
  }
}

function offsetOf(document: ReturnType<typeof parseDocument>, pointer: string): number | undefined {
  let node: Node | null = document.contents
  let offset: number | undefined
  for (const key of fromPointer(pointer)) {
    if (isAlias(node)) node = node.resolve(document) ?? null
    if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === key)
      if (pair === undefined || !isScalar(pair.key)) return undefined
      offset = pair.key.range?.[0]
      node = pair.value as Node | null
    } else if (isSeq(node)) {
      const item = node.items[Number(key)] as Node | undefined
      if (item === undefined) return undefined
      offset = item.range?.[0]
      node = item
    } else return undefined
  }
  return offset
}
