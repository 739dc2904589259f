import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseAllDocuments,
  parseDocument,
} from 'yaml'
import { SpecError } from './errors.ts'
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
  const data = withinStack(file, () => parse(text, file))
  if (isObject(data)) return data
  const what = typeof data === 'string' ? 'plain text' : describe(data)
  const message = `the document is ${what}, not an OpenAPI object; give the file of an OpenAPI document.`
  throw new SpecError(file, { message })
}

function parse(text: string, file: string): unknown {
  const lines = new LineCounter()
  const documents = parseAllDocuments(text, { ...options, lineCounter: lines })
  if (!Array.isArray(documents))
    throw new SpecError(file, { message: 'the file is empty; give an OpenAPI document.' })
  const [document, second] = documents
  if (document === undefined)
    throw new SpecError(file, { message: 'the file is empty; give an OpenAPI document.' })
  const fault = document.errors[0] ?? document.warnings[0]
  if (fault !== undefined) {
    const { line, col } = lines.linePos(fault.pos[0])
    const reason = fault.message.replace(/\.?\s*$/, '')
    throw new SpecError(file, { line, message: `this is not valid YAML: in column ${col}: ${reason}.` })
  }
  if (second !== undefined) {
    const line = second.range === undefined ? undefined : lines.linePos(second.range[0]).line
    throw new SpecError(file, { line, message: 'the file holds several YAML documents; keep only one.' })
  }
  try {
    return document.toJS({ maxAliasCount: maxAliases })
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error
    const message =
      'YAML aliases are used so often that the document would grow without bound; use $ref instead.'
    throw new SpecError(file, { message })
  }
}

/** The parser calls itself per level, so a hostile nesting ends in a RangeError before any limit of ours is seen. */
function withinStack<T>(file: string, run: () => T): T {
  try {
    return run()
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    const message = `the document is nested more than ${maxDepth} levels deep; flatten it with $ref.`
    throw new SpecError(file, { message })
  }
}

/** Finds the line of a JSON pointer in YAML text, counted from 1. */
export function lineInYaml(text: string, pointer: string): number | undefined {
  const lines = new LineCounter()
  const document = parseDocument(text, { ...options, lineCounter: lines })
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
  return offset === undefined ? undefined : lines.linePos(offset).line
}
