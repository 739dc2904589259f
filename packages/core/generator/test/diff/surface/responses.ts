import type { Row } from './row.ts'

const inQuery = (name: string, more = ''): string =>
  `{ in: query, name: ${name}, schema: { type: string }${more} }`

export const responses: readonly Row[] = [
  [
    'a property of a response may be null',
    [['since: { type: string }', "since: { type: [string, 'null'] }"]],
    ["major response-property-nullable tasks.claim: the response's `since` may now be null"],
  ],
  [
    'a property of a response is never null any more',
    [["size: { type: [integer, 'null'] }\n        note", 'size: { type: integer }\n        note']],
    [
      'minor response-property-not-nullable type Task: `size` is never null any more in what `tasks.list` and `tasks.create` return',
    ],
  ],
  [
    'a property of a type that several operations return may be null',
    [['assignee_id: { type: string }', "assignee_id: { type: [string, 'null'] }"]],
    [
      'major response-property-nullable type Task: `assigneeId` may now be null in what `tasks.list` and `tasks.create` return',
    ],
  ],
  [
    'a property of a response is removed',
    [[', by: { type: string }', '']],
    ["major response-property-removed tasks.claim: the response's `by` is gone"],
  ],
  [
    'a property of a response becomes optional',
    [['required: [id, since]', 'required: [id]']],
    ["major response-property-optional tasks.claim: the response's `since` may now be absent"],
  ],
  [
    'a property of a response becomes required',
    [['required: [id, since]', 'required: [id, since, by]']],
    ["minor response-property-required tasks.claim: the response's `by` is now always there"],
  ],
  [
    'a property of a response is added',
    [['by: { type: string } }', 'by: { type: string }, note: { type: string } }']],
    ["minor response-property-added tasks.claim: the response's `note` is new"],
  ],
  [
    'a property of a response gets another type',
    [['since: { type: string }', 'since: { type: number }']],
    ["major response-type-changed tasks.claim: the response's `since` is now `number`, was `string`"],
  ],
  [
    'a property of a response becomes a list',
    [['since: { type: string }', 'since: { type: array, items: { type: string } }']],
    ["major response-type-changed tasks.claim: the response's `since` is now `string[]`, was `string`"],
  ],
  [
    'a list becomes pages',
    [
      ["        '200':\n          description: Tasks.", "        '200':\n          description: Pages."],
      ['        - { in: header', `        - ${inQuery('offset')}\n        - { in: header`],
      [
        "      responses:\n        '200':\n          description: Pages.",
        "      x-driftless-pagination: { kind: offset, limit: limit, offset: offset, items: '' }\n      responses:\n        '200':\n          description: Pages.",
      ],
    ],
    [
      'major result-kind-changed tasks.list: now gives pages, gave one result',
      'minor request-property-added tasks.list: the query parameter `offset` is new',
    ],
  ],
  [
    'a variant of a response and a body is added',
    [
      [
        '    Shape: { oneOf: [',
        "    Dot: { type: object, required: [kind], properties: { kind: { const: dot } } }\n    Shape: { oneOf: [{ $ref: '#/components/schemas/Dot' }, ",
      ],
    ],
    [
      'major response-variant-added shapes.draw: the response may now be `Dot` too',
      'minor request-variant-added shapes.draw: the body now takes `Dot` too',
    ],
  ],
  [
    'a variant is removed',
    [["{ $ref: '#/components/schemas/Circle' }, ", '']],
    [
      'major request-variant-removed shapes.draw: the body no longer takes `Circle`',
      'major response-variant-removed shapes.draw: the response is no longer `Circle`',
    ],
  ],
  [
    'an error is no longer declared',
    [
      [
        "        '404':\n          description: No such thing.\n          content: { application/json: { schema: { $ref: '#/components/schemas/Error' } } }\n",
        '',
      ],
    ],
    ['major error-removed tasks.create: the error 404 is no longer declared'],
  ],
  [
    'an error is declared',
    [["        '404':", "        '409': { description: Conflict. }\n        '404':"]],
    ['minor error-added tasks.create: the error 409 is now declared'],
  ],
  [
    'the body of an error changes',
    [['properties: { message: { type: string } }', 'properties: { message: { type: number } }']],
    ["major response-type-changed tasks.create: the error 404's `message` is now `number`, was `string`"],
  ],
]
