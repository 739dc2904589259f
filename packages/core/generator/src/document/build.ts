import type { Notice } from '../model/types.ts'
import { SpecError } from './errors.ts'
import { loadText, locating } from './load.ts'
import { completeOperationIds } from './operation-ids.ts'
import { applyOverlay } from './overlay.ts'
import { inlinePathItems } from './path-items.ts'
import { isObject, own } from './plain.ts'
import { removeEnvironment } from './servers.ts'
import { checkStructure } from './structural.ts'
import { upgradeSwagger } from './swagger/upgrade.ts'
import type { JsonObject, LoadedDocument } from './types.ts'
import { specVersion, versionText } from './version.ts'

/** A text with the name that people know it by. */
export interface SourceText {
  readonly text: string
  readonly file: string
}

export interface BuildInput extends SourceText {
  readonly overlay?: SourceText | undefined
}

/** A document as it is stored: OpenAPI 3.x, sorted, without traces of the machine it came from; not yet checked. */
export interface CanonicalDocument {
  readonly json: JsonObject
  readonly notices: readonly Notice[]
  readonly lineOf: (pointer: string) => number | undefined
}

/**
 * Turns the text of an OpenAPI document into the form in which it is stored in `schemas/<api>/openapi.json`. Writing
 * the result with `stableJson` and reading it again gives the same result.
 *
 * @throws SpecError where the text is not an OpenAPI document of a supported version.
 */
export function canonicalDocument({ text, file }: SourceText): CanonicalDocument {
  const parsed = loadText(text, file)
  return locating(parsed.lineOf, () => {
    const upgraded =
      specVersion(parsed.json, file) === '2.0'
        ? upgradeSwagger(parsed.json, file)
        : { json: parsed.json, notices: [] }
    const cleaned = removeEnvironment(upgraded.json)
    const json = { ...cleaned.json, openapi: versionText(own(cleaned.json, 'openapi')) }
    return { json, notices: [...upgraded.notices, ...cleaned.notices], lineOf: parsed.lineOf }
  })
}

/**
 * Turns the text of an OpenAPI document, JSON or YAML, 3.0, 3.1 or Swagger 2.0, into a document that the model can
 * be built from: canonical, with the overlay applied, structurally sound, every operation named.
 *
 * @throws SpecError with file, line and JSON pointer of everything that is wrong.
 * @example
 * const { document, notices } = buildDocument({ text: await readFile(file, 'utf8'), file })
 */
export function buildDocument({ text, file, overlay }: BuildInput): LoadedDocument {
  const source = canonicalDocument({ text, file })
  const json = overlay === undefined ? source.json : applyOverlay(source.json, overlay)
  const inlined = inlinePathItems(json)
  const structure = checkStructure(inlined.json, specVersion(inlined.json, file))
  const named = completeOperationIds(inlined.json)
  const problems = [...inlined.problems, ...structure, ...named.problems]
  if (problems.length > 0 && overlay !== undefined) {
    // Either of the two may be to blame, and an overlay moves what lines would be looked up by.
    throw new SpecError(`${file} with ${overlay.file}`, problems)
  }
  locating(source.lineOf, () => {
    if (problems.length > 0) throw new SpecError(file, problems)
  })
  const notices: Notice[] = [...source.notices, ...named.notices]
  if (!hasOperations(named.json)) {
    notices.push({
      pointer: '/paths',
      message: 'the document has no operations; the client consists of types only.',
    })
  }
  return { document: { file, json: named.json, ...(overlay && { served: source.json }) }, notices }
}

function hasOperations(json: JsonObject): boolean {
  const paths = own(json, 'paths')
  return (
    isObject(paths) &&
    Object.values(paths).some((item) => isObject(item) && Object.values(item).some(isOperation))
  )
}

function isOperation(value: unknown): boolean {
  return isObject(value) && own(value, 'operationId') !== undefined
}
