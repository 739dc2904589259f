import { createContract } from '@driftless/server-kit/testing'
import { expect, test } from 'vitest'
import { createStepflowApi } from '../src/api/app.ts'
import { readFlow } from '../src/api/read-flow.ts'
import { FLOW_FORMAT } from '../src/engine/flow.ts'
import type { Stepflow } from '../src/engine/service.ts'
import type { Diagnostics } from '../src/engine/validate/diagnostics.ts'
import { validateFlow } from '../src/engine/validate/validate.ts'
import { echo, type Json } from './support/calls.ts'

const noService = {} as Stepflow
const contract = createContract(createStepflowApi(noService).openApiDocument(), '/api/v1', 'ErrorResponse')

/** What validation finds, held against the document. */
function validate(flow: Json): Diagnostics {
  const read = readFlow(flow)
  if ('error' in read) throw new Error(read.error)
  const found = validateFlow(read.flow, readFlow)
  contract.checkComponent('Diagnostics', found)
  return found
}

/** The messages for a flow with a name and a description. */
function messages(flow: Json): unknown[] {
  return validate({ name: 'n', description: 'd', ...flow }).diagnostics.map(({ message }) => message)
}

test('a complete flow has none', () => {
  expect(messages({ steps: [echo('a', { $input: '$' })], output: { $step: 'a' } })).toEqual([])
})

test('levels, texts and paths', () => {
  expect(
    validate({
      name: 'n',
      description: 'd',
      steps: [echo('', 1)],
      output: { $step: '' },
    }).diagnostics,
  ).toEqual([
    {
      message: { type: 'emptyStepId' },
      level: 'fatal',
      text: 'A step has an empty id',
      path: [{ String: 'steps' }, { Index: 0 }, { String: 'id' }],
      ignore: false,
    },
  ])
})

test.each([
  ['a missing name', { name: '' }, [{ type: 'missingFlowName' }]],
  ['a missing description', { description: null }, [{ type: 'missingFlowDescription' }]],
  [
    'two steps with one id',
    { steps: [echo('a', 1), echo('a', 1)], output: { $step: 'a' } },
    [{ type: 'duplicateStepId', stepId: 'a' }],
  ],
  [
    'a step that refers to itself',
    { steps: [echo('a', { $step: 'a' })], output: { $step: 'a' } },
    [{ type: 'selfReference', stepId: 'a' }],
  ],
  [
    'a reference to a later step',
    { steps: [echo('a', { $step: 'b' }), echo('b', 1)], output: { $step: 'a' } },
    [{ type: 'undefinedStepReference', fromStep: 'a', referencedStep: 'b' }],
  ],
  [
    'an output of an unknown step',
    { output: [{ $step: 'x' }] },
    [{ type: 'undefinedStepReference', fromStep: 'workflow_output', referencedStep: 'x' }],
  ],
  [
    'a component that is no path',
    { steps: [{ id: 'a', component: 'eval' }], output: { $step: 'a' } },
    [{ type: 'invalidComponent', stepId: 'a', component: 'eval', error: 'the path must start with "/"' }],
  ],
  [
    'steps that nothing needs, though they must run',
    { steps: [echo('a', 1, { mustExecute: true }), echo('b', { $step: 'a' })] },
    [
      { type: 'unreachableStep', stepId: 'a' },
      { type: 'unreachableStep', stepId: 'b' },
    ],
  ],
  [
    'paths that no schema confirms',
    { steps: [echo('a', { $input: '$.x' })], output: { $step: 'a', path: 'y' } },
    [
      {
        type: 'unvalidatedFieldAccess',
        stepId: 'workflow_input',
        field: '$.x',
        reason: 'no input schema available',
      },
      { type: 'unvalidatedFieldAccess', stepId: 'a', field: '$.y', reason: 'no output schema available' },
    ],
  ],
  [
    'variables without a schema, once',
    { output: [{ $variable: 'v' }, { $variable: 'w', default: { $variable: 'x' } }] },
    [{ type: 'missingVariableSchema' }],
  ],
  [
    'variables that the schema lacks, with and without a default',
    {
      schemas: { properties: { variables: { properties: { known: {} } } } },
      output: [{ $variable: 'known' }, { $variable: 'v' }, { $variable: 'w', default: 1 }],
    },
    [
      { type: 'undefinedRequiredVariable', variable: 'v', context: "step 'workflow_output'" },
      { type: 'undefinedVariable', variable: 'w', context: "step 'workflow_output'" },
    ],
  ],
  [
    'a literal that claims to be a flow and is none',
    { output: { $literal: [{ schema: FLOW_FORMAT, steps: 7 }] } },
    [{ type: 'invalidSubflowLiteral', error: expect.stringContaining('steps') }],
  ],
  [
    'a fault in a flow that is a literal',
    { output: { $literal: { schema: FLOW_FORMAT, name: 'n', description: 'd', output: { $step: 'x' } } } },
    [{ type: 'undefinedStepReference', fromStep: 'workflow_output', referencedStep: 'x' }],
  ],
])('%s', (_, flow, expected) => {
  expect(messages(flow)).toEqual(expected)
})

test('a fault in a literal has the whole path', () => {
  const literal = { schema: FLOW_FORMAT, name: 'n', description: 'd', output: { $step: 'x' } }
  expect(
    validate({
      name: 'n',
      description: 'd',
      output: { f: { $literal: [literal] } },
    }).diagnostics[0]?.path,
  ).toEqual([
    { String: 'output' },
    { String: 'f' },
    { String: '$literal' },
    { Index: 0 },
    { String: 'output' },
  ])
})
