import { scanJson } from '../document/json-scan.ts'
import { linesInYaml } from '../document/parse-yaml.ts'
import { fromPointer, toPointer } from '../document/pointer.ts'
import type { Release, SourcePosition } from './types.ts'

/** Finds the lines of a release's document; the text is read once, when all pointers are known. */
export function positionsIn(
  release: Pick<Release, 'documentFile' | 'documentText'>,
  pointers: Iterable<string>,
): Map<string, SourcePosition> {
  const wanted = new Map([...new Set(pointers)].map((pointer) => [pointer, candidates(pointer)]))
  const names = new Set([...wanted.values()].flat())
  const lines = looksLikeJson(release.documentText)
    ? linesInJson(release.documentText, names)
    : linesOf(names, linesInYaml(release.documentText))
  const found = new Map<string, SourcePosition>()
  for (const [pointer, names] of wanted) {
    const name = names.find((each) => lines.has(each))
    found.set(pointer, { file: release.documentFile, line: (name && lines.get(name)) || 1 })
  }
  return found
}

/** A pointer, the one that Swagger 2.0 has for it, and those of what it stands in. */
function candidates(pointer: string): string[] {
  const keys = fromPointer(pointer)
  return keys.flatMap((_, index) => {
    const part = toPointer(keys.slice(0, keys.length - index))
    const older = swaggerPointer(part)
    return older === part ? [part] : [part, older]
  })
}

function swaggerPointer(pointer: string): string {
  return pointer
    .replace(/^\/components\/schemas\//, '/definitions/')
    .replace(/^\/components\/(parameters|responses)\//, '/$1/')
    .replace(/^(\/paths\/[^/]+\/[^/]+\/responses\/[^/]+)\/content\/[^/]+\/schema/, '$1/schema')
}

function looksLikeJson(text: string): boolean {
  return /^\s*\{/.test(text)
}

function linesInJson(text: string, pointers: ReadonlySet<string>): Map<string, number> {
  const lines = new Map<string, number>()
  let line = 1
  let counted = 0
  scanJson(text, ({ path, offset }) => {
    const pointer = toPointer(path)
    if (pointers.has(pointer)) {
      for (; counted < offset; counted++) if (text.charCodeAt(counted) === 10) line += 1
      lines.set(pointer, line)
    }
    return lines.size === pointers.size
  })
  return lines
}

function linesOf(
  pointers: ReadonlySet<string>,
  lineOf: (pointer: string) => number | undefined,
): Map<string, number> {
  const lines = new Map<string, number>()
  for (const pointer of pointers) {
    const line = lineOf(pointer)
    if (line !== undefined) lines.set(pointer, line)
  }
  return lines
}
