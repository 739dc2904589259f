import { execFile } from 'node:child_process'

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

/** Whether anybody is left in a group, be it a zombie that nobody has waited for. */
export function groupExists(pid: number): boolean {
  if (onWindows) return false
  try {
    process.kill(-pid, 0)
    return true
  } catch {
    return false
  }
}
