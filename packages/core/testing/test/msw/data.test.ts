/** Data that is made fits its schema, whatever the seed, and holds what was given. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { complete } from '../../src/msw/data/complete.ts'
import { createRandom } from '../../src/msw/data/random.ts'
import { declaredAnswers, documents, validatorOf } from '../support/schemas.ts'

const seeds = { numRuns: 25 }

describe.for(await documents())('data for %s', async (path) => {
  const answers = await declaredAnswers(path)
  test('fits its schema with any seed', () => {
    for (const { title, schema, definitions } of answers) {
      const validate = validatorOf({ schema, definitions })
      fc.assert(
        fc.property(fc.string(), (seed) => {
          const value = complete(schema, undefined, { definitions, random: createRandom(seed) })
          const json = JSON.parse(JSON.stringify(value))
          expect([title, json, validate(json) ? [] : validate.errors]).toEqual([title, json, []])
        }),
        seeds,
      )
    }
  })
})
