import { describe, expect, test } from 'vitest'
import type { Golden } from '../support/golden.ts'

export function schemaTests(golden: () => Golden): void {
  /** Calls a method with the given body, if any; the server answers with `answer`. */
  const exchange = async (
    spec: string,
    method: string,
    body: unknown,
    answer?: unknown,
  ): Promise<{ wire: unknown; result: unknown }> => {
    const given = body === undefined ? [] : [body]
    if (answer !== undefined) golden().server.json(answer)
    const result = await golden().call(spec, method, ...given)
    const request = golden().server.only()
    return { wire: request.body ? JSON.parse(request.body) : undefined, result }
  }

  const wireRecord = {
    record_id: '1',
    user_data: { any_key: { inner_key: 1 }, other: null },
    typed_data: { some_key: { measured_at: 'm' } },
    foo_bar: 'a',
    fooBar: 2,
    baz_qux: 'b',
    'baz-qux': 'c',
    HTTPStatus: 200,
    '2fa_code': '3',
    'with space': 'd',
    points: [[{ measured_at: 'n', value: 1 }]],
    inline_object: { inner_name: 'i', inner_list: [{ deep_name: 'j' }] },
    tuple: ['t', { measured_at: 'o' }],
  }
  const record = {
    recordId: '1',
    userData: { any_key: { inner_key: 1 }, other: null },
    typedData: { some_key: { measuredAt: 'm' } },
    foo_bar: 'a',
    fooBar: 2,
    baz_qux: 'b',
    'baz-qux': 'c',
    httpStatus: 200,
    _2faCode: '3',
    withSpace: 'd',
    points: [[{ measuredAt: 'n', value: 1 }]],
    inlineObject: { innerName: 'i', innerList: [{ deepName: 'j' }] },
    tuple: ['t', { measuredAt: 'o' }],
  }

  describe('renaming', () => {
    test('declared properties are camelCase in TypeScript and as declared on the wire; user data stays', async () => {
      const { wire, result } = await exchange('renaming', 'records.create', record, wireRecord)
      expect(wire).toEqual(wireRecord)
      expect(result).toEqual(record)
    })

    test('writeOnly properties are sent and never come back', async () => {
      const answer = { ...wireRecord, secret_key: 's' }
      const { wire, result } = await exchange(
        'renaming',
        'records.create',
        { ...record, secretKey: 's' },
        answer,
      )
      expect(wire).toHaveProperty('secret_key', 's')
      expect(result).not.toHaveProperty('secretKey')
      expect(result).not.toHaveProperty('secret_key')
    })

    test('inside lists and envelopes', async () => {
      const answer = { records: [wireRecord], next_cursor: null }
      const { result } = await exchange('renaming', 'records.list', undefined, answer)
      expect(result).toEqual({ records: [record], nextCursor: null })
    })

    test('properties that the document does not know pass through, `__proto__` too', async () => {
      const answer = JSON.parse(
        '{"record_id":"1","user_data":{},"new_field":1,"__proto__":{"polluted":true}}',
      )
      const { result } = await exchange('renaming', 'records.create', record, answer)
      expect(result).toHaveProperty('new_field', 1)
      expect(Object.getPrototypeOf(result)).toBe(Object.prototype)
      expect({}).not.toHaveProperty('polluted')
    })
  })

  describe('maps', () => {
    test('keys stay, values are renamed', async () => {
      const wire = {
        text_map: { a_b: 'x' },
        item_map: { a_b: { item_name: 'x' } },
        nested_map: { a_b: { c_d: [{ item_name: 'x' }] } },
        beside_any: { item_id: '1', free_key: { sub_key: 1 } },
        beside_text: { item_id: '1', free_key: 'x' },
        closed: { default: 'd', enum: ['e'], properties: { a_b: 1 }, $ref: 'r' },
        anything: { a_b: 1 },
        never_map: {},
        patterns: { x_one: 1 },
      }
      const typed = {
        textMap: { a_b: 'x' },
        itemMap: { a_b: { itemName: 'x' } },
        nestedMap: { a_b: { c_d: [{ itemName: 'x' }] } },
        besideAny: { itemId: '1', free_key: { sub_key: 1 } },
        besideText: { itemId: '1', free_key: 'x' },
        closed: { default: 'd', enum: ['e'], properties: { a_b: 1 }, $ref: 'r' },
        anything: { a_b: 1 },
        neverMap: {},
        patterns: { x_one: 1 },
      }
      const done = await exchange('maps', 'maps.put', typed, wire)
      expect(done).toEqual({ wire, result: typed })
    })
  })

  describe('composition', () => {
    test.each([
      ['pets.create', { petType: 'kitty', clawCount: 4 }, { pet_type: 'kitty', claw_count: 4 }],
      ['pets.create', { petType: 'Dog', barkVolume: 9 }, { pet_type: 'Dog', bark_volume: 9 }],
      ['shapes.create', { kind: 'square', sideLength: 2 }, { kind: 'square', side_length: 2 }],
    ])('discriminated union by %s: %j', async (method, typed, wire) => {
      expect(await exchange('composition', method, typed, wire)).toEqual({ wire, result: typed })
    })

    test('allOf with a discriminator in the base', async () => {
      const wire = [
        { vehicle_kind: 'Car', door_count: 4, wheel_count: 4 },
        { vehicle_kind: 'Truck', load_limit: 9 },
      ]
      const { result } = await exchange('composition', 'vehicles.list', undefined, wire)
      expect(result).toMatchObject([{ vehicleKind: 'Car', wheelCount: 4 }, { vehicleKind: 'Truck' }])
    })

    test('unions without a discriminator; those with free-form members keep wire names', async () => {
      const wire = {
        either: 1,
        any_of: { note_text: 'n' },
        mixed: { body_length: 1 },
        both: { kind: 'circle', radius: 1, border_width: 2 },
        nothing: null,
      }
      const { result } = await exchange('composition', 'loose.get', undefined, wire)
      expect(result).toEqual({
        either: 1,
        anyOf: { noteText: 'n' },
        mixed: { body_length: 1 },
        both: { kind: 'circle', radius: 1, borderWidth: 2 },
        nothing: null,
      })
    })

    test('recursion', async () => {
      const wire = {
        node_name: 'a',
        child_nodes: [{ node_name: 'b', child_nodes: [{ node_name: 'c' }] }],
        named_nodes: { some_name: { node_name: 'd' } },
        parent_node: null,
      }
      const typed = {
        nodeName: 'a',
        childNodes: [{ nodeName: 'b', childNodes: [{ nodeName: 'c' }] }],
        namedNodes: { some_name: { nodeName: 'd' } },
        parentNode: null,
      }
      expect(await exchange('recursion', 'tree.put', typed, wire)).toEqual({ wire, result: typed })
    })

    test('tuples and constants', async () => {
      const wire = {
        pair: ['a', { x_axis: 1, y_axis: 2 }],
        rest: ['a', 1, 2],
        version: 'v1',
        flag: true,
        zero: 0,
        nothing: null,
      }
      const typed = { ...wire, pair: ['a', { xAxis: 1, yAxis: 2 }] }
      expect(await exchange('tuples-const', 'tuples.put', typed, wire)).toEqual({ wire, result: typed })
    })

    test('null stays null, in both versions', async () => {
      for (const spec of ['nullable-3.0', 'nullable-3.1']) {
        const wire = { text: null, list: [1, null], reference: null, level: null, optional_text: null }
        const { optional_text: _, ...typed } = { ...wire, optionalText: null }
        expect(await exchange(spec, 'values.create', typed, wire)).toEqual({ wire, result: typed })
      }
    })

    test('references that point outside of the components', async () => {
      const { result } = await exchange('elsewhere', 'references.getFirst', undefined, {
        first_part: { part_name: 'p', next: { first_part: { part_name: 'q' } } },
      })
      expect(result).toEqual({ firstPart: { partName: 'p', next: { firstPart: { partName: 'q' } } } })
      const fourth = await exchange('elsewhere', 'references.getFourth', undefined, { deep_name: 'd' })
      expect(fourth.result).toEqual({ deepName: 'd' })
    })
  })

  describe('numbers', () => {
    const exact = '{"total_count":9007199254740993,"history":[1],"nested":{"big":-9007199254740995}}'
    const answer = (body: string) =>
      golden().server.answer({ headers: { 'content-type': 'application/json' }, body })

    test('an int64 that a number cannot hold is an error that names it', async () => {
      answer(exact)
      await expect(golden().call('int64', 'counters.get', 1)).rejects.toThrow(/9007199254740993/)
      answer('{"total_count":9007199254740991}')
      expect(await golden().call('int64', 'counters.get', 1)).toEqual({ totalCount: 9007199254740991 })
    })

    test('an int64 is a bigint where that is configured, in both directions', async () => {
      answer(exact)
      const counter = await golden().call('int64-bigint', 'counters.get', 9007199254740993n)
      expect(golden().server.only().url).toBe('/counters/9007199254740993')
      expect(counter).toEqual({
        totalCount: 9007199254740993n,
        history: [1n],
        nested: { big: -9007199254740995n },
      })
      golden().server.answer({ status: 204 })
      await golden().call('int64-bigint', 'counters.put', 1, counter)
      expect(golden().server.arrived[0]?.body).toBe(exact)
    })
  })
}
