import type { Notice } from '../model/types.ts'

/** Any JSON value. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject
export interface JsonObject {
  readonly [key: string]: Json
}

/**
 * A document that is ready for the model: OpenAPI 3.0 or 3.1 as plain data, keys sorted, every `$ref` local and
 * resolvable, every operation with a unique operationId, no `__proto__` keys.
 */
export interface SpecDocument {
  /** Where it came from, as shown to people. */
  readonly file: string
  readonly json: JsonObject
  /** The same before an overlay was applied to it: what the server itself says. */
  readonly served?: JsonObject
}

export interface LoadedDocument {
  readonly document: SpecDocument
  readonly notices: readonly Notice[]
}
