import { describe, expect, it } from 'vitest'
import { deriveOperationId } from '../../src/document/operation-ids.ts'
import { build, problemsOf, spec } from './documents.ts'

const responses = { 200: { description: 'ok' } }
const ids = (paths: Record<string, Record<string, unknown>>): Record<string, unknown> => {
  const { json } = build(spec({ paths })).document
  const entries = Object.entries(json.paths as Record<string, Record<string, { operationId: string }>>)
  return Object.fromEntries(
    entries.flatMap(([path, item]) =>
      Object.entries(item).map(([method, { operationId }]) => [`${method} ${path}`, operationId]),
    ),
  )
}

describe('deriveOperationId', () => {
  it.each([
    ['get', '/', 'getRoot'],
    ['get', '/pets', 'getPets'],
    ['get', '/pets/{petId}/toys', 'getPetsByPetIdToys'],
    ['put', '/v1/user-groups/{group_id}', 'putV1UserGroupsByGroupId'],
    ['post', '/files/{name}.{extension}', 'postFilesByNameByExtension'],
    ['get', '/größen/日本', 'getGrößen日本'],
  ])('makes of %s %s the id %s', (method, path, id) => {
    expect(deriveOperationId(method, path)).toBe(id)
  })
})

describe('operationIds', () => {
  it('that are missing are derived, and a notice names them', () => {
    const { document, notices } = build(
      spec({ paths: { '/a': { get: { responses } }, '/b': { get: { responses, operationId: 'b' } } } }),
    )
    expect(document.json.paths).toEqual({
      '/a': { get: { responses, operationId: 'getA' } },
      '/b': { get: { responses, operationId: 'b' } },
    })
    expect(notices).toEqual([
      {
        pointer: '/paths',
        message: '1 operation has no operationId; derived from method and path: getA (GET /a).',
      },
    ])
  })

  it('that are derived are unlike each other and the given ones, whatever the order of paths', () => {
    const paths = {
      '/c': { get: { responses, operationId: 'getA' } },
      '/a_': { get: { responses } },
      '/a': { get: { responses } },
    }
    const expected = { 'get /a': 'getA2', 'get /a_': 'getA3', 'get /c': 'getA' }
    expect(ids(paths)).toEqual(expected)
    expect(ids(Object.fromEntries(Object.entries(paths).reverse()))).toEqual(expected)
  })

  it('are listed up to twenty', () => {
    const paths = Object.fromEntries(
      Array.from({ length: 23 }, (_, index) => [`/p${index + 10}`, { get: { responses } }]),
    )
    const [notice] = build(spec({ paths })).notices
    expect(notice?.message).toMatch(
      /^23 operations have no operationId; derived .* getP29 \(GET \/p29\) and 3 more\.$/,
    )
  })

  it('that are used twice are refused with both places', () => {
    const get = { responses, operationId: 'list' }
    expect(problemsOf(spec({ paths: { '/b': { get }, '/a': { get } } }))).toEqual([
      '/paths/~1b/get/operationId: the operationId "list" is already used at /paths/~1a/get; give one of the two another name.',
    ])
  })

  it('stay where keys are sorted', () => {
    const { json } = build(spec({ paths: { '/a': { get: { responses, deprecated: true } } } })).document
    expect(JSON.stringify(json)).toContain('{"deprecated":true,"operationId":"getA","responses"')
  })

  it('are not needed where there are no operations', () => {
    expect(build(spec()).notices).toEqual([
      { pointer: '/paths', message: 'the document has no operations; the client consists of types only.' },
    ])
  })
})
