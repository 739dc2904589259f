import { base } from '../support/pairs.ts'
import type { Row } from './row.ts'

const claimParameters = 'parameters: [{ in: path, name: id, required: true, schema: { type: string } }]'

const inQuery = (name: string, more = ''): string =>
  `{ in: query, name: ${name}, schema: { type: string }${more} }`

export const requests: readonly Row[] = [
  [
    'a property of a body is removed',
    [['        labels: { type: array, items: { type: string } }\n', '']],
    ["major request-property-removed tasks.create: the body's `labels` is gone"],
  ],
  [
    'a required property of a body is added',
    [
      ['required: [title]', 'required: [title, team]'],
      ['        labels:', '        team: { type: string }\n        labels:'],
    ],
    ["major request-property-added-required tasks.create: the body's `team` is new and must be given"],
  ],
  [
    'an optional property of a body is added',
    [['        labels:', '        team: { type: string }\n        labels:']],
    ["minor request-property-added tasks.create: the body's `team` is new"],
  ],
  [
    'a property of a body becomes required',
    [['required: [title]', 'required: [title, priority]']],
    ["major request-property-required tasks.create: the body's `priority` must now be given"],
  ],
  [
    'a property of a body becomes optional',
    [['required: [title]', 'required: []']],
    ["minor request-property-optional tasks.create: the body's `title` may now be left out"],
  ],
  [
    'a property of a body must not be null any more',
    [["size: { type: [integer, 'null'] }\n        labels", 'size: { type: integer }\n        labels']],
    ["major request-property-not-nullable tasks.create: the body's `size` must not be null any more"],
  ],
  [
    'a property of a body may be null',
    [['items: { type: string } }\n    Error', "items: { type: [string, 'null'] } }\n    Error"]],
    ["minor request-property-nullable tasks.create: the body's `labels[]` may now be null"],
  ],
  [
    'the items of a body get another type',
    [
      [
        'labels: { type: array, items: { type: string } }',
        'labels: { type: array, items: { type: number } }',
      ],
    ],
    ["major request-type-changed tasks.create: the body's `labels[]` is now `number`, was `string`"],
  ],
  [
    'the body may be left out',
    [
      [
        'operationId: createTask\n      tags: [tasks]\n      requestBody:\n        required: true',
        'operationId: createTask\n      tags: [tasks]\n      requestBody:\n        required: false',
      ],
    ],
    ['minor body-optional tasks.create: the body may now be left out'],
  ],
  [
    'the first query parameter moves the options one place on',
    [[claimParameters, `${claimParameters.slice(0, -1)}, ${inQuery('force')}]`]],
    [
      'major query-added tasks.claim: now takes a query before its options',
      'minor request-property-added tasks.claim: the query parameter `force` is new',
    ],
  ],
  [
    'a further query parameter',
    [['        - { in: header', `        - ${inQuery('team')}\n        - { in: header`]],
    ['minor request-property-added tasks.list: the query parameter `team` is new'],
  ],
  [
    'a further query parameter that must be given',
    [['        - { in: header', `        - ${inQuery('team', ', required: true')}\n        - { in: header`]],
    ['major request-property-added-required tasks.list: the query parameter `team` is new and must be given'],
  ],
  [
    'a query parameter is removed',
    [['        - { in: query, name: limit, schema: { type: integer } }\n', '']],
    ['major request-property-removed tasks.list: the query parameter `limit` is gone'],
  ],
  [
    'the last query parameter is removed',
    [],
    [
      'major query-removed tasks.claim: takes no query any more: its options come in its place',
      'major request-property-removed tasks.claim: the query parameter `force` is gone',
    ],
    { before: [[claimParameters, `${claimParameters.slice(0, -1)}, ${inQuery('force')}]`]], after: base },
  ],
  [
    'a query parameter gets another type',
    [['name: limit, schema: { type: integer }', 'name: limit, schema: { type: boolean }']],
    ['major request-type-changed tasks.list: the query parameter `limit` is now `boolean`, was `number`'],
  ],
  [
    'a header must be given',
    [['name: X-Trace, schema', 'name: X-Trace, required: true, schema']],
    ['major request-property-required tasks.list: the header `xTrace` must now be given'],
  ],
  [
    'a header is removed',
    [['        - { in: header, name: X-Trace, schema: { type: string } }\n', '']],
    ['major request-property-removed tasks.list: the header `xTrace` is gone'],
  ],
  [
    'a body is added',
    [
      [
        claimParameters,
        `${claimParameters}\n      requestBody: { content: { application/json: { schema: { type: object, properties: { force: { type: boolean } } } } } }`,
      ],
    ],
    ['major body-added tasks.claim: now takes a body before its options'],
  ],
  [
    'path parameters change places',
    [['/tasks/{id}/links/{other}', '/tasks/{other}/links/{id}']],
    ['major path-parameters-reordered tasks.link: its path parameters now come in the order `other`, `id`'],
  ],
  [
    'a path parameter gets another type',
    [[claimParameters, claimParameters.replace('string', 'integer')]],
    ['major request-type-changed tasks.claim: the path parameter `id` is now `number`, was `string`'],
  ],
]
