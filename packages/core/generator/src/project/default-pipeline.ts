import { SpecError } from '../document/errors.ts'
import type { LoadedDocument } from '../document/types.ts'
import { loadGenerator } from './load-generator.ts'
import type { Pipeline, SourceText, StorableSpec } from './pipeline.ts'

/**
 * The real steps. Each loads what it needs when it is called: a `check` that finds all hashes unchanged loads neither
 * hey-api nor TypeScript nor the linter.
 */
export const defaultPipeline: Pipeline = {
  async buildDocument(source, overlay) {
    const { buildDocument } = await import('../document/build.ts')
    return buildDocument({ ...source, overlay })
  },
  async prepareSpec(source, overlay): Promise<StorableSpec> {
    const { canonicalDocument } = await import('../document/build.ts')
    const { stableJson } = await import('../document/json-text.ts')
    const { document, notices } = await buildRepaired(source, overlay)
    // Loaded late: it takes longer to load than most documents take to be refused.
    const { lintSpec, summarizeLint } = await import('../document/lint.ts')
    const info = document.json.info
    const version = typeof info === 'object' && info !== null && 'version' in info ? info.version : undefined
    return {
      text: stableJson(canonicalDocument(source).json),
      version: typeof version === 'string' ? version : '-',
      notices: [...notices, ...summarizeLint(await lintSpec(document))],
    }
  },
  async generatePackage(document, config, guide) {
    const { generatePackage } = await loadGenerator()
    return generatePackage(document, config, guide)
  },
}

/** Whether an overlay still fits is for `generate` to say; here it only excuses what it repairs. */
async function buildRepaired(source: SourceText, overlay: SourceText | undefined): Promise<LoadedDocument> {
  const { buildDocument } = await import('../document/build.ts')
  try {
    return buildDocument(source)
  } catch (error) {
    if (overlay === undefined || !(error instanceof SpecError)) throw error
    return buildDocument({ ...source, overlay })
  }
}
