import { fromWire, toWire } from '@driftless/runtime'
import { describe, expect, it } from 'vitest'
import { buildModel } from '../../src/model/build.ts'
import { answering, config, document, golden, operation, reference } from '../model/support/build.ts'
import { nameTables } from '../model/support/tables.ts'

/** Reads a wire value as the result of an operation and, if that is its type as well, sends it back. */
async function tableOf(spec: string, operationId: string) {
  const model = await golden(spec)
  const name = operation(model, operationId).result.names
  const table = (await nameTables(model))[name ?? '']
  if (table === undefined) throw new Error(`${operationId} has no table`)
  return table
}

describe('tables of names', () => {
  it('rename declared properties both ways, and never the keys of free-form data', async () => {
    const table = await tableOf('renaming', 'get_record')
    const wire = {
      record_id: '1',
      user_data: { some_key: { other_key: 1 } },
      typed_data: { the_key: { measured_at: 'now' } },
      points: [[{ measured_at: 'then' }]],
      tuple: ['a_b', { measured_at: 'later' }],
      inline_object: { inner_list: [{ deep_name: 'x' }] },
      unknown_property: 1,
    }
    const value = {
      recordId: '1',
      userData: { some_key: { other_key: 1 } },
      typedData: { the_key: { measuredAt: 'now' } },
      points: [[{ measuredAt: 'then' }]],
      tuple: ['a_b', { measuredAt: 'later' }],
      inlineObject: { innerList: [{ deepName: 'x' }] },
      unknown_property: 1,
    }
    expect(fromWire(wire, table)).toEqual(value)
    expect(toWire(value, table)).toEqual(wire)
  })

  it('say both names where one does not follow from the other', async () => {
    const names = {
      URL: 'url',
      'Owner-Name': 'ownerName',
      HTTP_Status: 'httpStatus',
      x__y: 'xY',
      plain_name: 'plainName',
      größe_Ä: 'größeÄ',
      '2nd_one': '_2ndOne',
      Kind_Tag: 'kindTag',
    }
    const properties = Object.fromEntries(Object.keys(names).map((name) => [name, { type: 'string' }]))
    const schemas = {
      One: { type: 'object', required: ['Kind_Tag'], properties },
      Two: {
        type: 'object',
        required: ['Kind_Tag'],
        properties: { Kind_Tag: { type: 'string' }, DATA_SET: { type: 'string' } },
      },
      Either: {
        oneOf: [reference('One'), reference('Two')],
        discriminator: { propertyName: 'Kind_Tag' },
      },
    }
    const paths = { '/x': { get: answering('getX', reference('Either')) } }
    const model = await buildModel(document({ paths, schemas }), config)
    const table = (await nameTables(model))[operation(model, 'getX').result.names ?? '']
    if (table === undefined) throw new Error('there is no table')
    const wire = { ...Object.fromEntries(Object.keys(names).map((name) => [name, name])), Kind_Tag: 'One' }
    const value = { ...Object.fromEntries(Object.entries(names).map(([a, b]) => [b, a])), kindTag: 'One' }
    expect(fromWire(wire, table)).toEqual(value)
    expect(toWire(value, table)).toEqual(wire)
    expect(toWire({ kindTag: 'Two', dataSet: 1 }, table)).toEqual({ Kind_Tag: 'Two', DATA_SET: 1 })
    expect(model.names.text).toContain(`'plain_name'`)
    expect(model.names.text).toContain(`['URL', 'url']`)
  })

  it('leave names that would collide', async () => {
    const wire = { foo_bar: 'a', fooBar: 1, baz_qux: 'b', 'baz-qux': 'c' }
    expect(fromWire(wire, await tableOf('renaming', 'get_record'))).toEqual(wire)
  })

  it('drop what is write-only from answers', async () => {
    expect(fromWire({ secret_key: 's', record_id: '1' }, await tableOf('renaming', 'get_record'))).toEqual({
      recordId: '1',
    })
  })

  it('walk recursive schemas', async () => {
    const table = await tableOf('recursion', 'put_tree')
    const wire = {
      node_name: 'a',
      child_nodes: [{ node_name: 'b', named_nodes: { own_key: { node_name: 'c' } } }],
    }
    expect(fromWire(wire, table)).toEqual({
      nodeName: 'a',
      childNodes: [{ nodeName: 'b', namedNodes: { own_key: { nodeName: 'c' } } }],
    })
    const sum = { left_side: 1, right_side: [{ left_side: 2, right_side: 3 }] }
    expect(fromWire([sum], await tableOf('recursion', 'get_expression'))).toEqual([
      { leftSide: 1, rightSide: [{ leftSide: 2, rightSide: 3 }] },
    ])
  })

  it('choose by discriminator, in unions and below a base', async () => {
    const pets = await tableOf('composition', 'create_pet')
    expect(fromWire({ pet_type: 'kitty', claw_count: 3, bark_volume: 1 }, pets)).toEqual({
      petType: 'kitty',
      clawCount: 3,
      bark_volume: 1,
    })
    expect(toWire({ petType: 'Dog', barkVolume: 1 }, pets)).toEqual({ pet_type: 'Dog', bark_volume: 1 })
    const vehicles = await tableOf('composition', 'list_vehicles')
    expect(fromWire([{ vehicle_kind: 'Car', door_count: 4, wheel_count: 4 }], vehicles)).toEqual([
      { vehicleKind: 'Car', doorCount: 4, wheelCount: 4 },
    ])
  })

  it('keep wire names where a union mixes objects with free-form data, and say so', async () => {
    const model = await golden('composition')
    const wire = { mixed: { body_length: 1 }, snake: { body_length: 2 }, any_of: { note_text: 'x' } }
    expect(fromWire(wire, await tableOf('composition', 'get_loose'))).toEqual({
      mixed: { body_length: 1 },
      snake: { body_length: 2 },
      anyOf: { noteText: 'x' },
    })
    expect(model.notices).toContainEqual({
      pointer: '/components/schemas/Loose/properties/mixed',
      message: expect.stringContaining('keep their wire names'),
    })
  })

  it('join what several statuses answer', async () => {
    const table = await tableOf('responses', 'get_run')
    expect(fromWire({ run_id: '1', started_at: 'now', result: { a_b: 1 } }, table)).toEqual({
      runId: '1',
      startedAt: 'now',
      result: { a_b: 1 },
    })
  })

  it('give objects that can stand in one place one set of names', async () => {
    const schemas = {
      First: { type: 'object', properties: { some_name: { type: 'string' } } },
      Second: { type: 'object', properties: { someName: { type: 'string' } } },
      Either: { oneOf: [reference('First'), reference('Second')] },
    }
    const paths = { '/either': { get: answering('getEither', reference('Either')) } }
    const model = await buildModel(document({ paths, schemas }), config)
    expect(operation(model, 'getEither').result.names).toBeUndefined()
    expect(model.types.text).toContain('some_name?: string | undefined')
  })

  it('do not rename the data of one member after the schema of another, at any depth', async () => {
    const schemas = {
      Typed: {
        type: 'object',
        properties: { data: { type: 'object', properties: { inner_name: { type: 'string' } } } },
      },
      Free: { type: 'object', properties: { data: { type: 'object', additionalProperties: true } } },
    }
    const paths = { '/x': { get: answering('getX', { anyOf: [reference('Typed'), reference('Free')] }) } }
    const model = await buildModel(document({ paths, schemas }), config)
    expect(model.types.text).toContain('inner_name?: string | undefined')
    expect(model.names.text).not.toContain('inner_name')
    expect(model.notices).toHaveLength(1)
  })

  it('make bigints where configured', async () => {
    const model = await golden('int64', { int64: 'bigint' })
    const table = (await nameTables(model))[operation(model, 'get_counter').result.names ?? '']
    expect(fromWire({ total_count: 1, history: [2], nested: { big: 3 }, ratio: 1 }, table ?? {})).toEqual({
      totalCount: 1n,
      history: [2n],
      nested: { big: 3n },
      ratio: 1,
    })
  })

  it('are printed only where an operation needs them', async () => {
    const { names } = await golden('renaming')
    expect(names.values).toContain('dataPointNames')
    expect(names.text).not.toContain('plainNames')
    expect((await golden('types-only')).names).toEqual({ text: '', types: [], values: [] })
    expect((await golden('parameters')).names.text).not.toContain('searchQueryQueryNames')
  })
})
