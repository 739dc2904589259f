import { expect, test } from 'vitest'
import { heapAfter } from './support/heap.ts'

test('the heap after 100 flows of ten steps is at most 1.2 times that after 20', async () => {
  const [before, after] = await heapAfter(20, 100)
  expect(after / before).toBeLessThanOrEqual(1.2)
})
