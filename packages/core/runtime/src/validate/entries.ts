import type { ErrorObject } from 'ajv/dist/2020.js'
import { valueAt } from '../pointers.ts'

/** One place where an answer is not as declared. It holds no value of the answer. */
export interface ValidationEntry {
  /** Id of the operation, such as `getTask`. */
  readonly operation: string
  /** JSON pointer into the body, by wire names; empty for the body itself. */
  readonly pointer: string
  /** What is declared, such as `integer`. */
  readonly expected: string
  /** What came: a JSON type, or `missing`. */
  readonly actual: string
}

/** More of one answer say nothing new. */
const maximum = 50

/** What the validator found, as entries. */
export function entriesOf(
  operation: string,
  body: unknown,
  errors: readonly ErrorObject[],
): ValidationEntry[] {
  return errors.slice(0, maximum).map(({ instancePath, keyword, params, message = '' }) => {
    const beyond: unknown = params.missingProperty ?? params.additionalProperty ?? params.unevaluatedProperty
    const pointer =
      typeof beyond === 'string'
        ? `${instancePath}/${beyond.replaceAll('~', '~0').replaceAll('/', '~1')}`
        : instancePath
    return {
      operation,
      pointer,
      expected: expectation(keyword, params, message),
      actual: params.missingProperty === undefined ? typeAt(body, pointer) : 'missing',
    }
  })
}

function expectation(keyword: string, params: Readonly<Record<string, unknown>>, message: string): string {
  if (keyword === 'required') return 'a value'
  if (keyword === 'additionalProperties' || keyword === 'unevaluatedProperties') return 'nothing'
  if (keyword === 'type') return [params.type].flat().join(' or ')
  if (keyword === 'enum') return `one of ${JSON.stringify(params.allowedValues)}`
  if (keyword === 'const') return JSON.stringify(params.allowedValue)
  return message.replace(/^must (?:be )?/, '')
}

function typeAt(body: unknown, pointer: string): string {
  const keys = pointer.split('/').slice(1)
  const value = valueAt(
    body,
    keys.map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~')),
  )
  if (value === null) return 'null'
  return Array.isArray(value) ? 'array' : typeof value
}
