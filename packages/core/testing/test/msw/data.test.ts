/** Data that is made fits its schema, whatever the seed, and holds what was given. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { complete } from '../../src/msw/data/complete.ts'
import { createRandom } from '../../src/msw/data/random.ts'
import { declaredAnswers, documents, validatorOf } from '../support/schemas.ts'

const seeds = { numRuns: 25 }

test.for(await documents())('data for %s fits its schema with any seed', async (path) => {
  for (const { title, schema, definitions } of await declaredAnswers(path)) {
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

test.each([
  [{ pattern: '^[A-Z]{3}-\\d{4}$', maxLength: 8 }, /^[A-Z]{3}-\d{4}$/],
  [{ format: 'date-time' }, /^202[45]-\d\d-\d\dT[\d:.]+Z$/],
  [{ format: 'uuid' }, /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/],
  [{ minLength: 50, maxLength: 51 }, /^[a-z ]{50,51}$/],
])('text that is %j is made', (schema, expected) => {
  const options = { definitions: {}, random: createRandom('seed') }
  expect(complete({ type: 'string', ...schema }, undefined, options)).toMatch(expected)
})

test('text for which nothing can be found is an error that says what to do', () => {
  const options = { definitions: {}, random: createRandom('seed') }
  expect(() => complete({ pattern: '^a$', minLength: 3 }, undefined, options)).toThrow(
    'no text was found that is {"pattern":"^a$","minLength":3}; give the handler a value for it.',
  )
})

test('what holds itself ends, however it branches', () => {
  const names = ['first', 'second', 'third', 'fourth']
  const properties = Object.fromEntries(names.map((name) => [name, { $ref: '#/$defs/Node' }]))
  const definitions = {
    Node: { oneOf: [{ type: 'object', required: names, properties }, { type: 'integer' }] },
  }
  for (let seed = 0; seed < 20; seed++) {
    const options = { definitions, random: createRandom(String(seed)) }
    const text = JSON.stringify(complete({ $ref: '#/$defs/Node' }, undefined, options))
    // Four in each of four levels.
    expect(text.split('{').length - 1).toBeLessThanOrEqual(1 + 4 + 16 + 64)
  }
})
