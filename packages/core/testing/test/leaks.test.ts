/** What is counted over the whole process has a file of its own: nothing else runs in it. */
import { expect, test } from 'vitest'
import { runScenario, scenarios } from '../src/index.ts'
import { ours } from './support/ours.ts'

test.for(scenarios.filter(({ isAlone }) => isAlone))('our client survives $id: $server', async (scenario) => {
  expect(await runScenario(scenario, ours)).toEqual({ result: 'pass' })
})
