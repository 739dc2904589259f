import type { Row } from './row.ts'

export const names: readonly Row[] = [
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
