import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isMissing } from './errors.ts'

/** The bytes of a file, or `undefined` where there is none. */
export function readIfPresent(path: string): Buffer | undefined {
  try {
    return readFileSync(path)
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}

/**
 * Reads every file below a folder, keyed by its path with `/` as separator; a missing folder has none.
 * Whatever is not a plain file (a link, a socket) is listed with empty content: it is never what we wrote.
 */
export function readTree(folder: string): Map<string, Buffer> {
  const files = new Map<string, Buffer>()
  for (const path of listFiles(folder, '')) {
    files.set(path.name, path.plain ? readFileSync(join(folder, path.name)) : Buffer.alloc(0))
  }
  return files
}

/** Paths of all files below a folder, sorted, with `/` as separator. */
export function listTree(folder: string): string[] {
  return listFiles(folder, '').map((file) => file.name)
}

function listFiles(folder: string, prefix: string): { name: string; plain: boolean }[] {
  const found: { name: string; plain: boolean }[] = []
  for (const entry of readEntries(join(folder, prefix))) {
    const name = prefix === '' ? entry.name : `${prefix}/${entry.name}`
    if (entry.isDirectory()) found.push(...listFiles(folder, name))
    else found.push({ name, plain: entry.isFile() })
  }
  return found
}

function readEntries(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))
  } catch (error) {
    if (isMissing(error)) return []
    throw error
  }
}
