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
  const [release] = await releasesOf([document], config, version)
  if (release === undefined) throw new Error('one document gives one release')
  return release
}

/** The same for several documents of one API, in their order, with one run of the formatter. */
export async function releasesOf(
  documents: readonly SpecDocument[],
  config: ApiConfig,
  version: string,
): Promise<Release[]> {
  const { generatePackages } = await loadGenerator()
  // As packages: what is generated into a folder of someone's own lacks some of its entries.
  const file = storedSpecName(config.name)
  const generated = await generatePackages(
    documents.map((document) => ({ document: { ...document, file }, config })),
  )
  return Promise.all(
    documents.map((document, index) =>
      packageRelease(generated[index]?.files ?? new Map(), {
        api: config.name,
        package: config.package,
        version,
        client: config.client,
        document: document.json,
        documentFile: document.file,
      }),
    ),
  )
}
