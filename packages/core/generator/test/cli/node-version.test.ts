import { describe, expect, test } from 'vitest'
import { problemOfNode } from '../../src/cli/node-version.ts'

describe('the Node that driftless runs on', () => {
  test.each(['22.18.0', '22.22.3', '23.0.0', '24.21.0', '100.0.0'])('%s is new enough', (version) => {
    expect(problemOfNode('>=22.18', version)).toBeUndefined()
  })

  test.each(['18.20.8', '20.20.2', '22.17.1', '22.2.0'])('%s is too old', (version) => {
    expect(problemOfNode('>=22.18', version)).toBe(
      `driftless needs Node 22.18 or newer, and this is Node ${version}. Clients that it generates run on Node 20 too.`,
    )
  })
})
