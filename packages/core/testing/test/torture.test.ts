/** Every scenario against our own client. */
import { describe, expect, test } from 'vitest'
import { runScenario, scenarios } from '../src/index.ts'
import { ours } from './support/ours.ts'

describe.concurrent('our client survives', () => {
  for (const scenario of scenarios.filter(({ isAlone }) => !isAlone)) {
    test(`${scenario.id}: ${scenario.server}`, async () => {
      expect(await runScenario(scenario, ours)).toEqual({ result: 'pass' })
    })
  }
})
