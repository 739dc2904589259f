import { describe, expect, it } from 'vitest'
import { SpecError } from '../../src/document/errors.ts'
import type { Json, JsonObject } from '../../src/document/types.ts'
import { buildModel } from '../../src/model/build.ts'
import { config, document, golden, operation } from './support/build.ts'

/** What building says about an operation with this answer and extension. */
async function refusal(content: JsonObject, extension: Json, others: JsonObject = {}): Promise<string> {
  const get = {
    operationId: 'follow',
    parameters: [{ name: 'since', in: 'query', schema: { type: 'integer' } }],
    responses: { 200: { description: '', content } },
    'x-driftless-stream': extension,
    ...others,
  }
  const error = await buildModel(document({ paths: { '/events': { get } } }), config).catch(
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(SpecError)
  const { pointer, message } = error as SpecError
  return `${pointer}: ${message}`
}

const events = { 'text/event-stream': {} }
const lines = { 'application/jsonl': {} }
const at = '/paths/~1events/get/x-driftless-stream'

describe('a stream', () => {
  it('has events of the type of its schema, and says how it goes on and ends', async () => {
    const model = await golden('streams')
    const { result, stream } = operation(model, 'stream_run_events')
    expect([result.type.text, result.accept, result.names]).toEqual([
      'RunEvent',
      ['text/event-stream'],
      'runEventNames',
    ])
    expect(stream).toEqual({
      kind: 'events',
      isText: false,
      cursor: 'sinceEvent',
      sequence: ['meta', 'sequence_number'],
      terminal: ['run_completed', 'run~failed'],
    })
  })

  it('is JSON lines, text, or the answer to a body', async () => {
    const model = await golden('streams')
    expect(operation(model, 'list_rows').stream).toMatchObject({ kind: 'jsonLines', isText: false })
    expect(operation(model, 'watch_ticks').stream).toEqual({ kind: 'events', isText: true, terminal: [] })
    expect(operation(model, 'ask').stream).toEqual({
      kind: 'events',
      isText: false,
      cursor: 'fromToken',
      terminal: [],
    })
  })

  it('is none where the media type of the answer decides, and where there is no parser', async () => {
    const model = await golden('streams')
    for (const id of ['get_mixed', 'get_sequence']) expect(operation(model, id).stream).toBeUndefined()
    expect(operation(model, 'get_mixed').result.readers.map(({ kind }) => kind)).toEqual(['json', 'stream'])
  })
})

describe('x-driftless-stream', () => {
  it.each<[string, JsonObject, JsonObject, string]>([
    [
      'on an operation that does not stream',
      { 'application/json': {} },
      { cursor: 'since' },
      'the only content',
    ],
    [
      'beside another media type',
      { ...events, 'application/json': {} },
      { cursor: 'since' },
      'the only content',
    ],
    ['without an answer', {}, { terminal: ['done'] }, 'the only content'],
  ])('is refused %s', async (_, content, extension, message) => {
    expect(await refusal(content, extension)).toContain(`${at}: ${message}`)
  })

  it.each<[string, JsonObject, JsonObject, string]>([
    [
      'a cursor that is no query parameter',
      events,
      { cursor: 'after' },
      'cursor: there is no query parameter "after"',
    ],
    ['a sequence without a cursor', events, { sequence: '/n' }, 'sequence: a sequence needs a "cursor"'],
    ['JSON lines with nothing for the cursor', lines, { cursor: 'since' }, 'cursor: JSON lines have no ids'],
    [
      'JSON lines with event names',
      lines,
      { terminal: ['done'] },
      'terminal: JSON lines have no event names',
    ],
  ])('is refused with the place: %s', async (_, content, extension, message) => {
    expect(await refusal(content, extension)).toContain(`${at}/${message}`)
  })

  it('takes no header for its cursor', async () => {
    const parameters = [{ name: 'since', in: 'header', schema: { type: 'string' } }]
    expect(await refusal(events, { cursor: 'since' }, { parameters })).toContain('no query parameter')
  })
})
