import type { Flow } from 'stepflow-api'
import { parseDocument } from 'yaml'
import { FlowFileError } from '../errors.ts'

/**
 * Reads a flow from a file: YAML 1.2 where its name ends in `.yaml` or `.yml`, JSON where it ends in `.json`.
 *
 * @param file path, or a URL with `file:`
 * @throws FlowFileError where it cannot be read, or holds something else than one flow; it names file and line
 * @example
 * const flow = await loadFlow('flows/greet.yaml')
 */
export async function loadFlow(file: string | URL): Promise<Flow> {
  const name = String(file)
  const parse = parserOf(name)
  const text = await read(file, name)
  const flow = parse(text, name)
  if (typeof flow !== 'object' || flow === null || Array.isArray(flow)) {
    throw new FlowFileError(`${name}: holds ${nameOfKind(flow)} instead of a flow, which is a mapping`)
  }
  checkJson(flow, name, '$', [])
  return flow as Flow
}

type Parse = (text: string, name: string) => unknown

function parserOf(name: string): Parse {
  if (/\.ya?ml$/i.test(name)) return parseYaml
  if (/\.json$/i.test(name)) return parseJson
  throw new FlowFileError(
    `${JSON.stringify(name)} is neither the id of a flow (64 hexadecimal digits) nor a file that ends in .yaml, .yml or .json`,
  )
}

async function read(file: string | URL, name: string): Promise<string> {
  // Imported here, so that everything else of this package runs where there are no files.
  const { readFile } = await import('node:fs/promises')
  const place = name.startsWith('file:') && URL.canParse(name) ? new URL(name) : file
  const bytes = await readFile(place).catch((cause: NodeJS.ErrnoException) => {
    const reason = cause.code === 'ENOENT' ? 'there is no such file' : cause.message
    throw new FlowFileError(`${name}: cannot be read: ${reason}`, { cause })
  })
  try {
    // It leaves out a byte order mark, which JSON would not take.
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (cause) {
    throw new FlowFileError(`${name}: is not UTF-8, as YAML and JSON must be here`, { cause })
  }
}

function parseYaml(text: string, name: string): unknown {
  const document = parseDocument(text, { merge: true })
  const [error] = document.errors
  if (error?.code === 'MULTIPLE_DOCS') {
    throw new FlowFileError(`${name}: holds several documents; a flow is one`, { cause: error })
  }
  if (error !== undefined) throw new FlowFileError(`${name}: is not YAML: ${error.message}`, { cause: error })
  try {
    return document.toJS()
  } catch (cause) {
    throw new FlowFileError(`${name}: is not YAML: ${(cause as Error).message}`, { cause })
  }
}

function parseJson(text: string, name: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new FlowFileError(`${name}: is not JSON: ${(cause as Error).message}`, { cause })
  }
}

/** YAML writes what JSON would silently turn into something else: numbers without end, bytes, lists in themselves. */
function checkJson(value: unknown, name: string, path: string, around: readonly object[]): void {
  if (typeof value === 'number' && !Number.isFinite(value)) {
    throw new FlowFileError(`${name}: ${path} is ${value}, which JSON cannot hold`)
  }
  if (typeof value !== 'object' || value === null) return
  if (around.includes(value)) throw new FlowFileError(`${name}: ${path} contains itself`)
  if (!Array.isArray(value) && Object.getPrototypeOf(value) !== Object.prototype) {
    throw new FlowFileError(`${name}: ${path} is a ${value.constructor.name}, which JSON cannot hold`)
  }
  for (const [key, member] of Object.entries(value))
    checkJson(member, name, `${path}.${key}`, [...around, value])
}

function nameOfKind(value: unknown): string {
  if (value === null || value === undefined) return 'nothing'
  return Array.isArray(value) ? 'a list' : `a ${typeof value}`
}
