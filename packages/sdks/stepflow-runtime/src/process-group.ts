import { execFile } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'

/** How often to look whether a group is gone. */
const POLL_MS = 20
/** How long the system may take to clear away what was killed. */
const CLEARING_MS = 500

/** Windows has neither process groups nor SIGTERM: there, the tree below a process is ended by force. */
const onWindows = process.platform === 'win32'

/** Options of `spawn` that put a child at the head of a process group of its own. */
export const ownGroup: { readonly detached: boolean; readonly windowsHide: boolean } = {
  detached: !onWindows,
  windowsHide: true,
}

/** Signals a process and everything in its group. A group that is gone is left alone. */
export function signalGroup(pid: number, signal: 'SIGTERM' | 'SIGKILL'): void {
  if (onWindows) {
    execFile('taskkill', ['/pid', String(pid), '/T', '/F'], { windowsHide: true }, () => {})
    return
  }
  try {
    process.kill(-pid, signal)
  } catch {
    // Nobody is left in it.
  }
}

/** Kills what is left of a group, and waits until it is cleared away. */
export async function killGroup(pid: number): Promise<void> {
  signalGroup(pid, 'SIGKILL')
  const cleared = performance.now() + CLEARING_MS
  await untilGroupEnds(pid, () => cleared)
}

/**
 * Waits until nobody is left in a group, be it a zombie that nobody has waited for.
 *
 * @param deadline when to wait no longer, on the clock of `performance.now()`; asked each time
 */
export async function untilGroupEnds(pid: number, deadline: () => number): Promise<void> {
  while (groupExists(pid) && performance.now() < deadline()) await sleep(POLL_MS)
}

function groupExists(pid: number): boolean {
  if (onWindows) return false
  try {
    process.kill(-pid, 0)
    return true
  } catch {
    return false
  }
}
