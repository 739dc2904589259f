import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../src/document/types.ts'
import { build, messageOf, problemsOf } from './documents.ts'

const swagger = (members: Record<string, unknown>): JsonObject =>
  ({ swagger: '2.0', info: { title: 'Pets', version: '1' }, paths: {}, ...members }) as JsonObject
const ok = { 200: { description: 'ok' } }
const operation = (members: Record<string, unknown>, others: Record<string, unknown> = {}): JsonObject =>
  swagger({ ...others, paths: { '/pets': { post: { operationId: 'a', responses: ok, ...members } } } })
const upgraded = (json: JsonObject) => build(json).document.json as Record<string, JsonObject>
const upgradedOperation = (...given: Parameters<typeof operation>) =>
  (upgraded(operation(...given)).paths as Record<string, Record<string, Record<string, unknown>>>)['/pets']
    ?.post

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

  it('turns a body into a request body, one entry per media type', () => {
    const schema = { $ref: '#/definitions/Pet' }
    const body = { name: 'pet', in: 'body', description: 'd', required: true, schema }
    const content = (...types: string[]) =>
      Object.fromEntries(types.map((type) => [type, { schema: { $ref: '#/components/schemas/Pet' } }]))
    const others = { definitions: { Pet: {} }, consumes: ['application/xml', 'application/json'] }
    expect(upgradedOperation({ parameters: [body] }, others)?.requestBody).toEqual({
      description: 'd',
      required: true,
      content: content('application/json', 'application/xml'),
    })
    expect(upgradedOperation({ parameters: [body], consumes: ['text/plain'] }, others)).toEqual({
      operationId: 'a',
      responses: ok,
      requestBody: { description: 'd', required: true, content: content('text/plain') },
    })
    expect(
      upgradedOperation({ parameters: [body] }, { definitions: { Pet: {} } })?.requestBody,
    ).toMatchObject({ content: content('application/json') })
  })

  it('writes shared bodies out, from parameters and from path items', () => {
    const schema = { type: 'string' }
    const json = swagger({
      parameters: {
        Body: { name: 'b', in: 'body', schema },
        Limit: { name: 'limit', in: 'query', type: 'integer' },
      },
      paths: {
        '/a': {
          post: {
            operationId: 'a',
            responses: ok,
            parameters: [{ $ref: '#/parameters/Body' }, { $ref: '#/parameters/Limit' }],
          },
        },
        '/b': {
          parameters: [{ $ref: '#/parameters/Body' }],
          delete: { operationId: 'b', responses: ok },
          put: { operationId: 'c', responses: ok, parameters: [{ name: 'own', in: 'body', schema: {} }] },
        },
      },
    })
    const requestBody = { content: { 'application/json': { schema } } }
    expect(upgraded(json)).toMatchObject({
      components: { parameters: { Limit: { name: 'limit', in: 'query', schema: { type: 'integer' } } } },
      paths: {
        '/a': {
          post: {
            operationId: 'a',
            responses: ok,
            parameters: [{ $ref: '#/components/parameters/Limit' }],
            requestBody,
          },
        },
        '/b': {
          delete: { operationId: 'b', responses: ok, requestBody },
          put: {
            operationId: 'c',
            responses: ok,
            requestBody: { content: { 'application/json': { schema: {} } } },
          },
        },
      },
    })
    expect((upgraded(json).components as JsonObject).parameters).not.toHaveProperty('Body')
    expect((upgraded(json).paths as JsonObject)['/b']).not.toHaveProperty('parameters')
  })

  it('turns forms into multipart where there is a file, else into urlencoded', () => {
    const name = {
      name: 'name',
      in: 'formData',
      type: 'string',
      required: true,
      description: 'd',
      'x-nullable': true,
    }
    const tags = {
      name: 'tags',
      in: 'formData',
      type: 'array',
      items: { type: 'string' },
      collectionFormat: 'multi',
    }
    const photo = { name: 'photo', in: 'formData', type: 'file' }
    const properties = {
      name: { type: 'string', nullable: true, description: 'd' },
      tags: { type: 'array', items: { type: 'string' } },
    }
    const encoding = { tags: { style: 'form', explode: true } }
    const form = { schema: { type: 'object', properties, required: ['name'] }, encoding }
    const bodyOf = (parameters: unknown[], consumes?: string[]) =>
      upgradedOperation({ parameters, ...(consumes ? { consumes } : {}) })?.requestBody
    expect(bodyOf([name, tags])).toEqual({
      required: true,
      content: { 'application/x-www-form-urlencoded': form },
    })
    expect(
      bodyOf([name, tags], ['multipart/form-data', 'application/x-www-form-urlencoded', 'application/json']),
    ).toEqual({
      required: true,
      content: { 'multipart/form-data': form, 'application/x-www-form-urlencoded': form },
    })
    const file = { schema: { type: 'object', properties: { photo: { type: 'string', format: 'binary' } } } }
    expect(bodyOf([photo], ['application/x-www-form-urlencoded'])).toEqual({
      content: { 'multipart/form-data': file },
    })
  })

  it('refuses a body beside a form, and two bodies', () => {
    const body = { name: 'b', in: 'body', schema: {} }
    const field = { name: 'f', in: 'formData', type: 'string' }
    const refusal =
      '/paths/~1pets/post/parameters/1: an operation has one body, either a body parameter or formData parameters; remove one.'
    expect(problemsOf(operation({ parameters: [body, field] }))).toEqual([refusal])
    expect(problemsOf(operation({ parameters: [body, { ...body, name: 'c' }] }))).toEqual([refusal])
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
