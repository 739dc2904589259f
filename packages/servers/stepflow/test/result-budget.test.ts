import { expect, test } from 'vitest'
import { ResultBudget } from '../src/engine/result-budget.ts'
import { success } from '../src/engine/types.ts'
import { succeeded } from './support/calls.ts'

/** A value whose JSON is longer than any memory, in a handful of objects. */
function doubled(times: number): unknown {
  let value: unknown = 'x'
  for (let count = 0; count < times; count++) value = [value, value]
  return value
}

function nested(levels: number): unknown {
  let value: unknown = 1
  for (let count = 0; count < levels; count++) value = { a: value }
  return value
}

test('results are counted together; one that does not fit is a short failure, and a smaller one still fits', () => {
  const budget = new ResultBudget()
  const big = success('x'.repeat(20_000_000))
  expect(budget.admit(big)).toBe(big)
  expect(budget.fits('x'.repeat(20_000_000))).toBe(false)
  expect(budget.admit(big)).toEqual({
    outcome: 'failed',
    error: { code: 500, message: expect.stringContaining('too large') },
  })
  expect(budget.admit(success('small'))).toEqual(succeeded('small'))
})

test.each([
  ['a value that doubles in every step', doubled(60)],
  ['many keys', Object.fromEntries(Array.from({ length: 100 }, (_, n) => [String(n).repeat(200_000), null]))],
  ['nesting that no recursion survives', nested(100_000)],
])('%s does not fit', (_, value) => {
  expect(new ResultBudget().fits(value)).toBe(false)
})

test('a large and a deep value fit', () => {
  expect(new ResultBudget().fits(['x'.repeat(30_000_000), nested(900), null])).toBe(true)
})
