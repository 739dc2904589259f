/** A scenario that nobody fails proves nothing. */
import { beforeAll, describe, expect, test } from 'vitest'
import { runScenario, type Subject, scenarios, type Verdict } from '../src/index.ts'
import { hasty, plainFetch, stubborn } from './support/broken.ts'

/** @param boundMs milliseconds after which a scenario counts as hanging */
async function verdictsOf(subject: Subject, boundMs: number): Promise<Map<string, Verdict>> {
  const together = scenarios.filter(({ isAlone }) => !isAlone)
  const verdicts = await Promise.all(
    together.map(
      async (scenario) => [scenario.id, await runScenario(scenario, subject, { boundMs })] as const,
    ),
  )
  return new Map(verdicts)
}

function failed(verdicts: Map<string, Verdict>): string[] {
  return [...verdicts].flatMap(([id, { result }]) => (result === 'fail' ? [id] : []))
}

describe('scenarios can fail', () => {
  let fetchVerdicts = new Map<string, Verdict>()
  let others: Map<string, Verdict>[] = []
  beforeAll(async () => {
    // What does not hang has time, however busy the machine is.
    fetchVerdicts = await verdictsOf(plainFetch, 6_000)
    others = await Promise.all([verdictsOf(stubborn, 2_000), verdictsOf(hasty, 2_000)])
  })

  test('plain fetch fails these', () => {
    expect(failed(fetchVerdicts)).toEqual([
      'reset-before-headers',
      'reset-mid-body',
      'no-answer',
      'headers-then-silence',
      'half-json-then-silence',
      'slow-drip',
      '200-html',
      'broken-json',
      'gzip-bomb',
      '503-then-success',
      '408',
      '429-retry-after-seconds',
      '429-retry-after-date',
      '429-retry-after-absurd',
      '429-retry-after-negative',
      'redirect-to-another-origin',
      'delete-resent-after-success',
      'sse-crlf-split',
      'sse-multi-line-data',
      'sse-end-mid-event',
      'sse-end-before-last-event',
      'sse-stall',
      'sse-reconnect',
      'header-injection',
      'path-traversal',
      'empty-path-value',
    ])
  })

  test('each is failed by somebody', () => {
    const failures = new Set([fetchVerdicts, ...others].flatMap(failed))
    const unfailed = scenarios.filter(({ id, isAlone }) => !isAlone && !failures.has(id))
    expect(unfailed.map(({ id }) => id)).toEqual([])
  })

  test('says what happened', () => {
    expect(fetchVerdicts.get('200-html')).toEqual({
      result: 'fail',
      what: expect.stringContaining('SyntaxError'),
    })
    expect(fetchVerdicts.get('no-answer')).toEqual({ result: 'fail', what: 'had not ended after 6 s' })
    expect(fetchVerdicts.get('cursor-loop')).toEqual({ result: 'not applicable', why: 'has no list' })
  })
})
