import { describe, expect, it } from 'vitest'
import { build, messageOf, problemsOf } from './documents.ts'
import { operation, swagger, upgraded, upgradedOperation } from './swagger-documents.ts'

describe('an upgrade from Swagger 2.0', () => {
  it('says so', () => {
    const { document, notices } = build(operation({}))
    expect(document.json.openapi).toBe('3.0.4')
    expect(notices).toEqual([
      {
        pointer: '',
        message:
          'the document was upgraded from Swagger 2.0; JSON pointers in messages are those of OpenAPI 3.0.',
      },
    ])
  })

  it.each([
    [
      { host: 'pets.example.com', basePath: '/v1/', schemes: ['https', 'http'] },
      [{ url: 'https://pets.example.com/v1' }, { url: 'http://pets.example.com/v1' }],
    ],
    [{ host: 'pets.example.com', basePath: '/' }, [{ url: 'https://pets.example.com' }]],
    [{ host: 'localhost:8080', basePath: '/v1', schemes: ['http'] }, [{ url: '/v1' }]],
    [{ basePath: '/v1' }, [{ url: '/v1' }]],
    [{ basePath: '/' }, undefined],
  ])('makes servers of %j', (members, servers) => {
    expect(upgraded(swagger(members)).servers).toEqual(servers)
  })

  it('keeps tags, security, extensions and documentation', () => {
    const members = {
      tags: [{ name: 'a' }],
      security: [],
      externalDocs: { url: 'https://x.example.com' },
      'x-a': { $ref: '#/definitions/A' },
    }
    expect(upgraded(swagger(members))).toMatchObject(members)
  })

  it('turns definitions into schemas and leaves data in them alone', () => {
    const json = swagger({
      definitions: {
        Pet: {
          type: 'object',
          discriminator: 'kind',
          properties: {
            kind: { type: 'string' },
            owner: { $ref: '#/definitions/Owner', 'x-nullable': true },
            photo: { type: 'file' },
            discriminator: { type: 'string', 'x-nullable': true, example: { $ref: '#/definitions/no' } },
            toys: { type: 'array', items: { $ref: '#/definitions/Pet/properties/kind' } },
          },
          additionalProperties: { $ref: '#/definitions/Owner' },
        },
        Owner: { allOf: [{ $ref: '#/definitions/Pet' }], default: { type: 'file' } },
      },
    })
    expect(upgraded(json).components).toEqual({
      schemas: {
        Pet: {
          type: 'object',
          discriminator: { propertyName: 'kind' },
          properties: {
            kind: { type: 'string' },
            owner: { allOf: [{ $ref: '#/components/schemas/Owner' }], nullable: true },
            photo: { type: 'string', format: 'binary' },
            discriminator: { type: 'string', nullable: true, example: { $ref: '#/definitions/no' } },
            toys: { type: 'array', items: { $ref: '#/components/schemas/Pet/properties/kind' } },
          },
          additionalProperties: { $ref: '#/components/schemas/Owner' },
        },
        Owner: { allOf: [{ $ref: '#/components/schemas/Pet' }], default: { type: 'file' } },
      },
    })
  })

  it('turns parameters and the ways in which they write arrays', () => {
    const array = (name: string, location: string, collectionFormat?: string) => ({
      name,
      in: location,
      type: 'array',
      items: { type: 'integer', 'x-a': 1 },
      ...(collectionFormat ? { collectionFormat } : {}),
    })
    const parameters = [
      {
        name: 'limit',
        in: 'query',
        type: 'integer',
        format: 'int64',
        default: 3,
        maximum: 9,
        required: true,
        description: 'd',
        allowEmptyValue: true,
        'x-nullable': true,
        'x-b': 2,
      },
      array('csv', 'query'),
      array('multi', 'query', 'multi'),
      array('ssv', 'query', 'ssv'),
      array('pipes', 'query', 'pipes'),
      array('X-Ids', 'header', 'csv'),
    ]
    const schema = { type: 'array', items: { type: 'integer', 'x-a': 1 } }
    expect(upgradedOperation({ parameters })?.parameters).toEqual([
      {
        ...{ name: 'limit', in: 'query', required: true, description: 'd', allowEmptyValue: true, 'x-b': 2 },
        schema: { type: 'integer', format: 'int64', default: 3, maximum: 9, nullable: true },
      },
      { name: 'csv', in: 'query', style: 'form', explode: false, schema },
      { name: 'multi', in: 'query', style: 'form', explode: true, schema },
      { name: 'ssv', in: 'query', style: 'spaceDelimited', explode: false, schema },
      { name: 'pipes', in: 'query', style: 'pipeDelimited', explode: false, schema },
      { name: 'X-Ids', in: 'header', schema },
    ])
  })

  it('refuses array formats that OpenAPI 3 does not have', () => {
    const array = { type: 'array', items: { type: 'string' } }
    const parameters = [
      { name: 'a', in: 'query', ...array, collectionFormat: 'tsv' },
      { name: 'b', in: 'header', ...array, collectionFormat: 'pipes' },
      { name: 'c', in: 'query', type: 'array', items: { ...array, collectionFormat: 'ssv' } },
    ]
    expect(problemsOf(operation({ parameters }))).toEqual(
      ['tsv', 'pipes', 'ssv'].map(
        (format, index) =>
          `/paths/~1pets/post/parameters/${index}: OpenAPI 3 cannot write arrays with the collectionFormat "${format}" here; use csv, or change the server.`,
      ),
    )
  })

  it('turns responses, their headers and examples', () => {
    const responses = {
      200: {
        description: 'ok',
        schema: { $ref: '#/definitions/Pet' },
        examples: { 'application/json': { $ref: 'data' }, other: 1 },
        headers: { 'X-Left': { type: 'integer', description: 'd' } },
      },
      201: { description: 'file', schema: { type: 'file' } },
      404: { $ref: '#/responses/Gone' },
    }
    const others = {
      definitions: { Pet: {} },
      produces: ['application/json'],
      responses: { Gone: { description: 'gone', schema: {} } },
    }
    const json = operation({ responses }, others)
    expect(upgradedOperation({ responses }, others)?.responses).toEqual({
      200: {
        description: 'ok',
        headers: { 'X-Left': { description: 'd', schema: { type: 'integer' } } },
        content: {
          'application/json': { schema: { $ref: '#/components/schemas/Pet' }, example: { $ref: 'data' } },
        },
      },
      201: { description: 'file', content: { '*/*': { schema: { type: 'string', format: 'binary' } } } },
      404: { $ref: '#/components/responses/Gone' },
    })
    expect(upgraded(json).components).toMatchObject({
      responses: { Gone: { description: 'gone', content: { 'application/json': { schema: {} } } } },
    })
    expect(
      upgradedOperation({ responses, produces: ['text/plain', 'application/pdf'] }, others)?.responses,
    ).toMatchObject({
      201: { content: { 'text/plain': {}, 'application/pdf': {} } },
      404: { description: 'gone', content: { 'text/plain': { schema: {} } } },
    })
  })

  it('turns security schemes', () => {
    const json = swagger({
      securityDefinitions: {
        basic: { type: 'basic', description: 'd', 'x-a': 1 },
        key: { type: 'apiKey', in: 'query', name: 'key' },
        code: {
          type: 'oauth2',
          flow: 'accessCode',
          authorizationUrl: 'https://a.example.com',
          tokenUrl: 'https://t.example.com',
          scopes: { read: 'r' },
        },
        machine: { type: 'oauth2', flow: 'application', tokenUrl: 'https://t.example.com' },
      },
    })
    expect(upgraded(json).components).toEqual({
      securitySchemes: {
        basic: { type: 'http', scheme: 'basic', description: 'd', 'x-a': 1 },
        key: { type: 'apiKey', in: 'query', name: 'key' },
        code: {
          type: 'oauth2',
          flows: {
            authorizationCode: {
              authorizationUrl: 'https://a.example.com',
              tokenUrl: 'https://t.example.com',
              scopes: { read: 'r' },
            },
          },
        },
        machine: {
          type: 'oauth2',
          flows: { clientCredentials: { tokenUrl: 'https://t.example.com', scopes: {} } },
        },
      },
    })
  })

  it('names what is missing as OpenAPI 3.0 would', () => {
    expect(problemsOf(swagger({ definitions: { A: { $ref: '#/definitions/B' } } }))).toEqual([
      '/components/schemas/A/$ref: the $ref "#/components/schemas/B" points at nothing; add its target or correct it.',
    ])
  })

  it.each([
    ['paths', 3],
    ['definitions', []],
    ['parameters', 'x'],
    ['responses', { A: null }],
    ['securityDefinitions', { A: 1 }],
    ['paths', { '/a': { get: { parameters: [null, 3, { in: 'body' }], responses: null } } }],
  ])('refuses %s = %j in plain words', (key, value) => {
    expect(messageOf({ text: JSON.stringify(swagger({ [key]: value })), file: 'pets.json' })).toMatch(
      /^pets\.json/,
    )
  })
})
