import { afterAll, beforeAll, expect, test } from 'vitest'
import { type KilledRun, KilledServer } from './support/kills.ts'

let server: KilledServer
beforeAll(async () => {
  server = await KilledServer.start()
})
afterAll(() => server.remove())

/** Of each kind; `kills.long.test.ts` has more. */
const KILLS = 3

/**
 * Kills the server in a run each, at a random moment of each part of its time; once more, and earlier, where every run
 * had ended by then: the machine may have been busier when one was timed.
 */
async function killed(component: '/count/repeatable' | '/count/once'): Promise<KilledRun[]> {
  const runs: KilledRun[] = []
  let duration = await server.duration(component)
  do {
    for (let part = 0; part < KILLS; part++) {
      runs.push(await server.killDuringRun(component, (duration * (part + Math.random())) / KILLS))
    }
    duration /= 2
  } while (!runs.some(({ interrupted }) => interrupted))
  return runs
}

test(`runs of repeatable components complete although the server is killed at ${KILLS} random moments`, async () => {
  const runs = await killed('/count/repeatable')
  expect(runs.map(({ status }) => status)).toEqual(runs.map(() => 'completed'))
  expect(runs.filter(({ interrupted }) => interrupted)).not.toEqual([])
})

test(`what may not be repeated is not, although the server is killed at ${KILLS} random moments`, async () => {
  const runs = await killed('/count/once')
  expect(runs.filter(({ interrupted }) => interrupted)).not.toEqual([])
})
