import { expect, test } from 'vitest'
import { DatabaseUnavailableError, whyDatabaseUnavailable } from '../src/database/errors.ts'

const failed = (code: string | undefined, message = 'reason') =>
  new Error('Failed query', { cause: Object.assign(new Error(message), code === undefined ? {} : { code }) })

test.each([
  ['a refused connection', failed('ECONNREFUSED')],
  ['a server that stops', failed('57P01')],
  ['a broken connection', failed('08006')],
  ['too many connections', failed('53300')],
  ['a full disk', failed('53100')],
  ['a stand-by after a fail-over', failed('25006')],
  ['our own word for it', new DatabaseUnavailableError('reason')],
])('%s is a database that is away for now', (_, error) => {
  expect(whyDatabaseUnavailable(error)).toBe('reason')
})

test.each([
  ['a wrong query', failed('42601')],
  ['a row that is there already', failed('23505')],
  ['an error of something else', failed(undefined, 'Cannot read properties of undefined')],
  ['no error', 'ECONNREFUSED'],
])('%s is none', (_, error) => {
  expect(whyDatabaseUnavailable(error)).toBeUndefined()
})
