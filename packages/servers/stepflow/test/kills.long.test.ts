import { afterAll, beforeAll, expect, test } from 'vitest'
import { type KilledRun, KilledServer } from './support/kills.ts'

let server: KilledServer
beforeAll(async () => {
  server = await KilledServer.start()
})
afterAll(() => server.remove())

/** Of each kind: single kills, then runs that are killed again while they go on. */
const KILLS = 9
const KILLED_AGAIN = 3

test.each(['/count/repeatable', '/count/once'] as const)(
  `runs of %s are killed at ${KILLS} random moments, and ${KILLED_AGAIN} twice`,
  async (component) => {
    const duration = await server.duration(component)
    const runs: KilledRun[] = []
    for (let part = 0; part < KILLS; part++) {
      runs.push(await server.killDuringRun(component, (duration * (part + Math.random())) / KILLS))
    }
    for (let part = 0; part < KILLED_AGAIN; part++) {
      const random = () => (Math.random() * duration) / 2
      runs.push(await server.killDuringRun(component, random(), random()))
    }
    if (component === '/count/repeatable') {
      expect(runs.map(({ status }) => status)).toEqual(runs.map(() => 'completed'))
    }
    expect(runs.filter(({ interrupted }) => interrupted)).not.toEqual([])
  },
  600_000,
)
