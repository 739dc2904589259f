import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatPath, lookUp, PathSyntaxError, parsePath } from '../src/engine/paths.ts'

test.each([
  ['', []],
  ['$', []],
  ['$.a', ['a']],
  ['$.a.b-c', ['a', 'b-c']],
  ['$["a b"][0]', ['a b', 0]],
  ["$['it\\'s']", ["it's"]],
  ['$["q\\"\\\\"]', ['q"\\']],
  ['$.ünï.日本', ['ünï', '日本']],
  ['$[10][0]', [10, 0]],
  ['a.b', ['a.b']],
  ['[0]', ['[0]']],
])('%j is %j', (text, path) => {
  expect(parsePath(text)).toEqual(path)
})

test.each(['$.', '$..a', '$[', '$[-1]', '$[1:2]', '$[*]', '$.a[', '$a', '$["a"', '$[a]', '$ ', '$.a]'])(
  '%j is no path, and the message says where',
  (text) => {
    expect(() => parsePath(text)).toThrow(PathSyntaxError)
    expect(() => parsePath(text)).toThrow(/cannot read ".+; expected/)
  },
)

test.each(['9007199254740992', '1000000000000000000000', '9'.repeat(400)])(
  'an index of %s is refused, because no number can hold it exactly',
  (index) => {
    expect(() => parsePath(`$[${index}]`)).toThrow(PathSyntaxError)
    expect(parsePath('$[9007199254740991]')).toEqual([Number.MAX_SAFE_INTEGER])
  },
)

test('every path is read back as it was written', () => {
  const segment = fc.oneof(fc.string({ unit: 'binary' }), fc.nat({ max: 1_000_000 }))
  fc.assert(
    fc.property(fc.array(segment), (path) => {
      expect(parsePath(formatPath(path))).toEqual(path)
    }),
  )
})

test('no text makes the reader fail in another way', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      try {
        parsePath(`$${text}`)
      } catch (error) {
        expect(error).toBeInstanceOf(PathSyntaxError)
      }
    }),
  )
})

test.each([
  [{ a: null }, ['a'], { found: true, value: null }],
  [{ a: [1] }, ['a', 0], { found: true, value: 1 }],
  [{ a: 1 }, ['b'], { found: false }],
  [[1], ['0'], { found: false }],
  [{ 0: 1 }, [0], { found: false }],
  [[1], ['length'], { found: false }],
  ['text', ['length'], { found: false }],
  [{}, ['constructor'], { found: false }],
  [null, ['a'], { found: false }],
  [null, [], { found: true, value: null }],
])('in %j, %j leads to %j', (value, path, expected) => {
  expect(lookUp(value, path)).toEqual(expected)
})
