/** Every scenario against our own client. */
import { describe, expect, test } from 'vitest'
import { runScenario, scenarios } from '../src/index.ts'
import { ours } from './support/ours.ts'

describe.concurrent('our client survives', () => {
  for (const scenario of scenarios.filter(({ isAlone }) => !isAlone)) {
    test(`${scenario.id}: ${scenario.server}`, async () => {
      // Less than what the client waits by itself, but time enough on a busy machine.
      const boundMs = Math.max(scenario.boundMs ?? 0, 25_000)
      expect(await runScenario(scenario, ours, { boundMs })).toEqual({ result: 'pass' })
    })
  }
})
