import { base } from '../support/pairs.ts'
import type { Row } from './row.ts'

export const operations: readonly Row[] = [
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
