import type { Json, JsonObject } from '../../../src/document/types.ts'

export type Version = '3.0' | '3.1'

const ref = (name: string): JsonObject => ({ $ref: `#/components/schemas/${name}` })
const json = (schema: JsonObject): JsonObject => ({ content: { 'application/json': { schema } } })
const answer = (description: string, schema: JsonObject, more: JsonObject = {}): JsonObject => ({
  description,
  ...json(schema),
  ...more,
})
const query = (name: string, schema: JsonObject, more: JsonObject = {}): JsonObject => ({
  in: 'query',
  name,
  schema,
  ...more,
})
const text: JsonObject = { type: 'string' }
const id: JsonObject = { in: 'path', name: 'id', required: true, schema: text }
const object = (required: readonly string[], properties: JsonObject): JsonObject => ({
  type: 'object',
  required,
  properties,
})

/** A schema whose values may be null, as the version writes it. */
export function orNull(version: Version, type: string): JsonObject {
  return version === '3.0' ? { type, nullable: true } : { type: [type, 'null'] }
}

/** A document with something of each kind; every row of the table changes one thing of it. */
export function baseDocument(version: Version): JsonObject {
  return {
    openapi: version === '3.0' ? '3.0.3' : '3.1.0',
    info: { title: 'Work', version: '1.0.0', description: 'Work to be done.' },
    servers: [{ url: 'https://work.example.com/v1' }, { url: 'https://test.example.com/v1' }],
    tags: [{ name: 'tasks', description: 'Tasks.' }],
    paths: paths(),
    components: {
      parameters: { Limit: query('limit', { type: 'integer', minimum: 1, maximum: 100, default: 20 }) },
      responses: { NotFound: answer('Not found.', ref('Error')) },
      securitySchemes: {
        apiKey: { type: 'apiKey', in: 'header', name: 'X-API-Key' },
        token: { type: 'http', scheme: 'bearer' },
      },
      schemas: schemas(version),
    },
  }
}

function paths(): JsonObject {
  const notFound: Json = { $ref: '#/components/responses/NotFound' }
  const tagged = { tags: ['tasks'], security: [{ apiKey: [] }] }
  return {
    '/tasks': {
      get: {
        ...tagged,
        operationId: 'listTasks',
        summary: 'List tasks.',
        parameters: [
          { $ref: '#/components/parameters/Limit' },
          query('status', ref('Status')),
          query('labels', { type: 'array', items: text }),
          { in: 'header', name: 'X-Trace', schema: text },
        ],
        responses: { 200: answer('Tasks.', { type: 'array', items: ref('Task') }), 404: notFound },
      },
      post: {
        ...tagged,
        operationId: 'createTask',
        requestBody: { required: true, ...json(ref('NewTask')) },
        responses: { 200: answer('The task.', ref('Task')), 400: answer('Wrong.', ref('Error')) },
      },
    },
    '/tasks/{id}': {
      parameters: [id],
      get: {
        ...tagged,
        operationId: 'getTask',
        responses: {
          200: answer('The task.', ref('Task'), { headers: { 'X-Version': { schema: text } } }),
          404: notFound,
        },
      },
      put: {
        ...tagged,
        operationId: 'replaceTask',
        parameters: [query('notify', { type: 'boolean' })],
        requestBody: json(ref('NewTask')),
        responses: { 200: answer('The task.', ref('Task')) },
      },
      delete: { ...tagged, operationId: 'deleteTask', responses: { 204: { description: 'Gone.' } } },
    },
    '/tasks/{id}/claim': {
      post: {
        ...tagged,
        operationId: 'claimTask',
        parameters: [id],
        responses: { 200: answer('Claimed.', object(['since'], { since: text, by: text })) },
      },
    },
    '/shapes': {
      post: {
        tags: ['shapes'],
        operationId: 'drawShape',
        requestBody: { required: true, ...json(ref('Shape')) },
        responses: { 200: answer('Drawn.', ref('Drawing')) },
      },
    },
    '/export': {
      get: {
        tags: ['shapes'],
        operationId: 'exportShapes',
        parameters: [query('format', { type: 'string', enum: ['svg', 'png'] })],
        responses: { 200: answer('Drawings.', object(['data'], { data: ref('Drawing'), note: text })) },
      },
    },
  }
}

function schemas(version: Version): JsonObject {
  const number: JsonObject = { type: 'number' }
  return {
    Status: { type: 'string', enum: ['todo', 'done', 'dead'] },
    Priority: { type: 'string', enum: ['low', 'high'] },
    Mood: { type: 'string', enum: ['good', 'bad'] },
    Task: object(['id', 'title', 'status', 'assigneeId'], {
      id: text,
      title: text,
      status: ref('Status'),
      mood: ref('Mood'),
      assigneeId: text,
      reviewerId: orNull(version, 'string'),
      size: { type: 'integer', format: 'int32', maximum: 10 },
      note: { ...text, maxLength: 100 },
      createdAt: { type: 'string', format: 'date-time' },
      owner: ref('Owner'),
      labels: { type: 'array', items: text },
    }),
    Owner: object(['name'], { name: text, email: text }),
    NewTask: object(['title'], {
      title: { ...text, minLength: 1, maxLength: 80 },
      priority: ref('Priority'),
      size: { type: 'integer', minimum: 1, maximum: 10 },
      weight: number,
      reviewerId: orNull(version, 'string'),
      note: text,
      labels: { type: 'array', items: text },
      settings: { type: 'object', additionalProperties: text },
    }),
    Circle: object(['kind', 'radius'], { kind: { type: 'string', enum: ['circle'] }, radius: number }),
    Square: object(['kind', 'side'], { kind: { type: 'string', enum: ['square'] }, side: number }),
    Triangle: object(['kind', 'base'], { kind: { type: 'string', enum: ['triangle'] }, base: number }),
    Shape: {
      oneOf: [ref('Circle'), ref('Square')],
      discriminator: {
        propertyName: 'kind',
        mapping: { circle: '#/components/schemas/Circle', square: '#/components/schemas/Square' },
      },
    },
    Drawing: object(['id'], { id: text, about: { oneOf: [ref('Owner'), { type: 'string' }] } }),
    Error: object(['message'], { message: text, hint: text }),
  }
}
