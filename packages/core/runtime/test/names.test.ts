import fc from 'fast-check'
import { expect, test } from 'vitest'
import { camelCase, chooseVariant, type Field, fromWire, type Names, toBigint, toWire } from '../src/index.ts'

test.each([
  ['x_request_id', 'xRequestId'],
  ['X-Foo', 'xFoo'],
  ['X-Request-ID', 'xRequestId'],
  ['HTTPServer', 'httpServer'],
  ['FlowName', 'flowName'],
  ['ID', 'id'],
  ['USER_ID', 'userId'],
  ['userID', 'userID'],
  ['flowId', 'flowId'],
  ['foo_2_bar', 'foo2Bar'],
  ['2fa_code', '_2faCode'],
  ['+1', '_1'],
  ['$ref', '$ref'],
  ['$skip_token', '$skipToken'],
  ['_id', '_id'],
  ['__type_name', '__typeName'],
  ['__proto__', '__proto'],
  ['@type', 'type'],
  ['a.b[c]', 'aBC'],
  ['größe_der_tür', 'größeDerTür'],
  ['名前_x', '名前X'],
  ['', '_'],
  ['!!', '_'],
  ['foo__bar_', 'fooBar'],
])('camelCase(%j) is %j', (wire, expected) => {
  expect(camelCase(wire)).toBe(expected)
})

test('camelCase leaves its own results alone, and never makes a dangerous name', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'aBcDé1_-$ .ß名') }), (wire) => {
      const name = camelCase(wire)
      expect(camelCase(name)).toBe(name)
      expect(name).not.toBe('__proto__')
    }),
    { numRuns: 2_000 },
  )
})

const item: Names = { fields: ['item_id'] }
const shout: Names = { fields: [['ITEM_ID', 'itemId'], '2_b'] }
const tree: Names = { fields: ['node_name'], children: { child_nodes: () => tree, meta: () => item } }
const map: Names = { values: () => item, children: { kept: () => ({}) } }
const cat: Names = { fields: ['fur_color'] }
const dog: Names = { fields: ['bark_volume'], omit: ['secret_word'] }
const pet: Names = {
  fields: ['pet_type'],
  variants: { property: 'pet_type', mapping: { cat: () => cat, dog: () => dog }, choose: chooseVariant },
}
const both: Names = { all: () => [item, { fields: ['other_name'], children: { item_id: () => cat } }] }

test('declared names change, free-form data does not, and null and arrays are walked', () => {
  const wire = {
    node_name: 'a',
    child_nodes: [{ node_name: 'b', free_form: { node_name: 1 } }, null],
    meta: null,
  }
  const typed = {
    nodeName: 'a',
    child_nodes: [{ nodeName: 'b', free_form: { node_name: 1 } }, null],
    meta: null,
  }
  expect(fromWire(wire, tree)).toEqual(typed)
  expect(toWire(typed, tree)).toEqual(wire)
})

test('a name that does not follow from the wire name stands beside it', () => {
  expect(fromWire({ ITEM_ID: 1, '2_b': 2 }, shout)).toEqual({ itemId: 1, '2B': 2 })
  expect(toWire({ itemId: 1, '2B': 2 }, shout)).toEqual({ ITEM_ID: 1, '2_b': 2 })
})

test('a variant is chosen by either name of the deciding property', () => {
  const named = (property: Field): Names => ({
    variants: { property, mapping: { cat: () => cat }, choose: chooseVariant },
  })
  const both = named(['PetType', 'petType'])
  expect(fromWire({ PetType: 'cat', fur_color: 1 }, both)).toEqual({ PetType: 'cat', furColor: 1 })
  expect(toWire({ petType: 'cat', furColor: 1 }, both)).toEqual({ petType: 'cat', fur_color: 1 })
  expect(toWire({ pet_type: 'cat', furColor: 1 }, named('pet_type'))).toEqual({
    pet_type: 'cat',
    fur_color: 1,
  })
  const kept = named(['pet_type', 'pet_type'])
  expect(toWire({ petType: 'cat', furColor: 1 }, kept)).toEqual({ petType: 'cat', furColor: 1 })
})

test('maps, tuples, unions, allOf, omit, bigint', () => {
  expect(fromWire({ some_key: { item_id: 1 }, kept: { item_id: 1 } }, map)).toEqual({
    some_key: { itemId: 1 },
    kept: { item_id: 1 },
  })
  const tuple: Names = { items: [undefined, () => item] }
  expect(fromWire([{ item_id: 1 }, { item_id: 2 }, { item_id: 3 }], tuple)).toEqual([
    { item_id: 1 },
    { itemId: 2 },
    { item_id: 3 },
  ])
  expect(fromWire({ pet_type: 'cat', fur_color: 'red', bark_volume: 1 }, pet)).toEqual({
    petType: 'cat',
    furColor: 'red',
    bark_volume: 1,
  })
  expect(toWire({ petType: 'dog', barkVolume: 1, secretWord: 'x' }, pet)).toEqual({
    pet_type: 'dog',
    bark_volume: 1,
    secretWord: 'x',
  })
  expect(fromWire({ pet_type: 'dog', secret_word: 'x' }, pet)).toEqual({ petType: 'dog' })
  expect(fromWire({ pet_type: 'constructor' }, pet)).toEqual({ petType: 'constructor' })
  expect(fromWire({ item_id: { fur_color: 1 }, other_name: 2 }, both)).toEqual({
    itemId: { furColor: 1 },
    otherName: 2,
  })
  expect(
    fromWire(
      { big_id: 5, list: [1, 2.5] },
      { fields: ['big_id'], convert: { big_id: toBigint, list: toBigint } },
    ),
  ).toEqual({
    bigId: 5n,
    list: [1n, 2.5],
  })
})

test('what needs no change is not copied', () => {
  const value = { other: 1, meta: { x: 1 } }
  expect(fromWire(value, tree)).toBe(value)
  const list = [value]
  expect(fromWire(list, tree)).toBe(list)
  const date = new Date()
  expect(toWire({ nodeName: date }, tree)).toEqual({ node_name: date })
})

test('names such as __proto__ and constructor pollute nothing and survive', () => {
  const wire = JSON.parse(
    '{"item_id":1,"__proto__":{"polluted":true},"constructor":{"item_id":2},"toString":3}',
  )
  const typed = fromWire(wire, item) as Record<string, unknown>
  expect(Object.getPrototypeOf(typed)).toBe(Object.prototype)
  expect(Object.keys(typed)).toEqual(['itemId', '__proto__', 'constructor', 'toString'])
  expect(JSON.stringify(toWire(typed, item))).toBe(JSON.stringify(wire))
  expect('polluted' in {}).toBe(false)
  expect(fromWire(wire, map)).toEqual(
    JSON.parse('{"item_id":1,"__proto__":{"polluted":true},"constructor":{"itemId":2},"toString":3}'),
  )
})

test('there and back again is exact, whatever the value', () => {
  const key = fc.constantFrom(
    'item_id',
    'itemId',
    'ITEM_ID',
    'node_name',
    'nodeName',
    'child_nodes',
    'childNodes',
    'meta',
    'pet_type',
    'petType',
    'free',
    '__proto__',
  )
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      fc.constantFrom(1, 'cat', 'dog', null, true),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(key, tie('value'), { maxKeys: 5 }),
    ),
  }))
  const tables = [
    tree,
    item,
    map,
    pet,
    both,
    shout,
    { children: { free: () => pet }, values: () => tree } satisfies Names,
  ]
  fc.assert(
    fc.property(value, fc.constantFrom(...tables), (wire, names) => {
      const before = JSON.stringify(wire)
      expect(JSON.stringify(toWire(fromWire(wire, names), names))).toBe(before)
      expect(JSON.stringify(wire)).toBe(before)
    }),
    { numRuns: 1_000 },
  )
})
