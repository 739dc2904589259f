/** Every scenario against our own client. */
import { describe, expect, test } from 'vitest'
import { runScenario, scenarios } from '../src/index.ts'
import { ours } from './support/ours.ts'

describe.concurrent('our client survives', () => {
  const applicable = scenarios.filter(({ needs }) => !needs?.some((feature) => ours.lacks.includes(feature)))
  for (const scenario of applicable.filter(({ isAlone }) => !isAlone)) {
    test(`${scenario.id}: ${scenario.server}`, async () => {
      expect(await runScenario(scenario, ours)).toEqual({ result: 'pass' })
    })
  }
})
