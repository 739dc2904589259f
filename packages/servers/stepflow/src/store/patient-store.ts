import { setTimeout as sleep } from 'node:timers/promises'
import { whyDatabaseUnavailable } from '@driftless/server-kit'
import type { BlobStore, EventStore, RunStore, Store } from './store.ts'

const FIRST_WAIT_MS = 50
const LONGEST_WAIT_MS = 2_000

/**
 * A store for runs that are under way: what finds the database away waits until it is back, so that the
 * run goes on as if nothing had been. Other errors are thrown, and so is that one once `signal` is aborted.
 */
export function patientStore(store: Store, signal: AbortSignal): Store {
  const { blobs, runs, events } = store
  return {
    blobs: allPatient<BlobStore>(blobs, signal),
    runs: {
      ...allPatient<RunStore>(runs, signal),
      // The answer may have been lost, and not the question: what must not be done twice looks first.
      create: (run, inputs) =>
        patiently(
          signal,
          () => runs.create(run, inputs),
          async () => {
            if ((await runs.get(run.runId)) === undefined) await runs.create(run, inputs)
          },
        ),
    },
    events: {
      ...allPatient<EventStore>(events, signal),
      append: (runId, happened) =>
        patiently(
          signal,
          () => events.append(runId, happened),
          async () => {
            const last = await events.lastSequence(runId)
            const missing = happened.filter(({ sequence }) => sequence > last)
            if (missing.length > 0) await events.append(runId, missing)
          },
        ),
      end: (runId, end) =>
        patiently(
          signal,
          () => events.end(runId, end),
          async () => {
            const status = (await runs.get(runId))?.status
            if (status === 'running' || status === 'paused') await events.end(runId, end)
          },
        ),
    },
  }
}

/**
 * Does something again, with growing pauses, while the database is away.
 *
 * @param repeat - what to do from the second time on, when the first may have been done after all.
 */
export async function patiently<T>(
  signal: AbortSignal,
  attempt: () => Promise<T>,
  repeat: () => Promise<T> = attempt,
): Promise<T> {
  let wait = FIRST_WAIT_MS
  for (let next = attempt; ; next = repeat) {
    try {
      return await next()
    } catch (error) {
      if (signal.aborted || whyDatabaseUnavailable(error) === undefined) throw error
      await sleep(wait, undefined, { signal }).catch(() => {
        throw error
      })
      wait = Math.min(wait * 2, LONGEST_WAIT_MS)
    }
  }
}

type Methods<T> = { readonly [Name in keyof T]: (...args: never[]) => Promise<unknown> }

function allPatient<T extends Methods<T>>(methods: T, signal: AbortSignal): T {
  const entries = Object.entries<(...args: unknown[]) => Promise<unknown>>(methods as never)
  return Object.fromEntries(
    entries.map(([name, method]) => [name, (...args: unknown[]) => patiently(signal, () => method(...args))]),
  ) as unknown as T
}
