import { stableJson } from '../document/json-text.ts'
import type { SpecDocument } from '../document/types.ts'
import type { ApiModel } from '../model/types.ts'
import { responseSchemas } from './response-schemas.ts'

/** Prints `src/validate.ts`: the runtime's validation of answers with the schemas of this API. */
export function validateModule(model: ApiModel, document: SpecDocument): string {
  // The document holds no key named __proto__, so its JSON means the same as code.
  const schemas = stableJson(responseSchemas(model, document)).trim()
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
