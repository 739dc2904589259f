import type { Row } from './row.ts'

export const enums: readonly Row[] = [
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
