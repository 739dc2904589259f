import { formatPath, type JsonPath, PathSyntaxError, parsePath } from './paths.ts'

/** A value expression, read once: JSON in which some objects refer to inputs, steps and variables. */
export type Expression =
  | { readonly kind: 'value'; readonly value: unknown }
  | { readonly kind: 'literal'; readonly value: unknown }
  | {
      readonly kind: 'if'
      readonly condition: Expression
      readonly consequence: Expression
      readonly alternative?: Expression
    }
  | { readonly kind: 'coalesce'; readonly members: readonly Expression[] }
  | { readonly kind: 'step'; readonly step: string; readonly path: JsonPath }
  | { readonly kind: 'input'; readonly path: JsonPath }
  | {
      readonly kind: 'variable'
      readonly name: string
      readonly path: JsonPath
      readonly default?: Expression
    }
  | { readonly kind: 'object'; readonly entries: readonly (readonly [string, Expression])[] }
  | { readonly kind: 'array'; readonly items: readonly Expression[] }

/** An expression that cannot be read; `path` leads to the place. */
export class ExpressionError extends Error {
  readonly path: readonly (string | number)[]

  constructor(path: readonly (string | number)[], message: string) {
    super(message)
    this.name = 'ExpressionError'
    this.path = path
  }
}

/** Forms by their key, in the order in which they are recognized. */
const FORMS: readonly (readonly [string, (json: JsonObject, at: JsonPath) => Expression])[] = [
  ['$literal', (json) => ({ kind: 'literal', value: json.$literal })],
  ['$if', parseIf],
  ['$coalesce', parseCoalesce],
  ['$step', parseStep],
  ['$input', parseInput],
  ['$variable', parseVariable],
]

/** Keys that make an object an expression instead of a map. */
export const EXPRESSION_KEYS: readonly string[] = FORMS.map(([key]) => key)

type JsonObject = Readonly<Record<string, unknown>>

/**
 * Reads a JSON value as an expression. A key such as `$step` decides the form; further keys are ignored.
 *
 * @throws ExpressionError for a form with missing or mistyped members, or a path that cannot be read.
 */
export function parseExpression(json: unknown, at: JsonPath = []): Expression {
  if (Array.isArray(json)) {
    return { kind: 'array', items: json.map((item, index) => parseExpression(item, [...at, index])) }
  }
  if (typeof json !== 'object' || json === null) return { kind: 'value', value: json }
  const object = json as JsonObject
  const form = FORMS.find(([key]) => Object.hasOwn(object, key))
  if (form !== undefined) return form[1](object, at)
  const entries = Object.entries(object).map(
    ([key, value]) => [key, parseExpression(value, [...at, key])] as const,
  )
  return { kind: 'object', entries }
}

function parseIf(json: JsonObject, at: JsonPath): Expression {
  if (!Object.hasOwn(json, 'then')) throw new ExpressionError(at, '$if needs "then"')
  const alternative = Object.hasOwn(json, 'else') ? parseExpression(json.else, [...at, 'else']) : undefined
  return {
    kind: 'if',
    condition: parseExpression(json.$if, [...at, '$if']),
    consequence: parseExpression(json.then, [...at, 'then']),
    ...(alternative === undefined ? {} : { alternative }),
  }
}

function parseCoalesce(json: JsonObject, at: JsonPath): Expression {
  const members = json.$coalesce
  if (!Array.isArray(members)) throw new ExpressionError([...at, '$coalesce'], '$coalesce must be an array')
  return {
    kind: 'coalesce',
    members: members.map((member, index) => parseExpression(member, [...at, '$coalesce', index])),
  }
}

function parseStep(json: JsonObject, at: JsonPath): Expression {
  if (typeof json.$step !== 'string') throw new ExpressionError([...at, '$step'], '$step must be a step id')
  return { kind: 'step', step: json.$step, path: pathMember(json.path ?? '', [...at, 'path'], 'path') }
}

function parseInput(json: JsonObject, at: JsonPath): Expression {
  return { kind: 'input', path: pathMember(json.$input, [...at, '$input'], '$input') }
}

function parseVariable(json: JsonObject, at: JsonPath): Expression {
  const [name, ...path] = pathMember(json.$variable, [...at, '$variable'], '$variable')
  if (typeof name !== 'string') {
    throw new ExpressionError([...at, '$variable'], '$variable must start with the name of a variable')
  }
  const fallback = Object.hasOwn(json, 'default')
    ? parseExpression(json.default, [...at, 'default'])
    : undefined
  return { kind: 'variable', name, path, ...(fallback === undefined ? {} : { default: fallback }) }
}

function pathMember(text: unknown, at: JsonPath, name: string): JsonPath {
  if (typeof text !== 'string') throw new ExpressionError(at, `${name} must be a path such as "$.name"`)
  try {
    return parsePath(text)
  } catch (error) {
    if (error instanceof PathSyntaxError) throw new ExpressionError(at, error.message)
    throw error
  }
}

/** Writes an expression in its one normal form: paths normalized, ignored keys gone. */
export function serializeExpression(expression: Expression): unknown {
  switch (expression.kind) {
    case 'value':
      return expression.value
    case 'literal':
      return { $literal: expression.value }
    case 'if':
      return Object.fromEntries([
        ['$if', serializeExpression(expression.condition)],
        ['then', serializeExpression(expression.consequence)],
        ...(expression.alternative === undefined
          ? []
          : [['else', serializeExpression(expression.alternative)]]),
      ])
    case 'coalesce':
      return { $coalesce: expression.members.map(serializeExpression) }
    case 'step':
      return {
        $step: expression.step,
        ...(expression.path.length === 0 ? {} : { path: formatPath(expression.path) }),
      }
    case 'input':
      return { $input: formatPath(expression.path) }
    case 'variable':
      return {
        $variable: formatPath([expression.name, ...expression.path]),
        ...(expression.default === undefined ? {} : { default: serializeExpression(expression.default) }),
      }
    case 'object':
      return Object.fromEntries(expression.entries.map(([key, value]) => [key, serializeExpression(value)]))
    case 'array':
      return expression.items.map(serializeExpression)
  }
}
