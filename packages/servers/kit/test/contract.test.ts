import { expect, test } from 'vitest'
import { createContract } from '../src/testing/contract.ts'

const number = { 'application/json': { schema: { $ref: '#/components/schemas/Count' } } }
const contract = createContract(
  {
    openapi: '3.1.0',
    paths: {
      '/a~b/{id}': {
        get: { responses: { 200: { description: '', content: number } } },
        delete: { responses: { 204: { description: '' } } },
      },
      '/stream': {
        get: {
          responses: {
            200: {
              description: '',
              content: {
                'text/event-stream': { schema: { $ref: '#/components/schemas/Count' } },
                'application/octet-stream': { schema: { type: 'string', format: 'binary' } },
              },
            },
          },
        },
      },
    },
    components: {
      schemas: {
        Count: { type: 'integer', format: 'int32' },
        Problem: { type: 'object', required: ['code'] },
      },
    },
  },
  '/api',
  'Problem',
)

const answer = (change: object) => ({
  method: 'GET',
  pathname: '/api/a~b/1',
  status: 200,
  contentType: 'application/json; charset=utf-8',
  text: '7',
  ...change,
})

const stream = (data: string) =>
  answer({
    pathname: '/api/stream',
    contentType: 'text/event-stream',
    text: `retry: 1\n\nid: 1\ndata: ${data}\n\n`,
  })

test('every event of a stream is held against the schema; bytes have none', () => {
  contract.check(stream('7'))
  expect(() => contract.check(stream('"7"'))).toThrow(/does not fit.*integer/)
  contract.check(answer({ pathname: '/api/stream', contentType: 'application/octet-stream', text: '\0' }))
})

test('an answer that fits passes', () => {
  contract.check(answer({}))
  contract.check(answer({ method: 'DELETE', status: 204, contentType: null, text: '' }))
  contract.check(answer({ pathname: '/api/none', status: 404, text: '{"code":404}' }))
})

test.each([
  ['a body that does not fit', { text: '"7"' }, /does not fit.*integer/],
  ['an undeclared status', { status: 418 }, /does not declare 418/],
  ['another content type', { contentType: 'text/plain' }, /content type text\/plain/],
  ['a body where none is declared', { method: 'DELETE', status: 204 }, /has a body/],
  ['an undeclared operation', { pathname: '/api/none' }, /is not declared/],
  ['an error in another shape', { pathname: '/api/none', status: 404, text: '{}' }, /does not fit.*code/],
])('%s is found', (_, change, message) => {
  expect(() => contract.check(answer(change))).toThrow(message)
})
