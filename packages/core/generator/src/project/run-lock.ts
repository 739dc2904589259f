import { randomUUID } from 'node:crypto'
import { mkdirSync, readdirSync, rmdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { hasCode, ProjectError } from './errors.ts'

/** How often a run looks whether the others are gone, and how long it waits in between, at most. */
const ATTEMPTS = 25
const MAX_WAIT_MS = 20

/**
 * Runs `work` while no other run may write. A run puts a file with its process id in its name into the folder and
 * then looks for the files of others: of two runs, the one that comes second always sees the first, and withdraws.
 * Files of dead processes do not count. No run ever touches the file of another that lives.
 *
 * @param stateFolder where the file is kept; removed again where nothing else is in it
 * @throws ProjectError that names the other process, if it does not end soon
 */
export async function withRunLock<T>(stateFolder: string, work: () => Promise<T>): Promise<T> {
  const own = await acquire(stateFolder)
  try {
    for (const run of findRuns(stateFolder)) if (!isAlive(run)) rmSync(run.path, { force: true })
    return await work()
  } finally {
    withdraw(stateFolder, own)
  }
}

/** The process that writes right now, if any. */
export function runningProcess(stateFolder: string): number | undefined {
  return findRuns(stateFolder).find(isAlive)?.pid
}

/** A file that says that a process wants to write, or writes. */
interface RunFile {
  readonly path: string
  readonly pid: number
}

/** Files of this process. One with our pid that is not among them is left from a process before us. */
const held: Set<string> = new Set()

async function acquire(stateFolder: string): Promise<string> {
  for (let attempt = 1; ; attempt += 1) {
    const own = join(stateFolder, `run.${process.pid}.${randomUUID()}`)
    held.add(own)
    writeIntoNewFolder(stateFolder, own)
    const other = findRuns(stateFolder).find((run) => run.path !== own && isAlive(run))
    if (other === undefined) return own
    withdraw(stateFolder, own)
    if (attempt === ATTEMPTS) throw new ProjectError(refusal(other))
    // Two that came together have both withdrawn: by chance one comes back first.
    await sleep(Math.random() * MAX_WAIT_MS)
  }
}

function refusal({ pid, path }: RunFile): string {
  return `Another run (process ${pid}) is writing here. Wait for it; if process ${pid} is not one of ours, delete ${path}.`
}

/** A run that ends removes the folder where it is empty, perhaps while we make it or before we write into it. */
function writeIntoNewFolder(folder: string, path: string): void {
  for (let attempt = 0; ; attempt += 1) {
    try {
      mkdirSync(folder, { recursive: true })
      writeFileSync(path, '')
      return
    } catch (error) {
      if (!hasCode(error, 'ENOENT') || attempt > 20) throw error
    }
  }
}

function withdraw(stateFolder: string, own: string): void {
  held.delete(own)
  rmSync(own, { force: true })
  removeIfEmpty(stateFolder)
}

function findRuns(stateFolder: string): RunFile[] {
  return namesIn(stateFolder).flatMap((name) => {
    const pid = /^run\.(\d+)\./.exec(name)?.[1]
    return pid === undefined ? [] : [{ path: join(stateFolder, name), pid: Number(pid) }]
  })
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return []
    throw error
  }
}

function isAlive({ pid, path }: RunFile): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0) return false
  if (pid === process.pid) return held.has(path)
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return hasCode(error, 'EPERM')
  }
}

function removeIfEmpty(folder: string): void {
  try {
    if (namesIn(folder).length === 0) rmdirSync(folder)
  } catch (error) {
    if (!hasCode(error, 'ENOENT') && !hasCode(error, 'ENOTEMPTY')) throw error
  }
}
