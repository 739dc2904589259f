import { describe, expect, it } from 'vitest'
import { SpecError } from '../../src/document/errors.ts'
import { extensionProblem } from '../../src/document/extensions.ts'
import type { Json, JsonObject } from '../../src/document/types.ts'
import { buildModel } from '../../src/model/build.ts'
import { config, document, golden, operation } from './support/build.ts'

const item: JsonObject = { type: 'object', properties: { id: { type: 'string' } } }
const envelope: JsonObject = {
  type: 'object',
  properties: { data: { type: 'array', items: item }, total: { type: 'integer' }, free: {} },
}
const at = '/paths/~1things/post/'

/** What building says about an operation with these extensions, behind its pointer. */
async function refusal(extensions: JsonObject, rest: JsonObject = {}): Promise<string> {
  const post = {
    operationId: 'find',
    parameters: ['offset', 'page', 'cursor', 'before'].map((name) => ({ name, in: 'query', schema: {} })),
    responses: { 200: { description: '', content: { 'application/json': { schema: envelope } } } },
    ...extensions,
    ...rest,
  }
  const error = await buildModel(document({ paths: { '/things': { post } } }), config).catch(
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(SpecError)
  return (error as SpecError).message.replace(`small.yaml at ${at}`, '')
}

describe('an envelope', () => {
  it('gives the type of what it holds', async () => {
    const model = await golden('envelopes')
    const types = ['list_agents', 'get_agent', 'get_agent_balance', 'get_agent_state', 'get_agent_note'].map(
      (id) => operation(model, id).result.type,
    )
    expect(types).toEqual([
      { text: 'Agent[]', references: ['Agent'] },
      { text: 'Agent', references: ['Agent'] },
      { text: 'number', references: [] },
      {
        text: 'Exclude<GetAgentStateResponse["data"], undefined>'.replaceAll('"', "'"),
        references: ['GetAgentStateResponse'],
      },
      { text: 'string', references: [] },
    ])
    expect(operation(model, 'get_agent').result.unwrap).toEqual({ keys: ['agentData'], notFound: true })
    expect(operation(model, 'reject_agent').body?.sendEmpty).toBe(true)
  })

  it.each<[string, JsonObject, JsonObject, string]>([
    [
      'a result that nothing declares',
      { 'x-driftless-result': '/items' },
      {},
      'x-driftless-result: no success declares "/items"; declare it, or correct the pointer.',
    ],
    [
      'a result behind what is free-form',
      { 'x-driftless-result': '/free/a' },
      {},
      'x-driftless-result: no success declares "/free/a"; declare it, or correct the pointer.',
    ],
    [
      'a result of no content',
      { 'x-driftless-result': '/data' },
      { responses: { 204: { description: '' } } },
      'x-driftless-result: every success must have content, and JSON only; correct the answers, or remove it.',
    ],
    [
      'null instead of text',
      { 'x-driftless-null': 'not-found' },
      { responses: { 200: { description: '', content: { 'text/plain': {} } } } },
      'x-driftless-null: every success must have content, and JSON only; correct the answers, or remove it.',
    ],
    [
      'an empty body where there is none',
      { 'x-driftless-send-empty-body': true },
      {},
      'x-driftless-send-empty-body: the operation declares no request body; declare an optional one of JSON, or remove it.',
    ],
    [
      'an empty body where one is required',
      { 'x-driftless-send-empty-body': true },
      { requestBody: { required: true, content: { 'application/json': {} } } },
      'x-driftless-send-empty-body: the body is required, so none is left out; declare an optional one of JSON, or remove it.',
    ],
    [
      'an empty body that is no JSON',
      { 'x-driftless-send-empty-body': true },
      { requestBody: { content: { 'text/plain': {} } } },
      'x-driftless-send-empty-body: the body must be JSON, since {} is; declare an optional one of JSON, or remove it.',
    ],
  ])('refuses %s', async (_name, extensions, rest, message) => {
    expect(await refusal(extensions, rest)).toBe(message)
  })

  it.each<[string, JsonObject, string]>([
    ['text', { type: 'string', 'x-driftless-coerce': true }, 'only numbers can come as text'],
    [
      'an enum',
      { type: 'integer', enum: [1, 2], 'x-driftless-coerce': true },
      'only numbers can come as text',
    ],
    [
      'values of a map',
      { type: 'object', additionalProperties: { type: 'integer', 'x-driftless-coerce': true } },
      'it has an effect on properties only',
    ],
  ])('refuses to coerce %s', async (_name, schema, message) => {
    const content = { 'application/json': { schema: { type: 'object', properties: { value: schema } } } }
    expect(await refusal({}, { responses: { 200: { description: '', content } } })).toContain(message)
  })
})

describe('pages', () => {
  it('have the types of their items and of what is said about them', async () => {
    const model = await golden('pages')
    const found = ['list_by_offset', 'list_by_page', 'list_by_cursor', 'list_by_id'].map((id) => {
      const { pagination } = operation(model, id)
      return [pagination?.kind, pagination?.position, pagination?.item.text, pagination?.metaType?.text]
    })
    expect(found).toEqual([
      ['offset', 'startAt', 'Page', 'ListMeta | undefined'],
      ['page', 'page', 'Page', undefined],
      [
        'cursor',
        'nextFrom',
        "Exclude<ListByCursorResponse['found'], null | undefined>['allItems'][number]",
        "Exclude<ListByCursorResponse['found'], undefined> | undefined",
      ],
      ['before-id', 'beforeId', 'Page', undefined],
    ])
    expect(operation(model, 'list_by_cursor').pagination).toMatchObject({
      items: ['found', 'allItems'],
      key: ['found', 'nextFrom'],
    })
  })

  const page = { kind: 'page', page: 'page', items: '/data' }
  it.each<[string, JsonObject, JsonObject, string]>([
    [
      'a parameter that is not declared',
      { ...page, page: 'p' },
      {},
      '/page: there is no query parameter "p"; declare it, or correct the name.',
    ],
    [
      'a limit that is not declared',
      { ...page, limit: 'size' },
      {},
      '/limit: there is no query parameter "size"; declare it, or correct the name.',
    ],
    [
      'a list that is none',
      { ...page, items: '/total' },
      {},
      '/items: what is declared there is no list; correct the pointer.',
    ],
    [
      'a list that is not declared',
      { ...page, items: '/rows' },
      {},
      '/items: no success declares "/rows"; declare it, or correct the pointer.',
    ],
    [
      'an id that is not declared',
      { kind: 'before-id', before: 'before', items: '/data', id: '/key' },
      {},
      '/id: no item declares "/key"; declare it, or correct the pointer.',
    ],
    [
      'a result as well',
      page,
      { 'x-driftless-result': '/data' },
      ': it contradicts x-driftless-result; remove one of them.',
    ],
  ])('refuse %s', async (_name, pagination, rest, message) => {
    expect(await refusal({ 'x-driftless-pagination': pagination }, rest)).toBe(
      `x-driftless-pagination${message}`,
    )
  })

  it.each<[Json, string]>([
    [{}, ' needs a "kind" that is one of "offset", "page", "cursor", "before-id"'],
    [{ kind: 'toString' }, ' needs a "kind" that is one of "offset", "page", "cursor", "before-id"'],
    [
      { ...page, cursor: 'c' },
      ': "cursor" means nothing for kind "page"; it takes "page", "total", "limit", "items", "meta"',
    ],
    [{ ...page, items: 'data' }, ': "items" must be a JSON pointer such as "/data"'],
    [{ ...page, page: 1 }, ': "page" must be the name of a query parameter'],
    [{ kind: 'cursor', cursor: 'c', items: '' }, ': kind "cursor" needs "next"'],
  ])('are refused by their shape: %j', (value, problem) => {
    expect(extensionProblem('x-driftless-pagination', value, 'operation')).toBe(
      `x-driftless-pagination${problem}.`,
    )
  })
})
