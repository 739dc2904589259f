import type { ApiConfig } from '../../config.ts'
import { buildDocument, type SourceText } from '../../document/build.ts'
import type { Release } from '../types.ts'
import { releaseOf } from './release-of.ts'

/** Names for a document of which nothing but its text is known. */
const anonymous: ApiConfig = { name: 'api', package: 'api', client: 'Api' }

/** What is known of the API that a document is of. */
export interface SourceContext {
  readonly config?: ApiConfig
  readonly overlay?: SourceText | undefined
}

/**
 * The release that the text of a document would give, JSON or YAML, OpenAPI or Swagger 2.0. Positions are those of the
 * text.
 *
 * @throws SpecError
 */
export async function releaseOfSource(
  source: SourceText,
  { config = anonymous, overlay }: SourceContext = {},
): Promise<Release> {
  const { document } = buildDocument({ ...source, overlay })
  const release = await releaseOf(document, config, source.file)
  return { ...release, documentText: source.text }
}
