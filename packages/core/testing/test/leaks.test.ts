/** What is counted over the whole process has a file of its own: nothing else runs in it. */
import { expect, test } from 'vitest'
import { runScenario, type Scenario, scenarios } from '../src/index.ts'
import { stubborn } from './support/broken.ts'
import { ours } from './support/ours.ts'

const alone: readonly Scenario[] = scenarios.filter(({ isAlone }) => isAlone)

test.for(alone)('our client survives $id: $server', async (scenario) => {
  expect(await runScenario(scenario, ours)).toEqual({ result: 'pass' })
})

test.for(alone)('$id is failed by a client that leaves something behind', async (scenario) => {
  expect(await runScenario(scenario, stubborn)).toMatchObject({
    result: 'fail',
    what: expect.stringContaining('left'),
  })
})
