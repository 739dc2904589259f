import { row } from './row.ts'

const get = 'paths /tasks get'
const answers = { responses: { 204: { description: 'Done.' } } }
const text = { type: 'string' }
const apiKey = [{ apiKey: [] }]

/** Operations, their names, what they need and what surrounds them. */
export const operationRows = [
  row('major', 'an operation is gone', [['paths /tasks/{id} delete']], { says: /tasks\.delete.* is gone/ }),
  row('major', 'a path is gone', [['paths /tasks/{id}/claim']], { says: /tasks\.claim.* is gone/ }),
  row('minor', 'an operation is new', [
    [
      'paths /tasks/{id}/claim delete',
      {
        ...answers,
        operationId: 'unclaimTask',
        tags: ['tasks'],
        security: apiKey,
        parameters: [{ in: 'path', name: 'id', required: true, schema: text }],
      },
    ],
  ]),
  row('minor', 'a path is new', [
    ['paths /rooms', { get: { ...answers, operationId: 'listRooms', tags: ['rooms'] } }],
  ]),
  row('major', 'a path is another one', [
    ['paths /tasks/{id}/claim'],
    [
      'paths /tasks/{id}/take',
      {
        post: {
          ...answers,
          operationId: 'claimTask',
          tags: ['tasks'],
          parameters: [{ in: 'path', name: 'id', required: true, schema: text }],
        },
      },
    ],
  ]),
  row('major', 'an operation has another method', [
    ['paths /tasks/{id}/claim post'],
    [
      'paths /tasks/{id}/claim put',
      {
        ...answers,
        operationId: 'claimTask',
        tags: ['tasks'],
        parameters: [{ in: 'path', name: 'id', required: true, schema: text }],
      },
    ],
  ]),
  row('major', 'an operationId is another one', [[`${get} operationId`, 'searchTasks']], {
    says: /tasks\.list.*tasks\.search/,
  }),
  row('major', 'a tag is another one', [['paths /shapes post tags', ['drawings']]]),
  row('minor', 'an operation is deprecated', [[`${get} deprecated`, true]], { says: /deprecated/ }),
  row('patch', 'a summary is another one', [[`${get} summary`, 'All tasks.']]),
  row('patch', 'a description is new', [[`${get} description`, 'Newest first.']]),
  row('patch', 'the description of the API is another one', [['info description', 'Tasks to be done.']]),
  row('none', 'the version of the document is another one', [['info version', '2.0.0']]),
  row('none', 'the description of a tag is another one', [['tags 0 description', 'All about tasks.']]),
  row('none', 'an extension of others is new', [[`${get} x-internal`, { team: 'a' }]]),
  row('minor', 'an operation is retried otherwise', [['paths /tasks post x-driftless-retry', 'safe']]),
  row('major', 'a result is unwrapped', [['paths /export get x-driftless-result', '/data']]),
  row('major', 'a result is no longer unwrapped', [['paths /export get x-driftless-result']], {
    given: [['paths /export get x-driftless-result', '/data']],
  }),
  row(
    'major',
    'a list becomes pages',
    [[`${get} x-driftless-pagination`, { kind: 'offset', offset: 'offset', limit: 'limit', items: '' }]],
    { given: [[`${get} parameters 2`, { in: 'query', name: 'offset', schema: { type: 'integer' } }]] },
  ),
  row('none', 'an operation moves to a resource by extension, to where it was', [
    [`${get} x-driftless-resource`, { resource: 'tasks', method: 'list' }],
  ]),
  row('major', 'an operation moves to another resource by extension', [
    [`${get} x-driftless-resource`, { resource: 'work', method: 'list' }],
  ]),
  row('major', 'an operation needs credentials now', [['paths /shapes post security', apiKey]], {
    says: /shapes\.draw.*credentials/,
  }),
  row('major', 'every operation needs other credentials', [[`${get} security`, [{ token: [] }]]]),
  row('minor', 'an operation takes other credentials too', [
    [`${get} security`, [{ apiKey: [] }, { token: [] }]],
  ]),
  row('major', 'an operation needs two credentials', [[`${get} security`, [{ apiKey: [], token: [] }]]]),
  row('minor', 'an operation needs credentials no longer', [[`${get} security`]]),
  row('minor', 'credentials are optional now', [[`${get} security`, [{}, { apiKey: [] }]]]),
  row('none', 'credentials are asked for at the top instead', [
    [`${get} security`],
    ['security', apiKey],
    ['paths /shapes post security', []],
    ['paths /export get security', []],
    ['paths /tasks/{id}/claim post security', apiKey],
  ]),
  row('major', 'a key goes into another header', [['components securitySchemes apiKey name', 'X-Key']]),
  row('major', 'a key goes into the query', [['components securitySchemes apiKey in', 'query']]),
  row('none', 'the description of a security scheme is new', [
    ['components securitySchemes apiKey description', 'A key.'],
  ]),
  row('patch', 'a server is gone', [['servers 1']]),
  row('patch', 'a server is new', [
    [
      'servers',
      [
        { url: 'https://work.example.com/v1' },
        { url: 'https://test.example.com/v1' },
        { url: 'https://eu.example.com/v1' },
      ],
    ],
  ]),
  row('patch', 'a server is another one', [['servers 0 url', 'https://tasks.example.com/v1']]),
] as const
