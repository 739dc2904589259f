import { availableParallelism } from 'node:os'

/** As many at once as there are processors: more would only wait for each other. */
let free = Math.max(availableParallelism(), 1)
const waiting: (() => void)[] = []

/** Runs a step once a processor is free for it; those that wait are taken in order. */
export async function inSlot<T>(step: () => Promise<T>): Promise<T> {
  if (free > 0) free -= 1
  else await new Promise<void>((resolve) => waiting.push(resolve))
  try {
    return await step()
  } finally {
    const next = waiting.shift()
    if (next === undefined) free += 1
    else next()
  }
}
