import { expect, test } from 'vitest'
import { describeError } from '../src/http/errors.ts'

test.each([
  ['an error', new Error('broken'), /^Error: broken\n\s+at /],
  ['an error without a stack', Object.assign(new Error('broken'), { stack: undefined }), /^Error: broken$/],
  [
    'an object that looks like an error',
    { name: 'ErrnoError', message: 'no such file', errno: 44 },
    /no such file.*44/,
  ],
  ['an object that cannot be written', { self: 1n }, /self/],
  ['a text', 'broken', /^broken$/],
  ['nothing', undefined, /^undefined$/],
])('%s can be logged', (_, error, text) => {
  expect(describeError(error)).toMatch(text)
})
