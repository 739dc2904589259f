import { describe, expect, it } from 'vitest'
import { memberNames, readValues } from '../../src/schema/enums.ts'

describe('readValues', () => {
  it('takes constants in a oneOf for an enum', () => {
    const schema = {
      oneOf: [
        { type: 'string', const: 'a', description: 'First.' },
        { type: 'string', enum: ['b'] },
        { type: 'null' },
      ],
    }
    expect(readValues(schema)).toEqual({
      values: [
        { value: 'a', description: 'First.' },
        { value: 'b', description: undefined },
      ],
      nullable: true,
    })
  })

  it('leaves unions of anything else alone', () => {
    expect(readValues({ oneOf: [{ const: 'a' }, { type: 'string' }] })).toBeUndefined()
    expect(readValues({ oneOf: [{ const: 'a' }, { $ref: '#/x' }] })).toBeUndefined()
    expect(readValues({ enum: [{}] })).toBeUndefined()
    expect(readValues({ enum: [] })).toBeUndefined()
  })

  it('counts a value once', () => {
    expect(readValues({ enum: ['a', 'a', null, null] })).toEqual({ values: [{ value: 'a' }], nullable: true })
  })
})

describe('memberNames', () => {
  const name = (...values: (string | number | boolean)[]): string[] =>
    memberNames(values.map((value) => ({ value })))

  it('makes identifiers of anything', () => {
    expect(name('in_progress', 'IN-REVIEW', 'openAPI', '1st', '', '*', 'größe', true)).toEqual([
      'InProgress',
      'InReview',
      'OpenAPI',
      'Value1st',
      'Empty',
      'Value',
      'Größe',
      'True',
    ])
    expect(name(1, -1, 0.5, -2.5, 1e21, 1e-7)).toEqual([
      'Value1',
      'Minus1',
      'Value0_5',
      'Minus2_5',
      'Value1e21',
      'Value1eMinus7',
    ])
  })

  it('tells equal names apart without taking another value’s name', () => {
    expect(name('a', 'A', 'a2')).toEqual(['A', 'A3', 'A2'])
  })
})
