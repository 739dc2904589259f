import { expect, test } from 'vitest'
import { z } from 'zod'
import { emitSchemas } from '../src/spec/emit.ts'
import { mapOf, queryBoolean, queryInteger } from '../src/spec/schemas.ts'

const Mood = z.enum(['calm', 'wild']).meta({ id: 'EmitMood', description: 'How it feels.' })
const Cat = z.object({ kind: z.literal('cat'), lives: z.int() }).meta({ id: 'EmitCat' })
const Dog = z.object({ kind: z.literal('dog') }).meta({ id: 'EmitDog' })
const Pet = z.discriminatedUnion('kind', [Cat, Dog]).meta({ id: 'EmitPet' })

/** The properties of an object schema as the document has them. */
function propertiesOf(shape: z.ZodRawShape): Record<string, unknown> {
  const { inline } = emitSchemas([z.object(shape)])
  return inline[0]?.properties as Record<string, unknown>
}

test('a named schema stays a reference where it is described anew', () => {
  expect(propertiesOf({ mood: Mood.describe('Of today.') })).toEqual({
    mood: { $ref: '#/components/schemas/EmitMood', description: 'Of today.' },
  })
  expect(emitSchemas([z.object({ mood: Mood.describe('Of today.') })]).components.EmitMood).toEqual({
    type: 'string',
    enum: ['calm', 'wild'],
    description: 'How it feels.',
  })
})

test('a nullable or optional use of a named schema refers to it', () => {
  expect(propertiesOf({ pet: Pet.nullish().describe('If any.') })).toEqual({
    pet: { anyOf: [{ $ref: '#/components/schemas/EmitPet' }, { type: 'null' }], description: 'If any.' },
  })
})

test('a default beside a reference is kept', () => {
  expect(propertiesOf({ mood: Mood.default('calm') })).toEqual({
    mood: { $ref: '#/components/schemas/EmitMood', default: 'calm' },
  })
})

test('a required key that takes any JSON is required, in the document and in the check', () => {
  const schema = z.object({ value: z.unknown(), other: z.unknown().optional() })
  expect(emitSchemas([schema]).inline[0]?.required).toEqual(['value'])
  expect(schema.safeParse({}).success).toBe(false)
  expect(schema.safeParse({ value: null }).success).toBe(true)
})

test('a union by a property has a discriminator that names its members', () => {
  expect(emitSchemas([Pet]).components.EmitPet).toEqual({
    oneOf: [{ $ref: '#/components/schemas/EmitCat' }, { $ref: '#/components/schemas/EmitDog' }],
    discriminator: {
      propertyName: 'kind',
      mapping: { cat: '#/components/schemas/EmitCat', dog: '#/components/schemas/EmitDog' },
    },
  })
})

test('a union by a property without names for its members is refused', () => {
  const unnamed = z.discriminatedUnion('kind', [z.object({ kind: z.literal('a') }), Dog])
  expect(() => emitSchemas([unnamed])).toThrow(/needs a name/)
})

test('limits and patterns that say nothing new are left out', () => {
  expect(propertiesOf({ count: z.int(), id: z.uuid(), at: z.iso.datetime().nullable() })).toEqual({
    count: { type: 'integer' },
    id: { type: 'string', format: 'uuid' },
    at: { type: ['string', 'null'], format: 'date-time' },
  })
})

test('a map with any keys does not constrain them', () => {
  expect(propertiesOf({ map: z.record(z.string(), z.int()) })).toEqual({
    map: { type: 'object', additionalProperties: { type: 'integer' } },
  })
})

test('only components that something refers to are listed', () => {
  expect(Object.keys(emitSchemas([z.object({ pet: Dog })]).components)).toEqual(['EmitDog'])
})

test.each(['12', '0', '20'])('a number in a query takes %s', (text) => {
  expect(queryInteger({ minimum: 0, maximum: 20 }).parse(text)).toBe(Number(text))
})

test.each(['', ' 1', '1.0', '1e1', '-1', '21', '0x1', '９', 'NaN', '99999999999999999999'])(
  'a number in a query refuses %j',
  (text) => {
    expect(queryInteger({ minimum: 0, maximum: 20 }).safeParse(text).success).toBe(false)
  },
)

test('a truth value in a query is true or false and nothing else', () => {
  expect([queryBoolean().parse('true'), queryBoolean().parse('false')]).toEqual([true, false])
  expect(['', '1', 'TRUE', 'yes'].map((text) => queryBoolean().safeParse(text).success)).toEqual([
    false,
    false,
    false,
    false,
  ])
})

test('a map is a plain map in the document, and refuses the name that zod leaves out', () => {
  const map = mapOf(z.int())
  expect(propertiesOf({ map, more: map.optional() }).map).toEqual({
    type: 'object',
    additionalProperties: { type: 'integer' },
  })
  expect(map.parse({ a: 1, constructor: 2 })).toEqual({ a: 1, constructor: 2 })
  const refused = map.safeParse(JSON.parse('{"__proto__":1}'))
  expect(refused.error?.issues.map(({ path }) => path)).toEqual([['__proto__']])
})
