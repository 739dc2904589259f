import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

/** Whether a process has ended, be it that nobody has waited for it. */
export function isGone(pid: number): boolean {
  try {
    process.kill(pid, 0)
  } catch {
    return true
  }
  try {
    return / Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\)/s, ''))
  } catch {
    // It ended between the two questions, or this system has no /proc.
    return process.platform === 'linux'
  }
}

/** Waits until processes have ended; the test's time limit is the bound. */
export async function untilGone(pids: readonly number[]): Promise<void> {
  while (!pids.every(isGone)) await sleep(10)
}

/** Waits until something holds; the test's time limit is the bound. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await sleep(5)
}

/** The processes that were started with an environment that names something; none where the system has no /proc. */
export function processesWith(marker: string): number[] {
  if (process.platform !== 'linux') return []
  const pids = readdirSync('/proc').map(Number).filter(Number.isInteger)
  return pids.filter((pid) => {
    try {
      return readFileSync(`/proc/${pid}/environ`, 'utf8').includes(marker)
    } catch {
      // It has ended meanwhile, or is somebody else's.
      return false
    }
  })
}
