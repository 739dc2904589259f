import { expect, test } from 'vitest'
import { heapAfter } from './support/heap.ts'

test('the heap after 1,000 flows of ten steps is at most 1.2 times that after 200', async () => {
  const [before, after] = await heapAfter(200, 1000)
  expect(after / before).toBeLessThanOrEqual(1.2)
}, 600_000)
