import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../src/document/types.ts'
import { problemsOf } from './documents.ts'
import { ok, operation, swagger, upgraded, upgradedOperation } from './swagger-documents.ts'

describe('bodies and forms of Swagger 2.0', () => {
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
})
