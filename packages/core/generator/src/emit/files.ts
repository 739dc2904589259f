import type { Offer } from '@driftless/runtime/drift'
import type { ApiConfig } from '../config.ts'
import { stableJson } from '../document/json-text.ts'
import type { SpecDocument } from '../document/types.ts'
import type { ApiModel } from '../model/types.ts'
import { binModule, interpreter } from './bin.ts'
import { clientModule } from './client.ts'
import { createClientModule, credentialRules, credentialsName, optionsName } from './credentials.ts'
import { errorsModule } from './errors.ts'
import { header, isStored, specPathOf } from './header.ts'
import { indexModule } from './index.ts'
import { manifest } from './manifest.ts'
import { operationsBarrel, operationsModule, streamingResources, streamsBarrel } from './operations.ts'
import { readme } from './readme.ts'
import { resourceBase, resourceClass } from './resources.ts'
import { testingModules } from './testing.ts'
import { validateModule } from './validate.ts'

/** The files of one package by path: those that still need formatting, and those that are final. */
export interface EmittedFiles {
  readonly unformatted: ReadonlyMap<string, string>
  readonly final: ReadonlyMap<string, string>
}

/** What a package is made from beside the model. */
export interface EmitExtras {
  /** Hand-written text of its README. */
  readonly guide?: string | undefined
  /** What the document offers without overlay; absent where nobody will compare it. */
  readonly offer?: Offer
}

/** Prints every file of a client package. */
export function emitFiles(
  model: ApiModel,
  document: SpecDocument,
  config: ApiConfig,
  { guide, offer }: EmitExtras = {},
): EmittedFiles {
  const optionTypes = [optionsName(config)]
  if (credentialRules(model).schemes.length > 0) optionTypes.push(credentialsName(config))
  const index = indexModule(model, config, optionTypes)
  const modules = new Map<string, string>([
    ['src/index.ts', index.text],
    ['src/client.ts', clientModule(model, config)],
    ['src/create-client.ts', createClientModule(model, config)],
    ['src/errors.ts', errorsModule(config)],
    ['src/operations.ts', operationsBarrel(model, optionTypes)],
    ['src/types.ts', model.types.text === '' ? 'export {}\n' : model.types.text],
  ])
  if (streamingResources(model).length > 0) modules.set('src/streams.ts', streamsBarrel(model, optionTypes))
  if (config.validate) modules.set('src/validate.ts', validateModule(model, document))
  if (model.names.values.length > 0) modules.set('src/names.ts', model.names.text)
  if (model.resources.length > 0) modules.set('src/resource.ts', resourceBase())
  for (const resource of model.resources) {
    const options = { int64: config.int64 ?? 'error', security: model.security }
    modules.set(`src/operations/${resource.fileName}.ts`, operationsModule(resource, options))
    modules.set(`src/resources/${resource.fileName}.ts`, resourceClass(resource))
  }
  const isPackage = isStored(document, config)
  // In a folder of someone's own, what it imports may not be there.
  if (isPackage) for (const [path, text] of testingModules(model, document, config)) modules.set(path, text)
  const top = header(document, config)
  const unformatted = new Map([...modules].map(([path, text]) => [path, `${top}\n${text}`]))
  if (isPackage) unformatted.set('src/bin.ts', `${interpreter}${top}\n${binModule(config)}`)
  unformatted.set('README.md', readme({ model, config, isPackage, guide, renamed: index.renamed }))
  return {
    unformatted,
    final: new Map([
      ['spec.json', stableJson(document.json)],
      [
        'operations.json',
        manifest(
          model,
          offer === undefined ? undefined : { ...offer, specPath: specPathOf(document, config) },
        ),
      ],
    ]),
  }
}
