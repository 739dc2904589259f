import { describe, expect, it } from 'vitest'
import type { ApiConfig } from '../../src/config.ts'
import { SpecError } from '../../src/document/errors.ts'
import type { JsonObject } from '../../src/document/types.ts'
import { buildModel } from '../../src/model/build.ts'
import { answering, config, document, reference } from './support/build.ts'

const move: JsonObject = {
  type: 'object',
  properties: { reason: { type: 'string' }, moved_at: { type: 'string' }, notes: { type: 'string' } },
}
const request = (schema: JsonObject) => ({ requestBody: { content: { 'application/json': { schema } } } })

function model(properties: NonNullable<ApiConfig['properties']>, schemas: JsonObject = { Move: move }) {
  const post = answering('moveTask', { $ref: '#/components/schemas/Move' }, request(reference('Move')))
  return buildModel(document({ paths: { '/moves': { post } }, schemas }), { ...config, properties })
}

describe('names that the config gives', () => {
  it('are those of TypeScript, and the wire keeps its own', async () => {
    const { types, names } = await model({ Move: { reason: 'why', moved_at: 'time' } })
    expect(types.text).toMatch(/why\?: string/)
    expect(types.text).not.toMatch(/reason|movedAt/)
    expect(names.text).toContain(`moveNames: Names = { fields: [['reason', 'why'], ['moved_at', 'time']] }`)
  })

  it('hold for all objects that stand in one place', async () => {
    const { types, names } = await model(
      { Base: { reason: 'why' } },
      {
        Base: move,
        Move: { allOf: [reference('Base'), { type: 'object', properties: { reason: { type: 'string' } } }] },
      },
    )
    expect(types.text).not.toContain('reason')
    expect(names.text.match(/\['reason', 'why'\]/g)).toHaveLength(2)
  })

  it.each<[string, NonNullable<ApiConfig['properties']>, string]>([
    [
      'a type that is not there',
      { Moves: { reason: 'why' } },
      'properties.Moves names a type that is not generated',
    ],
    [
      'a property that is not there',
      { Move: { cause: 'why' } },
      'properties.Move names cause, which is not declared',
    ],
    [
      'a name that is none',
      { Move: { reason: 'my why' } },
      'gives it the name my why, which is no identifier',
    ],
    [
      'a name that is taken',
      { Move: { reason: 'notes' } },
      'reason cannot be notes: another property has that name',
    ],
  ])('are refused for %s', async (_name, properties, message) => {
    const error = await model(properties).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(SpecError)
    expect((error as SpecError).message).toContain(message)
  })
})
