import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { access, constants, mkdir, readdir, realpath, rm, rmdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/** Exclusive use of a data folder by this process. */
export interface DirectoryLock {
  release(): Promise<void>
}

/** The folder is in use by a process that lives. */
export class DirectoryLockedError extends Error {
  constructor(directory: string, { pid, file }: Claim) {
    const holder = pid === undefined ? 'an unknown process' : `process ${pid}`
    super(
      `The data folder ${directory} is in use by ${holder}. Stop it or choose another folder; the lock is ${file}.`,
    )
    this.name = 'DirectoryLockedError'
  }
}

/** A file of the lock folder: somebody uses the data folder, or wants to. */
interface Claim {
  readonly file: string
  /** Of whose name it is; absent where the name does not say. */
  readonly pid: number | undefined
}

/** How often a process looks whether the others are gone, and how long it waits in between, at most. */
const MAX_ATTEMPTS = 25
const MAX_WAIT_MS = 20

/** Files of this process: its own pid in the name of a file proves nothing. */
const held = new Set<string>()

/**
 * Takes the lock beside `directory`, creating the folder if there is none. A process puts a file named after its
 * pid into the folder `<directory>.lock` and then looks for those of others: of two processes, the one that comes
 * second always sees the first, and withdraws. A file counts until its process is dead, however old it is.
 *
 * @throws DirectoryLockedError if a living process holds it; Error if the folder cannot be used.
 */
export async function lockDirectory(directory: string): Promise<DirectoryLock> {
  const folder = await realFolder(path.resolve(directory))
  const lockFolder = `${folder}.lock`
  for (let attempt = 1; ; attempt++) {
    const own = path.join(lockFolder, `${process.pid}.${randomUUID()}`)
    held.add(own)
    await writeIntoNewFolder(own)
    const others = (await readClaims(lockFolder)).filter(({ file }) => file !== own)
    const living = others.find((claim) => !isDead(claim))
    if (living === undefined) {
      for (const { file } of others) await rm(file, { force: true })
      return { release: () => withdraw(own) }
    }
    await withdraw(own)
    if (attempt === MAX_ATTEMPTS) throw new DirectoryLockedError(folder, living)
    // Two that came together have both withdrawn: by chance one comes back first.
    await sleep(Math.random() * MAX_WAIT_MS)
  }
}

/** Creates a folder if there is none; its one true path, so that links to it share one lock. */
async function realFolder(folder: string): Promise<string> {
  try {
    await mkdir(folder, { recursive: true })
    // The embedded database would only say a number.
    await access(folder, constants.R_OK | constants.W_OK | constants.X_OK)
    return await realpath(folder)
  } catch (error) {
    throw new Error(`The data folder ${folder} cannot be used: ${(error as Error).message}`, { cause: error })
  }
}

/** Whoever withdraws removes the folder where it is empty, perhaps while we make it or before we write into it. */
async function writeIntoNewFolder(file: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await mkdir(path.dirname(file), { recursive: true })
      await writeFile(file, '')
      return
    } catch (error) {
      if (!hasCode(error, 'ENOENT') || attempt === MAX_ATTEMPTS) throw error
    }
  }
}

async function withdraw(own: string): Promise<void> {
  if (!held.delete(own)) return
  await rm(own, { force: true })
  try {
    await rmdir(path.dirname(own))
  } catch (error) {
    // Others are in it, or have removed it.
    if (!hasCode(error, 'ENOTEMPTY', 'EEXIST', 'ENOENT')) throw error
  }
}

async function readClaims(lockFolder: string): Promise<Claim[]> {
  const names = await readdir(lockFolder)
  return names.map((name) => {
    const pid = Number(/^(\d+)\./.exec(name)?.[1])
    return { file: path.join(lockFolder, name), pid: pid > 0 ? pid : undefined }
  })
}

function isDead({ pid, file }: Claim): boolean {
  if (pid === undefined) return false
  if (pid === process.pid) return !held.has(file)
  try {
    process.kill(pid, 0)
    return isZombie(pid)
  } catch (error) {
    // EPERM: it lives and belongs to someone else.
    return hasCode(error, 'ESRCH')
  }
}

/**
 * Whether a process was killed and only waits for its parent to take note, which in a container may be never.
 * Linux alone tells.
 */
function isZombie(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // Behind the name, which may hold anything, in parentheses: the state, and 17 fields on the count of threads.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return fields[0] === 'Z' && Number(fields[17]) <= 1
  } catch {
    return false
  }
}

function hasCode(error: unknown, ...codes: string[]): boolean {
  return codes.includes(String((error as NodeJS.ErrnoException).code))
}
