import fc from 'fast-check'
import { EXPRESSION_KEYS } from '../../src/engine/expressions.ts'

/** Property names that have tripped JSON code before. */
const awkwardKey = fc.constantFrom(
  '__proto__',
  'constructor',
  'then',
  'toString',
  '0',
  '',
  'a.b',
  '$',
  '$from',
)

export const key: fc.Arbitrary<string> = fc
  .oneof({ weight: 4, arbitrary: fc.string() }, awkwardKey)
  .filter((text) => !EXPRESSION_KEYS.includes(text))

const map = <T>(value: fc.Arbitrary<T>) =>
  fc.array(fc.tuple(key, value), { maxLength: 4 }).map((entries) => Object.fromEntries(entries))

/** Any JSON value without keys of expressions. */
export const json: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom(null, true, false, 0, 1, -1.5, ''),
    fc.string(),
    fc.array(tie('value'), { maxLength: 4 }),
    map(tie('value')),
  ),
})).value

/** `$if`, written without an object that looks like a promise. */
export function conditional(
  condition: unknown,
  consequence: unknown,
  alternative?: unknown,
): Record<string, unknown> {
  return Object.fromEntries([
    ['$if', condition],
    ['then', consequence],
    ...(alternative === undefined ? [] : [['else', alternative]]),
  ])
}

export const path: fc.Arbitrary<string> = fc.constantFrom('$', '', '$.a', '$.a[0]', 'a', '$["x y"]', "$['a']")

/** Any expression that can be read; steps are named `s0` to `s3`, variables `v0` to `v3`. */
export const expression: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  expr: fc.oneof(
    { maxDepth: 4 },
    json,
    fc.record({ $literal: json }),
    fc.record({ $step: fc.constantFrom('s0', 's1', 's2', 's3'), path }, { requiredKeys: ['$step'] }),
    fc.record({ $input: path }),
    fc.record(
      { $variable: fc.constantFrom('v0', '$.v1', '$.v2.a', '$["v3"]'), default: tie('expr') },
      { requiredKeys: ['$variable'] },
    ),
    fc
      .tuple(tie('expr'), tie('expr'), fc.option(tie('expr'), { nil: undefined }))
      .map(([condition, consequence, alternative]) => conditional(condition, consequence, alternative)),
    fc.record({ $coalesce: fc.array(tie('expr'), { maxLength: 3 }) }),
    fc.array(tie('expr'), { maxLength: 3 }),
    map(tie('expr')),
  ),
})).expr
