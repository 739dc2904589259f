import { linkSync, mkdirSync, readdirSync, renameSync, rmdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { hasCode, ProjectError } from './errors.ts'
import { readIfPresent } from './files.ts'

/**
 * Runs `work` while no other run may write: holds a file with our process id. A file left by a process that is gone is
 * taken over; one of a living process is an error.
 *
 * @param stateFolder where the file is kept; removed again where nothing else is in it
 * @throws ProjectError that names the other process
 */
export async function withRunLock<T>(stateFolder: string, work: () => Promise<T>): Promise<T> {
  const path = runFile(stateFolder)
  acquire(path)
  held.add(path)
  try {
    removeLeftovers(path)
    return await work()
  } finally {
    held.delete(path)
    rmSync(path, { force: true })
    removeIfEmpty(stateFolder)
  }
}

/** The process that writes right now, if any. */
export function runningProcess(stateFolder: string): number | undefined {
  const pid = Number(readIfPresent(runFile(stateFolder))?.toString())
  return isAlive(pid, runFile(stateFolder)) ? pid : undefined
}

function runFile(stateFolder: string): string {
  return join(stateFolder, 'run.pid')
}

function acquire(path: string): void {
  // Written aside and linked: the file appears with its content, so nobody ever reads an empty one.
  const own = `${path}.${process.pid}`
  writeIntoNewFolder(own, String(process.pid))
  try {
    for (let attempt = 0; ; attempt += 1) {
      try {
        linkSync(own, path)
        return
      } catch (error) {
        if (!hasCode(error, 'EEXIST') || attempt > 20) throw error
      }
      takeAway(path)
    }
  } finally {
    rmSync(own, { force: true })
  }
}

/** Removes what `acquire` of a process that was killed in it left beside the file. */
function removeLeftovers(path: string): void {
  for (const name of readdirSync(dirname(path))) {
    const pid = /^run\.pid\.(\d+)(?:\.dead)?$/.exec(name)?.[1]
    if (pid !== undefined && !isAlive(Number(pid), path)) rmSync(join(dirname(path), name), { force: true })
  }
}

/** A run that ends removes the folder where it is empty, perhaps between our making it and our writing into it. */
function writeIntoNewFolder(path: string, text: string): void {
  for (let attempt = 0; ; attempt += 1) {
    mkdirSync(dirname(path), { recursive: true })
    try {
      writeFileSync(path, text)
      return
    } catch (error) {
      if (!hasCode(error, 'ENOENT') || attempt > 20) throw error
    }
  }
}

/** Removes the file of a dead process. Moved aside before it is judged, so that of two runs only one gets it. */
function takeAway(path: string): void {
  refuseIfAlive(path, readIfPresent(path)?.toString())
  const aside = `${path}.${process.pid}.dead`
  try {
    renameSync(path, aside)
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return
    throw error
  }
  const text = readIfPresent(aside)?.toString()
  if (isAlive(Number(text), path)) putBack(aside, path)
  rmSync(aside, { force: true })
  refuseIfAlive(path, text)
}

function putBack(aside: string, path: string): void {
  try {
    linkSync(aside, path)
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error
  }
}

function refuseIfAlive(path: string, text: string | undefined): void {
  const pid = Number(text)
  if (!isAlive(pid, path)) return
  throw new ProjectError(
    `Another run (process ${pid}) is writing here. Wait for it; if process ${pid} is not one of ours, delete ${path}.`,
  )
}

/** Files that this process holds now. One with our pid that is not among them is left from a process before us. */
const held: Set<string> = new Set()

function isAlive(pid: number, path: string): boolean {
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
    if (readdirSync(folder).length === 0) rmdirSync(folder)
  } catch (error) {
    if (!hasCode(error, 'ENOENT') && !hasCode(error, 'ENOTEMPTY')) throw error
  }
}
