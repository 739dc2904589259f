import fc from 'fast-check'
import { expect, test } from 'vitest'
import { FLOW_FORMAT, hashContent, normalizeFlow } from '../src/engine/flow.ts'
import { mergePatch } from '../src/engine/overrides.ts'
import { uuidv7 } from '../src/engine/uuid.ts'
import { json } from './support/json.ts'

test('the normal form orders members, drops what is empty and normalizes paths', () => {
  const flow = normalizeFlow({
    metadata: {},
    output: { z: { $step: 'a', path: 'x' }, a: 1 },
    steps: [
      { input: { $input: '' }, id: 'a', component: '/c', mustExecute: null, metadata: {}, onError: null },
    ],
    name: 'n',
    description: null,
    schemas: { properties: { input: null, steps: { properties: {} } }, $defs: {} },
    examples: [],
    test: null,
  })
  expect(JSON.stringify(flow)).toBe(
    JSON.stringify({
      schema: FLOW_FORMAT,
      name: 'n',
      steps: [{ id: 'a', component: '/c', input: { $input: '$' } }],
      output: { z: { $step: 'a', path: '$.x' }, a: 1 },
    }),
  )
})

test('an id is the SHA-256 of the compact JSON', () => {
  expect(hashContent({ a: 1 }).id).toBe('015abd7f5cc57a2dd94b7590f04ad8084273905ee33ec5cebeae62276a97f862')
})

test('falsy and empty inputs and outputs are kept, null and absent are the same', () => {
  expect(normalizeFlow({ output: 0 }).output).toBe(0)
  expect(normalizeFlow({ output: '' }).output).toBe('')
  expect(normalizeFlow({ output: false }).output).toBe(false)
  expect(normalizeFlow({ output: {} }).output).toEqual({})
  expect(normalizeFlow({ output: [] }).output).toEqual([])
  expect(normalizeFlow({ steps: [{ id: 'a', component: '/c', input: {} }] }).steps?.[0]?.input).toEqual({})
  expect(hashContent(normalizeFlow({ output: null })).id).toBe(hashContent(normalizeFlow({})).id)
})

/** The examples of RFC 7396, appendix A. */
test.each([
  [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
  [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
  [{ a: 'b' }, { a: null }, {}],
  [{ a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
  [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
  [{ a: 'c' }, { a: ['b'] }, { a: ['b'] }],
  [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
  [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
  [
    ['a', 'b'],
    ['c', 'd'],
    ['c', 'd'],
  ],
  [{ a: 'b' }, ['c'], ['c']],
  [{ a: 'foo' }, null, null],
  [{ a: 'foo' }, 'bar', 'bar'],
  [{ e: null }, { a: 1 }, { e: null, a: 1 }],
  [[1, 2], { a: 'b', c: null }, { a: 'b' }],
  [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
])('%j patched with %j is %j', (target, patch, result) => {
  expect(mergePatch(target, patch)).toEqual(result)
})

test('a patch cannot reach a prototype', () => {
  fc.assert(
    fc.property(json, json, (target, patch) => {
      mergePatch(target, patch)
      expect(Object.getPrototypeOf({})).toBe(Object.prototype)
      expect(Object.keys(Object.prototype)).toEqual([])
    }),
  )
  const patched = mergePatch({}, JSON.parse('{"__proto__":{"admin":true}}')) as { admin?: boolean }
  expect(patched.admin).toBeUndefined()
})

test('ids of runs sort in the order they were made, in one millisecond too', () => {
  const ids = Array.from({ length: 10_000 }, () => uuidv7(1_700_000_000_000))
  expect([...ids].sort()).toEqual(ids)
  expect(new Set(ids).size).toBe(ids.length)
  expect(
    ids.every((id) => /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(id)),
  ).toBe(true)
})
