import { row } from './row.ts'

const list = 'paths /tasks get parameters'
const text = { type: 'string' }
const limit = {
  in: 'query',
  name: 'limit',
  schema: { type: 'integer', minimum: 1, maximum: 100, default: 20 },
}
const id = { in: 'path', name: 'id', required: true, schema: text }
const filter = { type: 'object' }
const notify = { in: 'query', name: 'notify', schema: { type: 'boolean' } }

/** Parameters in paths, queries and headers. */
export const parameterRows = [
  row(
    'minor',
    'an optional query parameter is new',
    [[`${list} 4`, { in: 'query', name: 'owner', schema: text }]],
    { says: /owner/ },
  ),
  row(
    'major',
    'a required query parameter is new',
    [[`${list} 4`, { in: 'query', name: 'owner', required: true, schema: text }]],
    { says: /tasks\.list.*`owner` is new and must be given/ },
  ),
  row('major', 'the first query parameter is new', [['paths /tasks/{id} get parameters', [notify]]]),
  row('minor', 'a query parameter is new beside a body', [['paths /tasks post parameters', [notify]]]),
  row('minor', 'an optional header is new', [
    ['paths /tasks/{id} delete parameters', [{ in: 'header', name: 'If-Match', schema: text }]],
  ]),
  row('major', 'a query parameter is gone', [[`${list} 2`]], { says: /labels/ }),
  row('major', 'a shared query parameter is gone', [[`${list} 0`]], { says: /limit/ }),
  row('major', 'a header is gone', [[`${list} 3`]]),
  row('major', 'the last query parameter is gone', [['paths /tasks/{id} put parameters']]),
  row('major', 'a query parameter is called otherwise', [[`${list} 2 name`, 'tags']]),
  row('major', 'a query parameter is a header now', [[`${list} 2 in`, 'header']]),
  row(
    'major',
    'a query parameter is written as JSON',
    [
      [
        'components parameters Limit',
        { in: 'query', name: 'limit', content: { 'application/json': { schema: filter } } },
      ],
    ],
    {
      given: [['components parameters Limit', { in: 'query', name: 'limit', schema: filter }]],
      says: /wire major[\s\S]*tasks\.list: the query parameter `limit` is now written otherwise/,
    },
  ),
  row('major', 'a query parameter is required now', [[`${list} 2 required`, true]], {
    says: /labels.* is now required/,
  }),
  row('minor', 'a query parameter is no longer required', [[`${list} 2 required`]], {
    given: [[`${list} 2 required`, true]],
  }),
  row('none', 'a query parameter says that it is not required', [[`${list} 2 required`, false]]),
  row('none', 'a query parameter says what is usual', [
    [`${list} 2 style`, 'form'],
    [`${list} 2 explode`, true],
  ]),
  row('major', 'a list in a query is written otherwise', [[`${list} 2 explode`, false]]),
  row('major', 'a query parameter has another type', [[`${list} 2 schema items`, { type: 'integer' }]]),
  row(
    'minor',
    'a query parameter takes another type too',
    [[`${list} 3 schema`, { type: ['integer', 'string'] }]],
    { version: '3.1' },
  ),
  row('major', 'a bound of a query parameter is tighter', [
    ['components parameters Limit schema maximum', 50],
  ]),
  row('minor', 'a bound of a query parameter is looser', [
    ['components parameters Limit schema maximum', 500],
  ]),
  row('minor', 'a query parameter has another default', [['components parameters Limit schema default', 50]]),
  row('minor', 'a query parameter is deprecated', [[`${list} 2 deprecated`, true]]),
  row('patch', 'a query parameter is described', [[`${list} 2 description`, 'Only those.']]),
  row('none', 'a shared parameter stands in its operation', [[`${list} 0`, limit]]),
  row('none', 'a parameter of a path stands in its operations', [
    ['paths /tasks/{id} parameters'],
    ['paths /tasks/{id} get parameters', [id]],
    ['paths /tasks/{id} put parameters', [id, notify]],
    ['paths /tasks/{id} delete parameters', [id]],
  ]),
  row('none', 'query parameters stand in another order', [
    [`${list} 2`, { in: 'header', name: 'X-Trace', schema: text }],
    [`${list} 3`, { in: 'query', name: 'labels', schema: { type: 'array', items: text } }],
  ]),
  row('minor', 'a value of an enum in a query is new', [
    ['paths /export get parameters 0 schema enum', ['svg', 'png', 'pdf']],
  ]),
  row('major', 'a value of an enum in a query is gone', [
    ['paths /export get parameters 0 schema enum', ['svg']],
  ]),
  row('patch', 'a path parameter is called otherwise', [
    ['paths /tasks/{id}/claim'],
    [
      'paths /tasks/{task}/claim',
      {
        post: {
          tags: ['tasks'],
          security: [{ apiKey: [] }],
          operationId: 'claimTask',
          parameters: [{ ...id, name: 'task' }],
          responses: {
            200: {
              description: 'Claimed.',
              content: {
                'application/json': {
                  schema: { type: 'object', required: ['since'], properties: { since: text, by: text } },
                },
              },
            },
          },
        },
      },
    ],
  ]),
] as const
