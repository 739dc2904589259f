import { setTimeout as sleep } from 'node:timers/promises'
import type { ErrorAction, FlowError } from './types.ts'

/** Most retries that a step may ask for. */
export const MAX_RETRIES = 10
/** Longest wait before a retry, in milliseconds. */
export const MAX_BACKOFF_MS = 30_000
export const DEFAULT_RETRIES = 3
export const DEFAULT_BACKOFF_MS = 1000

/** An attempt that failed and is followed by another. */
export interface FailedAttempt {
  /** Its number, from 1. */
  readonly attempt: number
  /** Wait before the next one, in milliseconds. */
  readonly delayMs: number
  readonly error: FlowError
}

/** Told of the attempts at one step; what it is told is stored when it resolves. */
export interface AttemptListener {
  /** Number of the next attempt: 1, unless a server that stopped had begun with the step. */
  readonly first: number
  /** Before each attempt. */
  onStart(attempt: number): Promise<void>
  /** Before the wait for another attempt. */
  onRetry(failed: FailedAttempt): Promise<void>
}

/** For steps whose attempts nobody follows. */
export const UNHEARD: AttemptListener = {
  first: 1,
  onStart: async () => undefined,
  onRetry: async () => undefined,
}

/**
 * Length of the wait after a failed attempt, in milliseconds.
 *
 * @param attempt - number of the failed attempt, from 1.
 * @returns `undefined` if there shall be no other attempt.
 */
export function retryDelay(onError: ErrorAction, attempt: number): number | undefined {
  if (onError.action !== 'retry') return undefined
  const { maxRetries = DEFAULT_RETRIES, backoffMs = DEFAULT_BACKOFF_MS } = onError
  if (attempt > maxRetries) return undefined
  return Math.min(backoffMs * 2 ** (attempt - 1), MAX_BACKOFF_MS)
}

/** @throws the signal's reason as soon as it is aborted. */
export async function wait(delayMs: number, signal: AbortSignal): Promise<void> {
  try {
    await sleep(delayMs, undefined, { signal })
  } catch (error) {
    signal.throwIfAborted()
    throw error
  }
}
