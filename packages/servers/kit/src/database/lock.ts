import { randomUUID } from 'node:crypto'
import { link, mkdir, readFile, realpath, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'

/** Exclusive use of a data folder by this process. */
export interface DirectoryLock {
  release(): Promise<void>
}

/** The folder is in use by a process that lives. */
export class DirectoryLockedError extends Error {
  constructor(directory: string, holder: string, file: string) {
    super(
      `The data folder ${directory} is in use by ${holder}. ` +
        `Stop it or choose another folder; the lock is ${file}.`,
    )
    this.name = 'DirectoryLockedError'
  }
}

/** Locks held by this very process: its own pid in a lock file proves nothing. */
const held = new Set<string>()

const MAX_ATTEMPTS = 20

/**
 * Takes the lock file beside `directory` (`<directory>.lock`, holding the pid), creating the folder if
 * there is none. A lock is taken over only if its process is dead, never because of its age.
 *
 * @throws DirectoryLockedError if a living process holds it; Error if the folder cannot be used.
 */
export async function lockDirectory(directory: string): Promise<DirectoryLock> {
  const folder = await realFolder(path.resolve(directory))
  const file = `${folder}.lock`
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    if (await createLockFile(file)) {
      held.add(file)
      return { release: () => release(file) }
    }
    const holder = await readHolder(file)
    if (holder === undefined) continue
    if (!isDead(holder, file)) throw new DirectoryLockedError(folder, describeHolder(holder), file)
    await removeStale(file, holder)
  }
  throw new DirectoryLockedError(folder, 'other processes that keep taking it', file)
}

/** Creates a folder if there is none; its one true path, so that links to it share one lock. */
async function realFolder(folder: string): Promise<string> {
  try {
    await mkdir(folder, { recursive: true })
    return await realpath(folder)
  } catch (error) {
    throw new Error(`The data folder ${folder} cannot be used: ${(error as Error).message}`, { cause: error })
  }
}

async function release(file: string): Promise<void> {
  if (!held.delete(file)) return
  await rm(file, { force: true })
}

/** Links a complete file into place: exclusive like O_EXCL, and nobody ever reads a half-written pid. */
async function createLockFile(file: string): Promise<boolean> {
  const draft = `${file}.${randomUUID()}`
  await writeFile(draft, `${process.pid}\n`)
  try {
    await link(draft, file)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  } finally {
    await rm(draft, { force: true })
  }
}

/** @returns the lock's text, `undefined` if it vanished meanwhile. */
async function readHolder(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/** Moves the dead lock aside, and puts it back if another process had just replaced it by its own. */
async function removeStale(file: string, holder: string): Promise<void> {
  const aside = `${file}.${randomUUID()}`
  try {
    await rename(file, aside)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return
    throw error
  }
  if ((await readFile(aside, 'utf8')) !== holder) await link(aside, file).catch(() => undefined)
  await rm(aside, { force: true })
}

function pidOf(holder: string): number | undefined {
  const pid = Number(holder.trim())
  return Number.isInteger(pid) && pid > 0 ? pid : undefined
}

function describeHolder(holder: string): string {
  const pid = pidOf(holder)
  return pid === undefined ? 'an unknown process' : `process ${pid}`
}

function isDead(holder: string, file: string): boolean {
  const pid = pidOf(holder)
  if (pid === undefined) return false
  if (pid === process.pid) return !held.has(file)
  try {
    process.kill(pid, 0)
    return false
  } catch (error) {
    // EPERM: it lives and belongs to someone else.
    return (error as NodeJS.ErrnoException).code === 'ESRCH'
  }
}
