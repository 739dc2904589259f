import { describe, expect, test } from 'vitest'
import { surfaceChanges } from '../../src/diff/surface/surface-changes.ts'
import type { Release } from '../../src/diff/types.ts'
import {
  base,
  changesAfter,
  type Edit,
  edited,
  line,
  type PairOptions,
  releaseOfText,
} from './support/pairs.ts'

/** What is edited, and every change that is then reported. */
type Row = readonly [what: string, edits: readonly Edit[], lines: readonly string[], options?: PairOptions]

const claimParameters = 'parameters: [{ in: path, name: id, required: true, schema: { type: string } }]'
const inQuery = (name: string, more = ''): string =>
  `{ in: query, name: ${name}, schema: { type: string }${more} }`

const responses: Row[] = [
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

const requests: Row[] = [
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

const enums: Row[] = [
  [
    'an enum that bodies use is narrowed',
    [['enum: [low, high]', 'enum: [low]']],
    [
      'major export-removed NewTaskPriority: is no longer exported',
      'major request-enum-value-removed tasks.create: the body\'s `priority` no longer takes `"high"`',
    ],
  ],
  [
    'an enum that bodies use is widened',
    [['enum: [low, high]', 'enum: [low, high, top]']],
    ['minor enum-value-added NewTaskPriority: now has `Top` (`"top"`)'],
  ],
  [
    'an enum that both use is narrowed',
    [['enum: [todo, done, dead]', 'enum: [todo, done]']],
    ['major enum-value-removed Status: no longer has `Dead` (`"dead"`)'],
  ],
  [
    'an enum that only responses use is narrowed: a comparison with the value no longer compiles',
    [['enum: [late, early, lost]', 'enum: [late, early]']],
    ['major enum-value-removed ClaimTaskResponseState: no longer has `Lost` (`"lost"`)'],
    {
      before: [
        [', by: { type: string }', ', by: { type: string, enum: [late, early, lost] }'],
        ['by:', 'state:'],
      ],
    },
  ],
  [
    'an enum that only responses use is widened',
    [['enum: [late, early]', 'enum: [late, early, lost]']],
    ['minor enum-value-added ClaimTaskResponseState: now has `Lost` (`"lost"`)'],
    { before: [[', by: { type: string }', ', state: { type: string, enum: [late, early] }']] },
  ],
  [
    'no response uses an enum any more: its open form goes',
    [
      [
        "status: { $ref: '#/components/schemas/Status' }\n        assignee",
        'status: { type: string, enum: [todo, gone] }\n        assignee',
      ],
    ],
    ['major export-removed type StatusOpen: is no longer exported'],
  ],
]

const operations: Row[] = [
  [
    'an operation is removed, with the types that only it used',
    [],
    ['major operation-removed tasks.claim: is gone, and so is the function `claimTask`'],
    { after: base.replace(/ {2}\/tasks\/\{id\}\/claim:[\s\S]*?(?= {2}\/tasks\/\{id\}\/links)/, '') },
  ],
  [
    'an operation is added',
    [],
    ['minor operation-added tasks.claim: is new: POST /tasks/{id}/claim'],
    {
      beforeText: base.replace(/ {2}\/tasks\/\{id\}\/claim:[\s\S]*?(?= {2}\/tasks\/\{id\}\/links)/, ''),
      after: base,
    },
  ],
  [
    'an operation is renamed',
    [['operationId: claimTask', 'operationId: takeTask']],
    [
      'major method-renamed tasks.claim: is now `tasks.take`',
      'major function-renamed tasks.claim: its function `claimTask` is now `takeTask`',
      'major export-renamed type ClaimTaskResponse: is now `TakeTaskResponse`',
    ],
  ],
  [
    'a method is moved to another resource',
    [],
    ['major method-moved tasks.claim: is now `claims.make`'],
    { config: { methods: { claimTask: { resource: 'claims', method: 'make' } } } },
  ],
  [
    'a function is renamed',
    [],
    [
      'major function-renamed tasks.claim: its function `claimTask` is now `take`',
      'major export-renamed type ClaimTaskResponse: is now `TakeResponse`',
    ],
    { config: { methods: { claimTask: { name: 'take', resource: 'tasks', method: 'claim' } } } },
  ],
  [
    'an operation is deprecated',
    [['operationId: claimTask', 'operationId: claimTask\n      deprecated: true']],
    ['patch deprecated tasks.claim: is now deprecated'],
  ],
  [
    'a property is deprecated',
    [['since: { type: string }', 'since: { type: string, deprecated: true }']],
    ["patch deprecated tasks.claim: the response's `since` is now deprecated"],
  ],
]

const names: Row[] = [
  [
    'a type is renamed',
    [
      ['    NewTask:', '    TaskInput:'],
      ["schemas/NewTask'", "schemas/TaskInput'"],
    ],
    [
      'major export-renamed type NewTask: is now `TaskInput`',
      'major export-renamed NewTaskPriority: is now `TaskInputPriority`',
    ],
  ],
  [
    'a type that no operation uses is removed',
    [['    Unused:\n      type: object\n      properties: { text: { type: string } }\n', '']],
    ['major export-removed type Unused: is no longer exported'],
  ],
  [
    'a type that no operation uses is added',
    [['    Unused:', '    Lonely: { type: object, properties: { text: { type: string } } }\n    Unused:']],
    ['minor export-added type Lonely: is exported'],
  ],
  [
    'a type that no operation uses changes',
    [['properties: { text: { type: string } }', 'properties: { text: { type: number } }']],
    ['major request-type-changed type Unused: `text` is now `number`, was `string`'],
  ],
  [
    'a property has another TypeScript name',
    [],
    [
      "major response-property-removed tasks.claim: the response's `since` is gone",
      "minor response-property-added tasks.claim: the response's `from` is new",
    ],
    { config: { properties: { ClaimTaskResponse: { since: 'from' } } } },
  ],
  [
    'the class of the client is renamed',
    [],
    ['major client-renamed WorkApi: is now `JobApi`'],
    { config: { client: 'JobApi', error: 'WorkError' } },
  ],
  [
    'the base class of the errors is renamed',
    [],
    ['major export-removed WorkError: is no longer exported', 'minor export-added OopsError: is exported'],
    { config: { error: 'OopsError' } },
  ],
  [
    'the package is renamed',
    [],
    ['major package-renamed work-api: is now `job-api`'],
    { config: { package: 'job-api' } },
  ],
  [
    'credentials must be given',
    [
      [
        'components:\n',
        'security: [{ key: [] }]\ncomponents:\n  securitySchemes: { key: { type: http, scheme: bearer } }\n',
      ],
    ],
    [
      'major options-required WorkApi: options must now be given: the API has no open operation any more',
      'minor credentials-added WorkApi: now takes credentials',
      'minor export-added createClientWithKey: is exported',
    ],
  ],
  [
    'an entry of the package is gone',
    [],
    ['major entry-removed work-api/validate: cannot be imported any more'],
    { oldConfig: { validate: true } },
  ],
]

const table: Row[] = [...responses, ...requests, ...enums, ...operations, ...names]

describe('what changes for those who compile against a client', () => {
  for (const [what, edits, lines, options] of table) {
    test(what, async () => {
      expect((await changesAfter(edits, options)).map(line).sort()).toEqual([...lines].sort())
    })
  }
})

describe('what is no change', () => {
  test('the same release', async () => {
    expect(await changesAfter([])).toEqual([])
  })

  test('another order of keys', async () => {
    const moved = edited([
      [
        '        id: { type: string }\n        title: { type: string }\n        status',
        '        title: { type: string }\n        id: { type: string }\n        status',
      ],
    ])
    const [paths, components] = [base.indexOf('paths:'), base.indexOf('components:')]
    const swapped = base.slice(0, components) + base.slice(paths) + base.slice(components, paths)
    for (const text of [moved, swapped]) {
      expect(await surfaceChanges(await releaseOfText(base), await releaseOfText(text))).toEqual([])
    }
  })

  test('another order of the values of an enum', async () => {
    expect(await changesAfter([['enum: [todo, done, dead]', 'enum: [dead, todo, done]']])).toEqual([])
  })

  test('other words in the documentation', async () => {
    expect(await changesAfter([['description: Claimed.', 'description: It is claimed.']])).toEqual([])
  })
})

describe('a change', () => {
  const narrowed: Edit[] = [['since: { type: string }', 'since: { type: number }']]

  test('says where it is declared on both sides', async () => {
    const [change] = await changesAfter(narrowed)
    const old = await releaseOfText(base)
    const lines = (old.declarations.get('types.d.ts') ?? '').split('\n')
    expect(change?.old?.file).toBe('src/types.d.ts')
    expect(lines[(change?.old?.line ?? 0) - 1]).toBe('    since: string;')
    expect(change?.new?.line).toBe(change?.old?.line)
  })

  test('points into the sources where they stand somewhere', async () => {
    const old = await releaseOfText(base)
    const next = await releaseOfText(edited(narrowed))
    const folder = 'packages/clients/work-api/src'
    const sourceLines = new Map([['types.d.ts', Array.from({ length: 500 }, (_, index) => index + 1001)]])
    const [change] = await surfaceChanges(old, { ...next, declarationsFolder: folder, sourceLines })
    expect(change?.new).toEqual({ file: `${folder}/types.ts`, line: 1000 + (change?.old?.line ?? 0) })
  })
})

describe('the usage file of the last release', () => {
  const folder = 'schemas/work/released/declarations'

  /** The base with a usage file in which a part relies on more than declarations say. */
  async function releasedWith(part: string): Promise<Release> {
    const release = await releaseOfText(base)
    return { ...release, declarationsFolder: folder, usage: `${release.usage}\n${part}` }
  }

  test('finds what the declarations do not explain', async () => {
    const old = await releasedWith('// WorkApi\nexport const version: 1 = main.apiVersion\n')
    const declarations = new Map(old.declarations)
    declarations.set('index.d.ts', `${declarations.get('index.d.ts')}export declare const apiVersion: 1;\n`)
    const next = await releaseOfText(
      edited([['by: { type: string } }', 'by: { type: string }, note: { type: string } }']]),
    )
    const index = `${next.declarations.get('index.d.ts')}export declare const apiVersion: 2;\n`
    const changes = await surfaceChanges(
      { ...old, declarations },
      { ...next, declarations: new Map([...next.declarations, ['index.d.ts', index]]) },
    )
    const [broken] = changes.filter(({ code }) => code === 'usage-broken')
    expect(broken).toMatchObject({
      bump: 'major',
      subject: 'WorkApi',
      old: { file: 'schemas/work/released/usage.ts' },
    })
    expect(broken?.message).toBe(
      "code that used it no longer compiles: Type '2' is not assignable to type '1'.",
    )
    expect(old.usage.split('\n')[(broken?.old?.line ?? 0) - 1]).toContain('main.apiVersion')
  })

  test('is not held against what it did not compile with before', async () => {
    const old = await releasedWith('// WorkApi\nexport const version: 1 = main.apiVersion\n')
    const next = await releaseOfText(
      edited([['by: { type: string } }', 'by: { type: string }, note: { type: string } }']]),
    )
    expect((await surfaceChanges(old, next)).map(({ bump }) => bump)).toEqual(['minor'])
  })
})
