import { z } from 'zod'
import { EXPRESSION_KEYS, ExpressionError, parseExpression } from '../../engine/expressions.ts'

export const Value = z.unknown().meta({
  id: 'Value',
  description: 'Any JSON value: object, array, string, number, boolean or null.',
})

/** Text that is kept in a column of its own: PostgreSQL takes no NUL, and UTF-8 no half of a pair. */
export const columnText = (): z.ZodString =>
  z
    .string()
    .refine((text) => !text.includes('\0'), 'Must not contain a NUL character')
    .refine((text) => !/\p{Surrogate}/u.test(text), 'Must not contain half of a surrogate pair')

export const JsonSchema = z.looseObject({}).meta({ id: 'Schema', description: 'A JSON Schema object.' })

export const BlobId = z
  .string()
  .regex(/^[0-9a-f]{64}$/, 'Expected 64 lower-case hexadecimal digits')
  .meta({
    id: 'BlobId',
    description: 'SHA-256 of the content of a blob, as 64 lower-case hexadecimal digits.',
  })

const expressionRef = { $ref: '#/components/schemas/ValueExpr' }
const valueRef = { $ref: '#/components/schemas/Value' }

interface ExpressionForm {
  readonly description: string
  /** Required members first; the first one is the key that decides. */
  readonly members: readonly (readonly [name: string, schema: object, required?: 'required'])[]
}

const text = (description: string) => ({ type: 'string', description })
const expression = (description: string) => ({ ...expressionRef, description })

/** The forms as the document tells them. Reading is `parseExpression`'s; a test holds both together. */
const FORMS: Readonly<Record<string, ExpressionForm>> = {
  LiteralExpr: {
    description: 'A value that is taken as it is: nothing inside is evaluated.',
    members: [['$literal', { ...valueRef, description: 'The value.' }, 'required']],
  },
  ConditionalExpr: {
    description:
      'One of two values. Every value but null and false counts as true, 0 and "" too; a failed condition counts as false.',
    members: [
      ['$if', expression('The condition.'), 'required'],
      ['then', expression('The value if the condition holds.'), 'required'],
      ['else', expression('The value otherwise; null if absent.')],
    ],
  },
  CoalesceExpr: {
    description: 'The first member that is not null; a member that fails ends the search with its failure.',
    members: [
      [
        '$coalesce',
        { type: 'array', items: expressionRef, description: 'The members, in order.' },
        'required',
      ],
    ],
  },
  StepReference: {
    description: 'The result of an earlier step.',
    members: [
      ['$step', text('Id of the step.'), 'required'],
      ['path', text('Path into the result, such as `$.answer[0]`; the whole result if absent.')],
    ],
  },
  InputReference: {
    description: "The run's input.",
    members: [['$input', text('Path into the input; `$` is all of it.'), 'required']],
  },
  VariableReference: {
    description: 'A variable of the run.',
    members: [
      [
        '$variable',
        text('Name of the variable, such as `model`, or a path that starts with it: `$.model.name`.'),
        'required',
      ],
      ['default', expression('Used if neither the run nor the schema of the variables gives a value.')],
    ],
  },
}

for (const [id, { description, members }] of Object.entries(FORMS)) {
  const required = members.filter(([, , marker]) => marker === 'required').map(([member]) => member)
  const properties = Object.fromEntries(members.map(([member, schema]) => [member, schema]))
  z.unknown().meta({ id, description, type: 'object', required, properties })
}

export const ValueExpr = z
  .unknown()
  .superRefine((value, context) => {
    try {
      parseExpression(value)
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error
      context.addIssue({ code: 'custom', path: [...error.path], message: error.message })
    }
  })
  .meta({
    id: 'ValueExpr',
    description:
      'JSON in which objects with one of the keys `$literal`, `$if`, `$coalesce`, `$step`, `$input`, `$variable` are replaced by the values they stand for. Such a key decides the form, in this order; further keys beside it are ignored.',
    anyOf: [
      ...Object.keys(FORMS).map((name) => ({ $ref: `#/components/schemas/${name}` })),
      { type: 'array', items: expressionRef },
      {
        type: 'object',
        additionalProperties: expressionRef,
        propertyNames: { not: { enum: [...EXPRESSION_KEYS] } },
      },
      { type: ['string', 'number', 'boolean', 'null'] },
    ],
  })
