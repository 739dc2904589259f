import { createContract } from '@driftless/server-kit/testing'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createStepflowApi } from '../src/api/app.ts'
import { evaluate, type Scope } from '../src/engine/evaluate.ts'
import { type ExpressionError, parseExpression, serializeExpression } from '../src/engine/expressions.ts'
import { neededSteps } from '../src/engine/needs.ts'
import type { Stepflow } from '../src/engine/service.ts'
import { type FlowResult, failure, success } from '../src/engine/types.ts'
import { conditional, expression, json } from './support/json.ts'

const noService = {} as Stepflow
const contract = createContract(createStepflowApi(noService).openApiDocument(), '/api/v1', 'ErrorResponse')

type Steps = Readonly<Record<string, FlowResult | 'pending'>>

function scopeWith(
  steps: Steps,
  input: unknown = {},
  variables: Readonly<Record<string, unknown>> = {},
): Scope {
  return {
    input,
    variable: (name) => (Object.hasOwn(variables, name) ? { value: variables[name] } : undefined),
    step: (id) => (Object.hasOwn(steps, id) ? (steps[id] ?? 'pending') : 'unknown'),
  }
}

const stepState = fc.oneof(
  fc.constant('pending' as const),
  json.map(success),
  fc.constant(failure(500, 'broken')),
)
const steps = fc.record({ s0: stepState, s1: stepState, s2: stepState, s3: stepState })

test('what is not an expression evaluates to itself, whatever its keys are', () => {
  fc.assert(
    fc.property(json, (value) => {
      const result = evaluate(parseExpression(value), scopeWith({}))
      expect(result).toEqual(success(value))
      expect(JSON.stringify(result)).toBe(JSON.stringify(success(value)))
    }),
  )
})

test('a literal evaluates to exactly what stands in it', () => {
  fc.assert(
    fc.property(expression, (value) => {
      expect(evaluate(parseExpression({ $literal: value }), scopeWith({}))).toEqual(success(value))
    }),
  )
})

test('the normal form means the same and is its own normal form', () => {
  fc.assert(
    fc.property(expression, steps, json, (value, state, input) => {
      const parsed = parseExpression(value)
      const normal = serializeExpression(parsed)
      expect(serializeExpression(parseExpression(normal))).toEqual(normal)
      const scope = scopeWith(state, input, { v1: 1, v2: { a: 2 } })
      expect(evaluate(parseExpression(normal), scope)).toEqual(evaluate(parsed, scope))
    }),
  )
})

test('what the server reads as an expression, its document allows', () => {
  fc.assert(
    fc.property(expression, (value) => {
      parseExpression(value)
      contract.checkComponent('ValueExpr', value)
    }),
  )
})

test('an expression without needs never finds a step incomplete; one with needs names pending steps only', () => {
  fc.assert(
    fc.property(expression, steps, json, (value, state, input) => {
      const scope = scopeWith(state, input)
      const parsed = parseExpression(value)
      const needs = neededSteps(parsed, scope)
      for (const id of needs) expect(scope.step(id)).toBe('pending')
      if (needs.size > 0) return
      const strict = scopeWith(state, input)
      const watched: Scope = {
        ...strict,
        step: (id) => {
          expect(strict.step(id)).not.toBe('pending')
          return strict.step(id)
        },
      }
      evaluate(parsed, watched)
    }),
  )
})

test('answering needs one by one ends', () => {
  fc.assert(
    fc.property(expression, json, (value, answer) => {
      const state: Record<string, FlowResult | 'pending'> = {
        s0: 'pending',
        s1: 'pending',
        s2: 'pending',
        s3: 'pending',
      }
      const parsed = parseExpression(value)
      for (let round = 0; round <= 4; round++) {
        const [next] = neededSteps(parsed, scopeWith(state))
        if (next === undefined) return
        expect(state[next]).toBe('pending')
        state[next] = success(answer)
      }
      expect.unreachable('more needs than steps')
    }),
  )
})

test.each([
  [{ $if: 1 }, [], /\$if needs "then"/],
  [{ a: [{ $coalesce: 1 }] }, ['a', 0, '$coalesce'], /must be an array/],
  [{ $step: 1 }, ['$step'], /must be a step id/],
  [{ $step: 'a', path: 1 }, ['path'], /must be a path/],
  [{ $step: 'a', path: '$[' }, ['path'], /cannot read "\["/],
  [{ $input: null }, ['$input'], /must be a path/],
  [{ $variable: '$' }, ['$variable'], /must start with the name/],
  [{ $variable: '$[0]' }, ['$variable'], /must start with the name/],
  [conditional({ $input: 7 }, 1), ['$if', '$input'], /must be a path/],
])('%j is refused with the place', (value, path, message) => {
  const parse = () => parseExpression(JSON.parse(JSON.stringify(value)))
  expect(parse).toThrow(message)
  try {
    parse()
  } catch (error) {
    expect((error as ExpressionError).path).toEqual(path)
  }
})

test.each([
  ['the first key in the order of forms decides', { $step: 's', $literal: 1 }, success(1)],
  ['further keys are ignored', { $input: '$.a', extra: { $step: 's' } }, success(5)],
  ['an unset else is null', conditional(false, 1), success(null)],
  ['0 counts as true', conditional(0, 'yes', 'no'), success('yes')],
  ['an empty text counts as true', conditional('', 'yes', 'no'), success('yes')],
  ['null counts as false', conditional(null, 'yes', 'no'), success('no')],
  ['a failed condition counts as false', conditional({ $input: '$.x' }, 'yes', 'no'), success('no')],
  ['coalesce takes the first that is not null', { $coalesce: [null, { $step: 'nil' }, 0, 1] }, success(0)],
  ['coalesce of nulls is null', { $coalesce: [null] }, success(null)],
  ['coalesce of nothing is null', { $coalesce: [] }, success(null)],
  ['a failure ends coalesce', { $coalesce: [{ $step: 'bad' }, 1] }, failure(9, 'bad')],
  ['a missing input path fails', { $input: '$.x' }, failure(1, 'Input path $.x not found')],
  ['a missing step path fails', { $step: 's', path: '$.x' }, failure(1, 'Path $.x not found')],
  ['a path into null is null', { $step: 'nil', path: '$.x.y' }, success(null)],
  ['an undefined variable fails', { $variable: 'w' }, failure(1, 'Undefined variable: w')],
  ['an unknown step fails', { $step: 'none' }, failure(404, 'Step none not found')],
  ['the first failure of an object wins', { a: { $step: 'bad' }, b: { $input: '$.x' } }, failure(9, 'bad')],
  ['a path into a variable', { $variable: '$.v.k' }, success('value')],
  ['a default of a variable is an expression', { $variable: 'w', default: { $input: '$.a' } }, success(5)],
  ['a text without $ names one field', { $input: 'a.b' }, success('dotted')],
])('%s', (_, value, expected) => {
  const state: Steps = { s: success({ k: 1 }), nil: success(null), bad: failure(9, 'bad') }
  const scope = scopeWith(state, { a: 5, 'a.b': 'dotted' }, { v: { k: 'value' } })
  expect(evaluate(parseExpression(value), scope)).toEqual(expected)
})
