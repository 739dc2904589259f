import { onTestFinished, vi } from 'vitest'

/** Timers that go off when a test says so. */
export interface HeldTimers {
  /** Lets those go off that are set; where there is none, waits for the first. */
  goOff(): Promise<void>
}

/**
 * Holds back all timers of exactly this time, in milliseconds, until the test ends: what a test wants to happen before
 * a timeout happens before it, however busy the machine is.
 */
export function holdTimers(ms: number): HeldTimers {
  const { setTimeout, clearTimeout } = globalThis
  const held = new Map<unknown, () => void>()
  vi.spyOn(globalThis, 'setTimeout').mockImplementation(((work: () => void, delay?: number, ...args: []) => {
    // Timers with arguments are those of Node's fetch.
    if (delay !== ms || args.length > 0) return setTimeout(work, delay, ...args)
    const timer = setTimeout(() => {}, delay)
    held.set(timer, work)
    return timer
  }) as typeof setTimeout)
  vi.spyOn(globalThis, 'clearTimeout').mockImplementation((timer) => {
    held.delete(timer)
    clearTimeout(timer)
  })
  onTestFinished(() => {
    vi.restoreAllMocks()
  })
  return {
    async goOff() {
      while (held.size === 0) await new Promise(setImmediate)
      for (const [timer, work] of [...held]) {
        globalThis.clearTimeout(timer as NodeJS.Timeout)
        work()
      }
    },
  }
}
