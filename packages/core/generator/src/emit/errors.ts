import type { ApiConfig } from '../config.ts'
import { exportStatements } from './exports.ts'
import { literal } from './text.ts'

/** Error classes of the runtime that every client exports. */
export const errorClasses: readonly string[] = [
  'AbortError',
  'APIError',
  'AuthenticationError',
  'BadRequestError',
  'ConflictError',
  'ConnectionError',
  'DriftlessError',
  'NotFoundError',
  'OutcomeUnknownError',
  'PermissionDeniedError',
  'RateLimitError',
  'ResponseFormatError',
  'ResponseTooLargeError',
  'RetryableError',
  'ServerError',
  'TimeoutError',
  'UnprocessableEntityError',
  'UsageError',
]

/** Name of the class that matches every error of an API's client: `StepflowError` for `StepflowApi`. */
export function errorBaseName(config: ApiConfig): string {
  if (config.error !== undefined) return config.error
  const stem = config.client.replace(/(?:Api|API|Client|Sdk|SDK)$/, '')
  const name = `${stem === '' ? config.client : stem}Error`
  return errorClasses.includes(name) ? `${config.client}BaseError` : name
}

/** Prints `src/errors.ts`: the API's base class beside those of the runtime. */
export function errorsModule(config: ApiConfig): string {
  const name = errorBaseName(config)
  const passedOn = exportStatements([{ module: '@driftless/runtime', values: [...errorClasses, 'isError'] }])
  return `import { DriftlessError, isErrorOf } from '@driftless/runtime'

${passedOn}
/** Matches every error that a client of this API throws: \`error instanceof ${name}\`. */
export class ${name} extends DriftlessError {
  static override [Symbol.hasInstance](value: unknown): boolean {
    return isErrorOf(value, ${literal(config.package)})
  }
}
`
}
