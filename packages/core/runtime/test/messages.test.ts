/** What errors say in words. */
import { expect, test } from 'vitest'
import type { DriftlessError, Operation } from '../src/index.ts'
import { getThing } from './support/operations.ts'
import { type Answer, clientFor, json, plain, rejection, serve } from './support/server.ts'

async function refusal(answer: Answer, operation: Operation = getThing): Promise<DriftlessError> {
  return (await rejection(clientFor(await serve(answer)).call(operation))) as DriftlessError
}

test.each<[string, Answer, string]>([
  [
    'JSON',
    json({ error: 'no\nsuch thing', code: 'not_found' }, 404),
    ': {"error":"no\\nsuch thing","code":"not_found"}',
  ],
  ['a list', json(['no', 'never'], 404), ': ["no","never"]'],
  ['text', plain(404, 'no "such" thing\u001b[2J'), ': "no \\"such\\" thing\\u001b[2J"'],
  ['a long page', plain(404, `<html>${'x'.repeat(1e6)}`), `: "<html>${'x'.repeat(193)}`],
  ['nothing', plain(404, ''), ''],
  ['null', json(null, 404), ''],
])('the message for a status quotes %s, the report does not', async (_what, answer, quoted) => {
  const error = await refusal(answer)
  expect(error.message).toBe(`getThing: status 404${quoted}`)
  expect(error.stack?.startsWith(`NotFoundError: ${error.message}\n`)).toBe(true)
  expect(JSON.parse(error.toReport())).toMatchObject({ message: 'getThing: status 404', status: 404 })
})

test('an answer that is cut off is told by its status alone', async () => {
  const error = await refusal((_request, response) => {
    response.writeHead(404, { 'content-length': 100 })
    response.write('{"error":"no su', () => response.destroy())
  })
  expect(error).toMatchObject({ name: 'NotFoundError', message: 'getThing: status 404', body: undefined })
})

test('a body that cannot be translated is quoted, and kept as it came', async () => {
  const decodeError = () => {
    throw new Error('cannot translate')
  }
  const error = await refusal(json({ error: 'no' }, 409), { ...getThing, decodeError })
  expect(error.message).toBe('getThing: status 409: {"error":"no"}')
  expect(error.body).toEqual({ error: 'no' })
})

test('the report ends a message where it quotes an answer that is not JSON', async () => {
  const error = await refusal(plain(200, '{"secret": abc}'))
  expect(error.message).toMatch(/^getThing: Unexpected token 'a', .*abc.* is not valid JSON$/)
  expect(error.toReport()).toContain('"message": "getThing: Unexpected token')
  expect(error.toReport()).not.toContain('abc')
})
