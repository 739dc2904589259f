import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { hasCode, ProjectError } from './errors.ts'
import { readIfPresent } from './files.ts'

/** What an interrupted swap needs to be finished; it exists exactly from the moment when everything new is on disk. */
export interface Journal {
  readonly entries: readonly JournalEntry[]
}

export interface JournalEntry {
  /** From the base folder, with `/`: the tree may be moved between the crash and the recovery. */
  readonly path: string
  /** `remove`: nothing new takes its place. */
  readonly action: 'replace' | 'remove'
  /** Whether something stood there before. */
  readonly existed: boolean
}

export function journalFile(stateFolder: string): string {
  return join(stateFolder, 'journal.json')
}

export function stagedPath(stateFolder: string, index: number): string {
  return join(stateFolder, 'new', String(index))
}

export function asidePath(stateFolder: string, index: number): string {
  return join(stateFolder, 'old', String(index))
}

/** Writes the journal in one step: it is there whole or not at all. */
export function writeJournal(stateFolder: string, journal: Journal): void {
  const path = journalFile(stateFolder)
  writeSynced(`${path}.part`, `${JSON.stringify(journal, null, 2)}\n`)
  renameSync(`${path}.part`, path)
  syncFolder(stateFolder)
}

/** @throws ProjectError where the file is there but is none of ours */
export function readJournal(stateFolder: string): Journal | undefined {
  const text = readIfPresent(journalFile(stateFolder))?.toString()
  if (text === undefined) return undefined
  try {
    const value: unknown = JSON.parse(text)
    if (isJournal(value)) return value
  } catch {
    // Reported below: a file of ours is never half-written.
  }
  throw new ProjectError(
    `${journalFile(stateFolder)} is damaged. Restore the generated files from git, then delete ${stateFolder}.`,
  )
}

/** Removes the journal first and then what it speaks of. */
export function discardState(stateFolder: string, onStep?: (step: string) => void): void {
  rmSync(journalFile(stateFolder), { force: true })
  syncFolder(stateFolder)
  onStep?.('journal removed')
  for (const name of ['journal.json.part', 'new', 'old']) {
    rmSync(join(stateFolder, name), { recursive: true, force: true })
    onStep?.(`${name} removed`)
  }
}

/** Writes a file and returns once it is on disk; makes its folder. */
export function writeSynced(path: string, content: string): void {
  mkdirSync(dirname(path), { recursive: true })
  const descriptor = openSync(path, 'w')
  try {
    writeFileSync(descriptor, content)
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

/** Returns once the folder's entries are on disk; where the platform cannot do that, at once. */
export function syncFolder(folder: string): void {
  let descriptor: number
  try {
    descriptor = openSync(folder, 'r')
  } catch (error) {
    if (hasCode(error, 'ENOENT') || process.platform === 'win32') return
    throw error
  }
  try {
    fsyncSync(descriptor)
  } catch (error) {
    if (process.platform !== 'win32') throw error
  } finally {
    closeSync(descriptor)
  }
}

function isJournal(value: unknown): value is Journal {
  if (typeof value !== 'object' || value === null || !('entries' in value)) return false
  return Array.isArray(value.entries) && value.entries.every(isEntry)
}

function isEntry(value: unknown): value is JournalEntry {
  if (typeof value !== 'object' || value === null) return false
  return (
    'path' in value &&
    typeof value.path === 'string' &&
    !value.path.split('/').includes('..') &&
    'action' in value &&
    (value.action === 'replace' || value.action === 'remove') &&
    'existed' in value &&
    typeof value.existed === 'boolean'
  )
}
