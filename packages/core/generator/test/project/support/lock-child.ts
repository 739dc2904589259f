// Enters again and again, writing down when: node lockChild.ts ROOT
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { withRunLock } from '../../../src/project/run-lock.ts'

const root = process.argv[2] ?? ''
const stateFolder = join(root, '.driftless')
const log = join(root, 'log')

for (let round = 0; round < 30; round += 1) {
  if (round % 10 === 0) leaveDead()
  try {
    await withRunLock(stateFolder, async () => {
      appendFileSync(log, `enter ${process.pid}\n`)
      await sleep(1)
      appendFileSync(log, `leave ${process.pid}\n`)
      process.stdout.write('entered\n')
    })
  } catch (error) {
    process.stdout.write(`refused: ${String(error).match(/Another run .* is writing here/)?.[0] ?? error}\n`)
  }
  await sleep(round % 3)
}

/** As killed runs do. */
function leaveDead(): void {
  try {
    mkdirSync(stateFolder, { recursive: true })
    writeFileSync(join(stateFolder, `run.4194999.${process.pid}`), '')
  } catch {
    // A run that ended has just removed the folder.
  }
}
