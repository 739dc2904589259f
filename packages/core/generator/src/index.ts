import type { ApiConfig } from './config.ts'
import type { SpecDocument } from './document/types.ts'
import { loadGenerator } from './project/load-generator.ts'
import type { GeneratedPackage } from './project/pipeline.ts'

export type { ApiConfig, MethodConfig, RemoteServer, ServerConfig, StartedServer } from './config.ts'
export { buildDocument } from './document/build.ts'
export { SpecError } from './document/errors.ts'
export type { JsonObject, LoadedDocument, SpecDocument } from './document/types.ts'
export type { Notice } from './model/types.ts'
export { type ApiCheck, type CheckReport, checkProject } from './project/check-project.ts'
export type { FileDrift } from './project/compare.ts'
export { defaultPipeline } from './project/default-pipeline.ts'
export { ProjectError, UsageError } from './project/errors.ts'
export { type GenerateResult, generateProject } from './project/generate-project.ts'
export type { GeneratedPackage, Pipeline, SourceText, StorableSpec } from './project/pipeline.ts'
export { listApis, type Workshop, workshopAt } from './project/workshop.ts'

/**
 * Generates the client package of one document as text by path. Loads hey-api and TypeScript when it is first called;
 * writes nothing but temporary files, which it deletes.
 *
 * @throws SpecError where the document holds what cannot be generated faithfully
 * @example
 * const { document } = buildDocument({ text: await readFile('pets.yaml', 'utf8'), file: 'pets.yaml' })
 * const { files } = await generatePackage(document, { name: 'pets', package: 'pets-api', client: 'PetsApi' })
 */
export async function generatePackage(
  document: SpecDocument,
  config: ApiConfig,
  guide?: string,
): Promise<GeneratedPackage> {
  const generator = await loadGenerator()
  return generator.generatePackage(document, config, guide)
}
