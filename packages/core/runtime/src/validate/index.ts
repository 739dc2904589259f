export type { ValidationEntry } from './entries.ts'
export { type ResponseSchemas, type ValidationOptions, validateResponses } from './validate-responses.ts'
