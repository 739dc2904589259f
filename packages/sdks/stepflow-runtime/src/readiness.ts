import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { underSignals } from './signals.ts'

const HEALTH_PATH = '/api/v1/health'
const PROBE_EVERY_MS = 50
const PROBE_TIMEOUT_MS = 2_000

/** The address of a server on this machine. */
export function urlOf(port: number): string {
  return `http://127.0.0.1:${port}`
}

/** The port in a line that is `{"port":N}` and nothing else. */
export function readPort(line: string): number | undefined {
  // Most lines of a log are not even close.
  if (!/^\s*\{\s*"port"/.test(line)) return undefined
  try {
    const value = JSON.parse(line) as { readonly port?: unknown }
    const { port } = value
    const isPort = typeof port === 'number' && Number.isInteger(port) && port > 0 && port < 65_536
    return isPort && Object.keys(value).length === 1 ? port : undefined
  } catch {
    return undefined
  }
}

/** Whether someone accepts connections on a port of this machine. */
export function isTaken(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' })
    const answer = (taken: boolean) => () => {
      socket.destroy()
      resolve(taken)
    }
    socket.once('connect', answer(true))
    socket.once('error', answer(false))
  })
}

/**
 * Waits until the health endpoint answers 200.
 *
 * @param onAnswer told what came instead, each time
 * @throws the signal's reason once it is aborted
 */
export async function waitForHealth(
  port: number,
  signal: AbortSignal,
  onAnswer: (answer: string) => void,
): Promise<void> {
  for (;;) {
    const answer = await probe(urlOf(port) + HEALTH_PATH, signal)
    signal.throwIfAborted()
    if (answer === '200') return
    onAnswer(answer)
    await sleep(PROBE_EVERY_MS, undefined, { signal }).catch(() => signal.throwIfAborted())
  }
}

async function probe(url: string, signal: AbortSignal): Promise<string> {
  try {
    return await underSignals([signal, AbortSignal.timeout(PROBE_TIMEOUT_MS)], async (either) => {
      const response = await fetch(url, { signal: either, redirect: 'manual' })
      await response.body?.cancel()
      return String(response.status)
    })
  } catch (error) {
    const cause = error instanceof Error ? (error.cause ?? error) : error
    return cause instanceof Error ? cause.message || cause.name : String(cause)
  }
}
