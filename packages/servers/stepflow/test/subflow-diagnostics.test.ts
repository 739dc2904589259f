import { describe, expect, test } from 'vitest'
import { readFlow } from '../src/api/read-flow.ts'
import { FLOW_FORMAT } from '../src/engine/flow.ts'
import { validateFlow } from '../src/engine/validate/validate.ts'
import type { Json } from './support/calls.ts'

const named = { name: 'n', description: 'd' }
const good = { ...named, output: { $input: '$' } }
const bad = { ...named, output: { $step: 'x' } }
const fault = { type: 'undefinedStepReference', fromStep: 'workflow_output', referencedStep: 'x' }
const noFlow = { type: 'invalidSubflowLiteral', error: expect.any(String) }
const notLiteral = {
  type: 'invalidSubflowLiteral',
  error: expect.stringContaining('put it below "$literal"'),
}

/** The remarks about a flow of one step that calls the component: each message with its path below the input. */
function remarks(component: string, input: unknown): [message: unknown, path: string][] {
  const steps = [{ id: 's', component, input }]
  const read = readFlow({ ...named, steps, output: { $step: 's' } })
  if ('error' in read) throw new Error(read.error)
  return validateFlow(read.flow, readFlow).diagnostics.map(({ message, path = [] }) => {
    const parts = path.map((part) => ('String' in part ? part.String : part.Index))
    expect(parts.slice(0, 3)).toEqual(['steps', 0, 'input'])
    return [message, parts.slice(3).join('.')]
  })
}

describe('a flow that a component takes', () => {
  test.each([
    ['/builtin/map', 'workflow', { items: [] }],
    ['/map', 'workflow', { items: [] }],
    ['/builtin/iterate', 'flow', { initial_input: 1 }],
    ['/iterate', 'flow', { initial_input: 1 }],
    ['/put_blob', 'data', { blob_type: 'flow' }],
    ['/builtin/put_blob', 'data', { blob_type: { $literal: 'flow' } }],
  ])('%s: is validated, with or without its schema, once', (component, field, more) => {
    const remarksFor = (flow: unknown) => remarks(component, { ...more, [field]: { $literal: flow } })
    expect(remarksFor(good)).toEqual([])
    expect(remarksFor(bad)).toEqual([[fault, `${field}.$literal.output`]])
    expect(remarksFor({ schema: FLOW_FORMAT, ...bad })).toEqual([[fault, `${field}.$literal.output`]])
    expect(remarksFor({ steps: 7 })).toEqual([[noFlow, `${field}.$literal`]])
    expect(remarksFor('flow')).toEqual([[noFlow, `${field}.$literal`]])
  })

  test('is validated in an input that is all literal', () => {
    expect(remarks('/map', { $literal: { workflow: bad, items: [] } })).toEqual([
      [fault, '$literal.workflow.output'],
    ])
    expect(remarks('/map', { $literal: { items: [], flow_id: 'x' } })).toEqual([])
    expect(remarks('/put_blob', { $literal: { data: bad, blob_type: 'flow' } })).toEqual([
      [fault, '$literal.data.output'],
    ])
  })

  test('is validated inside another', () => {
    const inner = { id: 'i', component: '/iterate', input: { flow: { $literal: bad }, initial_input: 1 } }
    const outer = { ...named, steps: [inner], output: { $step: 'i' } }
    expect(remarks('/map', { workflow: { $literal: outer }, items: [] })).toEqual([
      [fault, 'workflow.$literal.steps.0.input.flow.$literal.output'],
    ])
  })

  test('has its remarks on retries, too', () => {
    const step = { id: 'r', component: '/a', onError: { action: 'retry', maxRetries: 11 } }
    const flow = { ...named, steps: [step], output: { $step: 'r' } }
    expect(remarks('/map', { workflow: { $literal: flow }, items: [] })).toEqual([
      [
        { type: 'invalidSubflowLiteral', error: expect.stringContaining('steps.0.onError.maxRetries') },
        'workflow.$literal',
      ],
    ])
  })

  test.each<[string, Json]>([
    ['a text', { workflow: 'x' }],
    ['a list', { workflow: [1] }],
    ['a number', { workflow: 7 }],
  ])('%s is none', (_, input) => {
    expect(remarks('/map', { ...input, items: [] })).toEqual([[noFlow, 'workflow']])
  })

  test.each<[string, Json]>([
    ['an output', { output: { deep: [{ $input: '$' }] } }],
    ['an input of a step', { steps: [{ id: 'a', component: '/a', input: { $input: '$' } }] }],
  ])('that stands there with %s of its own, but not below $literal, cannot work', (_, flow) => {
    expect(remarks('/map', { workflow: flow, items: [] })).toContainEqual([notLiteral, 'workflow'])
  })

  test.each<[string, string, unknown]>([
    ['an id instead', '/map', { flow_id: 'x', items: [] }],
    ['null', '/map', { flow_id: 'x', workflow: null, items: [] }],
    ['what only the run tells', '/map', { workflow: { $input: '$' }, items: [] }],
    ['a flow without expressions', '/map', { workflow: { ...named, output: 1 }, items: [] }],
    ['a flow made of parts', '/map', { workflow: { steps: { $input: '$' } }, items: [] }],
    ['an input that only the run tells', '/map', { $input: '$' }],
    ['data that is no flow', '/put_blob', { data: { $literal: bad }, blob_type: 'data' }],
    [
      'a kind of blob that only the run tells',
      '/put_blob',
      { data: { $literal: bad }, blob_type: { $input: '$' } },
    ],
    ['another component', '/own/map', { workflow: { $literal: bad } }],
    ['a name of Object', '/constructor', { workflow: { $literal: bad } }],
  ])('%s is left alone', (_, component, input) => {
    expect(remarks(component, input)).toEqual([])
  })
})
