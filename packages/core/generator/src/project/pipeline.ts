import type { ApiConfig } from '../config.ts'
import type { SpecDocument } from '../document/types.ts'
import type { SimpleCall } from '../emit/example-operation.ts'
import type { Notice } from '../model/types.ts'

/** One source text of a document, with the name that messages show. */
export interface SourceText {
  readonly text: string
  readonly file: string
}

/** A document as it is stored in `schemas/<api>/openapi.json`. */
export interface StorableSpec {
  /** Canonical JSON with a newline at its end. */
  readonly text: string
  /** `info.version`. */
  readonly version: string
  readonly notices: readonly Notice[]
}

export interface GeneratedPackage {
  /** Text by path in the package, with `/`. */
  readonly files: ReadonlyMap<string, string>
  readonly notices: readonly Notice[]
  readonly operations: number
  /** A call for examples; none where each needs values that only people know. */
  readonly simpleCall?: SimpleCall | undefined
}

/**
 * The steps between a text and a package, as the project functions use them. Tests put their own in; the real one
 * loads hey-api, TypeScript and the linter only when it is called.
 */
export interface Pipeline {
  /** @throws SpecError */
  readonly buildDocument: (
    source: SourceText,
    overlay?: SourceText,
  ) => Promise<{
    readonly document: SpecDocument
    readonly notices: readonly Notice[]
  }>
  /**
   * Canonicalizes and lints; the overlay is not applied to what is stored.
   *
   * @throws SpecError where the document is wrong and the overlay, if there is one, does not repair it
   */
  readonly prepareSpec: (source: SourceText, overlay?: SourceText) => Promise<StorableSpec>
  /** @param guide text of the README between its title and the list of operations */
  readonly generatePackage: (
    document: SpecDocument,
    config: ApiConfig,
    guide?: string,
  ) => Promise<GeneratedPackage>
}
