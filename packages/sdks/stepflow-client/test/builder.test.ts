import { describe, expect, it } from 'vitest'
import { coalesce, FlowBuilderError, flow, input, literal, variable, when } from '../src/index.ts'
import { everything } from './fixtures/correct.ts'

/** A builder that the compiler does not guard, as plain JavaScript has it. */
const unguarded = () =>
  flow('greet').step('words', '/a') as unknown as Record<string, (...args: unknown[]) => never>

function endless(): unknown {
  const value: { list?: unknown[] } = {}
  value.list = [value]
  return value
}

describe('the flow builder', () => {
  it('makes the document that one would write by hand', () => {
    const made = flow('greet', { description: 'Greets.', metadata: { label: 'demo' } })
      .step('words', '/builtin/create_messages', { user_prompt: input('$.name') })
      .step(
        'kept',
        '/builtin/put_blob',
        ({ words }) => ({ data: words.at('$.messages[0]'), blob_type: 'data' }),
        {
          onError: { action: 'useDefault', defaultValue: null },
          mustExecute: true,
        },
      )
      .output(({ words, kept }) => ({ all: words, id: kept.at('$.blob_id') }))
    expect(JSON.parse(JSON.stringify(made))).toStrictEqual({
      name: 'greet',
      description: 'Greets.',
      metadata: { label: 'demo' },
      steps: [
        { id: 'words', component: '/builtin/create_messages', input: { user_prompt: { $input: '$.name' } } },
        {
          id: 'kept',
          component: '/builtin/put_blob',
          input: { data: { $step: 'words', path: '$.messages[0]' }, blob_type: 'data' },
          onError: { action: 'useDefault', defaultValue: null },
          mustExecute: true,
        },
      ],
      output: { all: { $step: 'words' }, id: { $step: 'kept', path: '$.blob_id' } },
    })
  })

  it('writes every kind of expression', () => {
    const made = flow('f')
      .step('a', '/a')
      .output(({ a }) => [
        input(),
        variable('v'),
        variable('v', 1),
        literal({ $step: 'none' }),
        when(a, 'yes'),
        when(a, 'yes', a.at('$.x')),
        coalesce(a, null),
      ])
    expect(made.output).toStrictEqual([
      { $input: '$' },
      { $variable: 'v' },
      { $variable: 'v', default: 1 },
      { $literal: { $step: 'none' } },
      JSON.parse('{ "$if": { "$step": "a" }, "then": "yes" }'),
      JSON.parse('{ "$if": { "$step": "a" }, "then": "yes", "else": { "$step": "a", "path": "$.x" } }'),
      { $coalesce: [{ $step: 'a' }, null] },
    ])
  })

  it('keeps null apart from absence', () => {
    const made = flow('f')
      .step('none', '/a')
      .step('null', '/a', null)
      .output(when(true, null, null))
    expect(made.steps).toStrictEqual([
      { id: 'none', component: '/a' },
      { id: 'null', component: '/a', input: null },
    ])
    expect(made.output).toStrictEqual(JSON.parse('{ "$if": true, "then": null, "else": null }'))
    expect(variable('v', null)).toStrictEqual({ $variable: 'v', default: null })
  })

  it('puts flows inside flows as literals, so that their references stay their own', () => {
    const mapped = everything.steps?.find(({ id }) => id === 'many')?.input as Record<string, unknown>
    expect(mapped.workflow).toMatchObject({ $literal: { name: 'double', steps: [{ id: 'kept' }] } })
  })

  it('leaves out members that are undefined', () => {
    expect(flow('f').output({ a: undefined, b: 1 }).output).toStrictEqual({ b: 1 })
  })

  it('lets flows begin alike', () => {
    const start = flow('f').step('a', '/a')
    const left = start.step('left', '/b').output(({ left }) => left)
    const right = start.step('right', '/c').output(({ right }) => right)
    expect([left, right].map(({ steps }) => steps?.map(({ id }) => id))).toEqual([
      ['a', 'left'],
      ['a', 'right'],
    ])
  })

  it('takes ids that objects are born with', () => {
    const made = flow('f')
      .step('constructor', '/a')
      .step('toString', '/b', (steps) => steps.constructor)
      .output((steps) => [steps.constructor, steps.toString])
    expect(made.output).toStrictEqual([{ $step: 'constructor' }, { $step: 'toString' }])
  })

  it.each<[string, (builder: Record<string, (...args: unknown[]) => never>) => unknown, string]>([
    [
      'a misspelt step, as a handle',
      (builder) => builder.output?.(({ wrods }: Record<string, unknown>) => wrods),
      'flow "greet", output: refers to the step "wrods", but before it come words',
    ],
    [
      'a misspelt step, as $step',
      (builder) => builder.step?.('b', '/b', { deep: [{ $step: 'wrods' }] }),
      'flow "greet", step "b": refers to the step "wrods", but before it come words',
    ],
    ['a second step of an id', (builder) => builder.step?.('words', '/b'), 'two steps are called "words"'],
    ['an empty id', (builder) => builder.step?.('', '/b'), 'a step has an empty id'],
    ['a date', (builder) => builder.output?.({ at: new Date(0) }), '$.at is a Date, which JSON cannot hold'],
    ['no number', (builder) => builder.output?.([Number.NaN]), '$[0] is NaN, which JSON cannot hold'],
    ['a function', (builder) => builder.output?.({ f: () => 1 }), 'which JSON cannot hold'],
    ['a bigint', (builder) => builder.output?.(1n), '$ is 1, which JSON cannot hold'],
    [
      'a date in a literal',
      (builder) => builder.output?.({ a: literal({ at: [new Date(0)] }) }),
      '$.a.$literal.at[0] is a Date, which JSON cannot hold',
    ],
    ['what contains itself', (builder) => builder.output?.(endless()), '$.list[0] contains itself'],
    ['a literal that contains itself', (builder) => builder.output?.(literal(endless())), 'contains itself'],
    ['nothing in a list', (builder) => builder.output?.([undefined]), '$[0] is undefined'],
  ])('refuses where no compiler did: %s', (_title, misuse, message) => {
    expect(() => misuse(unguarded())).toThrow(FlowBuilderError)
    expect(() => misuse(unguarded())).toThrow(message)
  })
})
