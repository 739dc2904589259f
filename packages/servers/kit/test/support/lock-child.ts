// Takes and releases a lock twenty times, writing down when: node lock-child.ts FOLDER LOG
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { DirectoryLockedError, lockDirectory } from '../../src/database/lock.ts'

const [folder = '', log = ''] = process.argv.slice(2)

for (let taken = 0; taken < 20; ) {
  if (taken % 7 === 0) leaveDead()
  try {
    const lock = await lockDirectory(folder)
    appendFileSync(log, `enter ${process.pid}\n`)
    await sleep(1)
    appendFileSync(log, `leave ${process.pid}\n`)
    taken++
    await lock.release()
  } catch (error) {
    if (!(error instanceof DirectoryLockedError)) throw error
  }
}

/** As a process that was killed does. */
function leaveDead(): void {
  try {
    mkdirSync(`${folder}.lock`, { recursive: true })
    writeFileSync(join(`${folder}.lock`, `4194999.${process.pid}`), '')
  } catch {
    // Whoever withdrew has just removed the folder.
  }
}
