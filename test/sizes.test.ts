import { expect, test } from 'vitest'
import { bundleSizes } from '../bench/bundle.ts'

test('bundles stay within their sizes', async () => {
  const sizes = await bundleSizes()
  for (const { name, limit } of sizes) console.log(`${name}: at most ${limit} bytes`)
  const tooLarge = sizes.filter(({ value, limit }) => value > limit)
  expect(tooLarge).toEqual([])
  expect(sizes).toHaveLength(5)
})
