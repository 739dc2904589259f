/** A document that holds something of everything a digest looks at; parsed anew, so that a test may edit it. */
export function makeDocument(): Loose {
  return JSON.parse(JSON.stringify(base))
}

/** JSON as a test edits it. */
export interface Loose {
  [key: string]: Loose
}

/** Sets the value at a path such as `paths./runs.get.summary`; `undefined` deletes it. */
export function put(document: Loose, path: readonly string[], value: unknown): void {
  const holder = path.slice(0, -1).reduce((parent, key) => parent[key] as Loose, document)
  const key = path.at(-1) ?? ''
  if (value === undefined) delete holder[key]
  else holder[key] = value as Loose
}

const base = {
  openapi: '3.1.0',
  info: { title: 'Runs', version: '1.0.0', description: 'About runs.' },
  servers: [{ url: 'http://localhost:4000/api/v1' }],
  security: [{ token: [] }],
  tags: [{ name: 'runs', description: 'Runs.' }],
  paths: {
    '/runs': {
      summary: 'Runs.',
      get: {
        operationId: 'listRuns',
        tags: ['runs'],
        summary: 'List runs.',
        parameters: [
          {
            name: 'status',
            in: 'query',
            description: 'Only these.',
            schema: { $ref: '#/components/schemas/Status' },
          },
          { $ref: '#/components/parameters/Limit' },
        ],
        responses: {
          200: {
            description: 'Runs.',
            headers: { 'X-Total': { description: 'All of them.', schema: { type: 'integer' } } },
            content: {
              'application/json': {
                schema: { type: 'array', items: { $ref: '#/components/schemas/Run' } },
                example: [],
              },
            },
          },
          404: { $ref: '#/components/responses/Missing' },
        },
      },
      post: {
        operationId: 'createRun',
        security: [{ token: [] }, { oauth: ['runs:write', 'runs:read'] }],
        'x-driftless-retry': 'keyed',
        'x-internal-owner': 'team-a',
        requestBody: {
          description: 'What to run.',
          required: true,
          content: {
            'application/json': { schema: { $ref: '#/components/schemas/NewRun' } },
            'multipart/form-data': {
              schema: { type: 'object', properties: { file: { type: 'string' } } },
              encoding: { file: { contentType: 'image/png' } },
            },
          },
        },
        responses: { 201: { description: 'Made.' } },
      },
    },
    '/runs/{run_id}': {
      parameters: [{ name: 'run_id', in: 'path', required: true, schema: { type: 'string' } }],
      get: {
        operationId: 'getRun',
        deprecated: true,
        responses: {
          200: {
            description: 'A run.',
            content: { 'application/json': { schema: { $ref: '#/components/schemas/Run' } } },
          },
        },
      },
    },
    '/tree': {
      get: {
        security: [],
        responses: {
          200: {
            description: 'A tree.',
            content: { 'application/json': { schema: { $ref: '#/components/schemas/Tree' } } },
          },
        },
      },
    },
    '/health': { get: { security: [], responses: { 200: { description: 'Up.' } } } },
  },
  components: {
    parameters: { Limit: { name: 'limit', in: 'query', schema: { type: 'integer', maximum: 100 } } },
    responses: {
      Missing: {
        description: 'Not there.',
        content: { 'application/json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    },
    schemas: {
      Status: { type: 'string', enum: ['running', 'done'], description: 'How far it is.' },
      Problem: {
        type: 'object',
        required: ['code', 'message'],
        properties: { code: { type: 'integer' }, message: { type: 'string' } },
      },
      Run: {
        type: 'object',
        title: 'Run',
        required: ['id', 'status'],
        properties: {
          id: { type: 'string', description: 'Its id.', examples: ['r1'] },
          status: { $ref: '#/components/schemas/Status' },
          note: { type: ['string', 'null'] },
          description: { type: 'string' },
        },
      },
      NewRun: {
        type: 'object',
        required: ['flow'],
        properties: {
          flow: { type: 'string' },
          retries: { type: 'integer', default: 3, exclusiveMinimum: 0 },
        },
        additionalProperties: false,
      },
      Tree: {
        type: 'object',
        properties: {
          left: { $ref: '#/components/schemas/Tree' },
          leaf: { $ref: '#/components/schemas/Leaf' },
        },
      },
      Leaf: {
        oneOf: [{ $ref: '#/components/schemas/Fruit' }, { $ref: '#/components/schemas/Bud' }],
        discriminator: {
          propertyName: 'kind',
          mapping: { fruit: '#/components/schemas/Fruit', bud: 'Bud' },
        },
      },
      Fruit: {
        type: 'object',
        required: ['kind'],
        properties: { kind: { const: 'fruit' }, tree: { $ref: '#/components/schemas/Tree' } },
      },
      Bud: { type: 'object', required: ['kind'], properties: { kind: { const: 'bud' } } },
    },
    securitySchemes: {
      token: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'A token.' },
      oauth: {
        type: 'oauth2',
        flows: {
          clientCredentials: {
            tokenUrl: 'http://localhost:4000/token',
            scopes: { 'runs:read': 'Read.', 'runs:write': 'Write.' },
          },
        },
      },
    },
  },
}
