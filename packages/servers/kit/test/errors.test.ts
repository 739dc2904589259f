import { DrizzleQueryError } from 'drizzle-orm'
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
  [
    'an error with a cause',
    new Error('outer', { cause: new Error('inner') }),
    /^Error: outer\n[\s\S]*\nCaused by: Error: inner\n/,
  ],
  ['a text', 'broken', /^broken$/],
  ['nothing', undefined, /^undefined$/],
])('%s can be logged', (_, error, text) => {
  expect(describeError(error)).toMatch(text)
})

test('the values of a query that failed are not logged; the query and the reason are', () => {
  const reason = new Error('value out of range')
  const error = new DrizzleQueryError('insert into t values ($1)', ['secret\nparams: hidden'], reason)
  const text = describeError(error)
  expect(text).toMatch(/insert into t values \(\$1\)\n\s+at [\s\S]*Caused by: Error: value out of range/)
  expect(text).not.toMatch(/secret|hidden/)
})
