import { expect, test } from 'vitest'
import { bundleSizes } from '../bench/bundle.ts'

/** What is over its floor, and must not grow further; bench/README.md says why. */
const overFloor: Record<string, number> = {
  'transferCredits of openspawn bundled alone: keyed, signed, logged': 5_650,
}

test('bundles stay within their sizes', async () => {
  const sizes = await bundleSizes()
  for (const { name, limit } of sizes) console.log(`${name}: at most ${overFloor[name] ?? limit} bytes`)
  const tooLarge = sizes.filter(({ name, value, limit }) => value > (overFloor[name] ?? limit))
  expect(tooLarge).toEqual([])
  expect(sizes).toHaveLength(5)
})
