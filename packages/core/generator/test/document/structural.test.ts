import { describe, expect, it } from 'vitest'
import { build, problemsOf, spec, specWithOperation } from './documents.ts'
import { hmac, parameter, structuralCases } from './structural-cases.ts'

describe('structural checks', () => {
  it.each(structuralCases)('find %s', (_, json, problems) => {
    expect(problemsOf(json)).toEqual(problems)
  })

  it('pass what is right', () => {
    const json = {
      ...specWithOperation(
        {
          operationId: 'getPet',
          tags: ['pets'],
          parameters: [{ $ref: '#/components/parameters/Id' }, parameter({}), parameter({ in: 'header' })],
          security: [{ key: [] }, {}],
          responses: {
            200: { description: '' },
            '4XX': { description: '' },
            default: { description: '' },
            'x-a': 1,
          },
          'x-driftless-retry': 'safe',
          'x-driftless-idempotency': ['Idempotency-Key'],
          'x-driftless-resource': { resource: 'pets', method: 'get' },
          'x-driftless-stream': { cursor: 'since', sequence: '/sequence', terminal: ['done'] },
          'x-other': { $ref: 'data' },
        },
        '/pets/{id}',
      ),
      security: [],
      components: {
        parameters: { Id: parameter({ in: 'path', name: 'id', required: true, style: 'matrix' }) },
        schemas: { A: { items: true, additionalProperties: false, properties: { 'x-driftless-a': true } } },
        securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'k', 'x-driftless-hmac': hmac } },
      },
    }
    expect(build(json).notices).toEqual([])
  })

  it('let an operation of 3.1 do without responses', () => {
    expect(build(specWithOperation({ operationId: 'a', responses: undefined })).notices).toEqual([])
  })

  it('do not take names that every object inherits for keywords', () => {
    const names = {
      constructor: { type: 'string' },
      toString: { type: 'string' },
      hasOwnProperty: { type: 'string' },
    }
    const json = spec({
      paths: {},
      components: { schemas: { ...names, A: { ...names, properties: names } } },
    })
    expect(build(json).document.json).toEqual(json)
  })
})
