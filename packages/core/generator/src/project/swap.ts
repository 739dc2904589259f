import { existsSync, lstatSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { isMissing, messageOf, ProjectError } from './errors.ts'
import {
  asidePath,
  discardState,
  type Journal,
  type JournalEntry,
  journalFile,
  readJournal,
  stagedPath,
  syncFolder,
  writeJournal,
  writeSynced,
} from './journal.ts'

/*
 * Replacing several files and folders as one. Node cannot exchange folders atomically, so:
 *
 * | step                                             | killed here, the next run           |
 * |--------------------------------------------------|-------------------------------------|
 * | 1. write everything new to <state>/new, sync     | throws it away: all is old          |
 * | 2. rename the journal into place                 | goes on with step 3: all gets new   |
 * | 3. per target: old one to <state>/old, new one in | goes on where it stopped            |
 * | 4. delete the journal, then <state>/new and old  | deletes the rest: all is new        |
 *
 * Everything here is synchronous: an interrupt is handled before step 2 or after step 4, never between.
 */

export interface SwapTarget {
  /** Absolute path of a file or folder below the base folder. */
  readonly path: string
  /** Text of a file; files of a folder by path with `/`; or `null` to remove what is there. */
  readonly content: string | ReadonlyMap<string, string> | null
}

export interface SwapPlace {
  /** Folder that all targets are below. */
  readonly base: string
  /** Folder for the journal and the staged files; on the same file system as the targets. */
  readonly stateFolder: string
  /** Told after each step; for tests that stop there. */
  readonly onStep?: (step: string) => void
}

/** A swap that was interrupted. */
export interface HalfSwap {
  readonly total: number
  /** How many targets are already replaced. */
  readonly done: number
  /** From the base folder, with `/`. */
  readonly paths: readonly string[]
}

export type Recovery = 'nothing to do' | 'completed' | 'rolled back'

/**
 * Replaces all targets, or none where it fails. Killed at any moment, {@link recover} makes it whole.
 *
 * @throws ProjectError where the targets cannot be replaced; they are then as they were
 */
export function swap(targets: readonly SwapTarget[], place: SwapPlace): void {
  const { stateFolder, base } = place
  if (existsSync(journalFile(stateFolder))) throw new Error('swap() needs recover() first.')
  discardState(stateFolder)
  const journal: Journal = { entries: targets.map((target) => journalEntry(target, base)) }
  try {
    for (const [index, target] of targets.entries()) stage(target, index, place)
    syncFolder(join(stateFolder, 'new'))
    for (const target of targets) refuseOtherFileSystem(target.path, stateFolder)
    writeJournal(stateFolder, journal)
  } catch (error) {
    discardState(stateFolder)
    throw error
  }
  place.onStep?.('journal written')
  try {
    goForward(journal, place)
  } catch (error) {
    goBack(journal, place)
    throw new ProjectError(
      `The generated files could not be replaced, nothing was changed: ${messageOf(error)}`,
    )
  }
}

/** Finishes an interrupted swap, or undoes it where what it needs is gone; call it before writing anything. */
export function recover(place: SwapPlace): Recovery {
  const journal = readJournal(place.stateFolder)
  if (journal === undefined) {
    discardState(place.stateFolder)
    return 'nothing to do'
  }
  if (journal.entries.every((entry, index) => canFinish(entry, index, place))) {
    goForward(journal, place)
    return 'completed'
  }
  goBack(journal, place)
  return 'rolled back'
}

/** Looks for an interrupted swap and changes nothing. */
export function findHalfSwap(place: SwapPlace): HalfSwap | undefined {
  const journal = readJournal(place.stateFolder)
  if (journal === undefined) return undefined
  const done = journal.entries.filter((entry, index) => isDone(entry, index, place)).length
  return { total: journal.entries.length, done, paths: journal.entries.map((entry) => entry.path) }
}

function stage(target: SwapTarget, index: number, place: SwapPlace): void {
  const staged = stagedPath(place.stateFolder, index)
  if (typeof target.content === 'string') {
    writeSynced(staged, target.content)
    place.onStep?.(`staged ${index}`)
  } else if (target.content !== null) {
    mkdirSync(staged, { recursive: true })
    const folders = new Set([staged])
    for (const [name, text] of target.content) {
      writeSynced(join(staged, name), text)
      folders.add(dirname(join(staged, name)))
      place.onStep?.(`staged ${index} ${name}`)
    }
    for (const folder of folders) syncFolder(folder)
  }
}

function journalEntry(target: SwapTarget, base: string): JournalEntry {
  const path = relative(base, target.path).split(sep).join('/')
  if (path === '' || path.split('/').includes('..')) throw new Error(`${target.path} is not below ${base}.`)
  return { path, action: target.content === null ? 'remove' : 'replace', existed: existsSync(target.path) }
}

function goForward(journal: Journal, place: SwapPlace): void {
  for (const [index, entry] of journal.entries.entries()) {
    if (!isDone(entry, index, place)) replaceOne(entry, index, place)
  }
  discardState(place.stateFolder, place.onStep)
}

function replaceOne(entry: JournalEntry, index: number, place: SwapPlace): void {
  const target = join(place.base, entry.path)
  const aside = asidePath(place.stateFolder, index)
  mkdirSync(dirname(target), { recursive: true })
  if (isPresent(target)) {
    // Something that a person put there since the interruption; the older one stays aside.
    if (isPresent(aside)) rmSync(target, { recursive: true })
    else moveAside(target, aside)
    place.onStep?.(`aside ${index}`)
  }
  if (entry.action === 'replace') {
    move(stagedPath(place.stateFolder, index), target)
    place.onStep?.(`in ${index}`)
  }
  syncFolder(dirname(target))
}

function goBack(journal: Journal, place: SwapPlace): void {
  for (const [index, entry] of journal.entries.entries()) {
    const target = join(place.base, entry.path)
    const aside = asidePath(place.stateFolder, index)
    if (isPresent(aside)) {
      rmSync(target, { recursive: true, force: true })
      mkdirSync(dirname(target), { recursive: true })
      move(aside, target)
    } else if (!entry.existed) {
      rmSync(target, { recursive: true, force: true })
    } else if (!isPresent(target)) {
      throw new ProjectError(
        `An interrupted run cannot be undone: ${target} is gone and so is its copy. Restore it from git, then delete ${place.stateFolder}.`,
      )
    }
  }
  discardState(place.stateFolder)
}

function isDone(entry: JournalEntry, index: number, place: SwapPlace): boolean {
  const present = isPresent(join(place.base, entry.path))
  if (entry.action === 'remove') return !present
  // Without the old one aside, what stands there is the old one itself, even where the new one has vanished.
  const replaced = !entry.existed || isPresent(asidePath(place.stateFolder, index))
  return present && replaced && !isPresent(stagedPath(place.stateFolder, index))
}

function canFinish(entry: JournalEntry, index: number, place: SwapPlace): boolean {
  return (
    isDone(entry, index, place) ||
    entry.action === 'remove' ||
    isPresent(stagedPath(place.stateFolder, index))
  )
}

function moveAside(target: string, aside: string): void {
  mkdirSync(dirname(aside), { recursive: true })
  move(target, aside)
  syncFolder(dirname(aside))
}

/** Renames; on Windows a virus scanner or an editor may hold a file for a moment, so it is tried again there. */
function move(from: string, to: string): void {
  for (let attempt = 1; ; attempt += 1) {
    try {
      renameSync(from, to)
      return
    } catch (error) {
      if (process.platform !== 'win32' || attempt === 20) throw error
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50)
    }
  }
}

function isPresent(path: string): boolean {
  try {
    lstatSync(path)
    return true
  } catch (error) {
    if (isMissing(error)) return false
    throw error
  }
}

function refuseOtherFileSystem(target: string, stateFolder: string): void {
  let folder = dirname(target)
  while (!existsSync(folder)) folder = dirname(folder)
  if (statSync(folder).dev === statSync(stateFolder).dev) return
  throw new ProjectError(
    `${folder} and ${stateFolder} are on different file systems: files cannot be exchanged in one step.`,
  )
}
