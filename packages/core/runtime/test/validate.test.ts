import { describe, expect, test, vi } from 'vitest'
import { type Operation, ResponseFormatError, readOptionalJson, readText, UsageError } from '../src/index.ts'
import { type ResponseSchemas, type ValidationEntry, validateResponses } from '../src/validate/index.ts'
import { clientFor, cut, json, plain, rejection, serve } from './support/server.ts'

const schemas: ResponseSchemas = {
  $defs: {
    Task: {
      type: 'object',
      required: ['id', 'level'],
      properties: {
        id: { type: 'string' },
        level: { type: 'integer', minimum: 1 },
        status: { enum: ['todo', 'done'] },
        parent: { anyOf: [{ $ref: '#/$defs/Task' }, { type: 'null' }] },
        'a/b': { type: 'boolean' },
      },
      additionalProperties: false,
    },
  },
  responses: {
    getTask: { 200: { $ref: '#/$defs/Task' }, '2XX': { type: 'array' }, default: null },
  },
}
const getTask: Operation = { id: 'getTask', method: 'GET', path: '/task' }
const good = { id: 'a', level: 2, parent: { id: 'b', level: 1, parent: null } }
const bad = { id: 'secret-1', level: '2', status: 'lost', parent: { id: 3 }, extra: [], 'a/b': null }

describe('validation of answers', () => {
  test('leaves an answer without content to its reader, whatever it calls itself', async () => {
    const empty = plain(204, '', { 'content-type': 'application/json' })
    const middleware = [validateResponses({ mode: 'strict', onReport: () => {} }, schemas)]
    const client = clientFor(await serve(empty), { middleware })
    expect(await client.call({ ...getTask, read: readOptionalJson })).toBeUndefined()
  })

  test('reports what is not as declared, without values, and the call goes on', async () => {
    const reports: (readonly ValidationEntry[])[] = []
    const onReport = (entries: readonly ValidationEntry[]) => {
      reports.push(entries)
      throw new Error('a listener that fails')
    }
    const middleware = [validateResponses({ mode: 'report', onReport }, schemas)]
    const client = clientFor(await serve(json(good), json(bad), json([]), json({}, 201)), { middleware })
    expect(await client.call(getTask)).toEqual(good)
    expect(reports).toEqual([])
    expect(await client.call(getTask)).toEqual(bad)
    const entry = (pointer: string, expected: string, actual: string) => ({
      operation: 'getTask',
      pointer,
      expected,
      actual,
    })
    expect(reports[0]).toEqual(
      expect.arrayContaining([
        entry('/level', 'integer', 'string'),
        entry('/status', 'one of ["todo","done"]', 'string'),
        entry('/parent/level', 'a value', 'missing'),
        entry('/parent/id', 'string', 'number'),
        entry('/extra', 'nothing', 'array'),
        entry('/a~1b', 'boolean', 'null'),
      ]),
    )
    expect(JSON.stringify(reports)).not.toContain('secret-1')
    expect(await client.call(getTask)).toEqual([])
    expect(reports[1]).toEqual([entry('', 'object', 'array')])
    expect(await client.call(getTask)).toEqual({})
    expect(reports[2]).toEqual([entry('', 'array', 'object')])
  })

  test('fails the call in strict mode, once, and tells where', async () => {
    const onReport = vi.fn()
    const server = await serve(json({ ...good, level: 0 }), json(good))
    const client = clientFor(server, {
      middleware: [validateResponses({ mode: 'strict', onReport }, schemas)],
    })
    const error = await rejection(client.call(getTask))
    expect(error).toBeInstanceOf(ResponseFormatError)
    expect(error).toMatchObject({
      message: 'getTask: the answer is not as declared: /level must be >= 1, is number',
      operation: 'getTask',
      status: 200,
      body: { ...good, level: 0 },
    })
    expect(server.received).toHaveLength(1)
    expect(onReport).toHaveBeenCalledOnce()
    expect(await client.call(getTask)).toEqual(good)
  })

  test('looks at nothing when it is off, and at no errors, texts and operations without schema', async () => {
    const onReport = vi.fn()
    const of = (mode: 'off' | 'strict') => [validateResponses({ mode, onReport }, schemas)]
    expect(await clientFor(await serve(json(bad)), { middleware: of('off') }).call(getTask)).toEqual(bad)
    const server = await serve(json(bad, 404), plain(200, 'text'), json(bad))
    const client = clientFor(server, { middleware: of('strict') })
    expect(await rejection(client.call(getTask))).toMatchObject({ status: 404, body: bad })
    expect(await client.call({ ...getTask, read: readText })).toBe('text')
    expect(await client.call({ ...getTask, id: 'toString' })).toEqual(bad)
    expect(onReport).not.toHaveBeenCalled()
  })

  test('leaves broken answers to the call: they are retried, or told as they are', async () => {
    const middleware = [validateResponses({ mode: 'strict' }, schemas)]
    expect(await clientFor(await serve(cut, json(good)), { middleware }).call(getTask)).toEqual(good)
    const broken = clientFor(await serve(plain(200, '{', { 'content-type': 'application/json' })), {
      middleware,
    })
    expect(await rejection(broken.call(getTask))).toMatchObject({
      message: expect.stringContaining('in JSON at position 1'),
    })
    const large = clientFor(await serve(json(good)), {
      middleware: [validateResponses({ mode: 'report', maxResponseBytes: 5 }, schemas)],
    })
    expect(await rejection(large.call(getTask))).toMatchObject({ name: 'ResponseTooLargeError' })
  })

  test('refuses a mode that is none', () => {
    const make = () => validateResponses({ mode: 'loose' as 'strict' }, schemas)
    expect(make).toThrow(/mode must be one of off, report, strict/)
    expect(make).toThrow(expect.toSatisfy((error: unknown) => error instanceof UsageError))
  })
})
