import type { SpecDocument } from '../document/types.ts'
import type { ApiModel } from '../model/types.ts'
import { responseSchemas } from './response-schemas.ts'
import { jsonLiteral } from './text.ts'

/** Prints `src/validate.ts`: the runtime's validation of answers with the schemas of this API. */
export function validateModule(model: ApiModel, document: SpecDocument): string {
  const schemas = jsonLiteral({ ...responseSchemas(model, document) })
  return `import type { Middleware } from '@driftless/runtime'
import { type ResponseSchemas, type ValidationOptions, validateResponses as validate } from '@driftless/runtime/validate'

export type { ValidationEntry, ValidationOptions } from '@driftless/runtime/validate'

/** Taken from the document: what every answer is declared to be. */
const schemas: ResponseSchemas = ${schemas}

/**
 * Makes a middleware that compares answers with what this API's document declares for them; put it last.
 *
 * @throws UsageError if the mode is none. In mode \`strict\` calls fail with a \`ResponseFormatError\`.
 * @example
 * const middleware = [validateResponses({ mode: 'report' })]
 */
export function validateResponses(options: ValidationOptions): Middleware {
  return validate(options, schemas)
}
`
}
