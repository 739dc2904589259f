import type { ApiConfig } from '../../config.ts'
import type { SpecDocument } from '../../document/types.ts'
import { loadGenerator } from '../../project/load-generator.ts'
import { storedSpecName } from '../../project/present.ts'
import type { Release } from '../types.ts'
import { packageRelease } from './package-release.ts'

/**
 * Makes the release that a document would give: the client is generated in memory.
 *
 * @param version npm version that the release is called by
 * @throws SpecError where the document holds what cannot be generated faithfully
 */
export async function releaseOf(
  document: SpecDocument,
  config: ApiConfig,
  version: string,
): Promise<Release> {
  const { generatePackage } = await loadGenerator()
  // As a package: what is generated into a folder of someone's own lacks some of its entries.
  const stored = { ...document, file: storedSpecName(config.name) }
  const { files } = await generatePackage(stored, config)
  return packageRelease(files, {
    api: config.name,
    package: config.package,
    version,
    client: config.client,
    document: document.json,
    documentFile: document.file,
  })
}
