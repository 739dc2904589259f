import { join } from 'node:path'
import { stableJson } from '../../document/json-text.ts'
import { defaultPipeline } from '../../project/default-pipeline.ts'
import { ProjectError } from '../../project/errors.ts'
import { readIfPresent } from '../../project/files.ts'
import type { Pipeline } from '../../project/pipeline.ts'
import { readPresent, storedSpecName } from '../../project/present.ts'
import { recordIn } from '../../project/records.ts'
import { packageFolder, packagePath, type Workshop } from '../../project/workshop.ts'
import type { Release } from '../types.ts'
import { packageRelease } from './package-release.ts'

/**
 * The release that an API's stored document and configuration would give now, whether or not its client has been
 * generated from them yet; the version is that of the client's package.json.
 *
 * @throws SpecError, ProjectError
 */
export async function currentRelease(
  workshop: Workshop,
  api: string,
  pipeline: Pipeline = defaultPipeline,
): Promise<Release> {
  const present = await readPresent(workshop, api)
  const { config } = present.loaded
  const source = { text: present.spec.toString(), file: storedSpecName(api) }
  const { document } = await pipeline.buildDocument(source, present.overlay)
  const { files } = await pipeline.generatePackage(document, config, present.guide)
  const folder = packagePath(config.package)
  return packageRelease(files, {
    api,
    package: config.package,
    version: packageVersion(workshop, config.package),
    client: config.client,
    document: document.json,
    // What an overlay changed stands in the package only.
    documentFile: source.text === stableJson(document.json) ? source.file : `${folder}/spec.json`,
    sourceFolder: `${folder}/src`,
  })
}

/** The version that a client's package.json names. @throws ProjectError where it names none */
export function packageVersion(workshop: Workshop, packageName: string): string {
  const shown = `${packagePath(packageName)}/package.json`
  const text = readIfPresent(join(packageFolder(workshop, packageName), 'package.json'))?.toString()
  if (text === undefined) throw new ProjectError(`${shown} is missing: the package does not exist yet.`)
  const version = versionIn(text)
  if (version === undefined) throw new ProjectError(`${shown} names no version.`)
  return version
}

/** The version that the text of a package.json names, if it does. */
export function versionIn(manifest: string): string | undefined {
  const version = recordIn(manifest)?.version
  return typeof version === 'string' ? version : undefined
}
