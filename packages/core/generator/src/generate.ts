import { offerOf } from '@driftless/runtime/drift'
import type { ApiConfig } from './config.ts'
import type { SpecDocument } from './document/types.ts'
import { type SimpleCall, simpleCall } from './emit/example-operation.ts'
import { emitFiles } from './emit/files.ts'
import { formatFiles } from './format.ts'
import { buildModel } from './model/build.ts'
import type { ApiModel, Notice } from './model/types.ts'

/** A client package as it is written to disk. */
export interface GeneratedPackage {
  /** Text by path in the package, with `/`; sorted. */
  readonly files: ReadonlyMap<string, string>
  readonly notices: readonly Notice[]
  /** How many operations it has. */
  readonly operations: number
  /** A call for examples; none where each needs values that only people know. */
  readonly simpleCall?: SimpleCall | undefined
}

/** What one package is made from. */
export interface GenerateInput {
  readonly document: SpecDocument
  readonly config: ApiConfig
  /** Hand-written Markdown that explains the client; it takes the place of the README's general explanations. */
  readonly guide?: string | undefined
}

/**
 * Generates the client package of one document; nothing is written but temporary files.
 *
 * @param guide Markdown that takes the place of the README's general explanations
 * @throws SpecError where the document holds what cannot be generated faithfully
 * @example
 * const { files } = await generatePackage(buildDocument({ text, file }).document, config)
 */
export async function generatePackage(
  document: SpecDocument,
  config: ApiConfig,
  guide?: string,
): Promise<GeneratedPackage> {
  const [generated] = await generatePackages([{ document, config, guide }])
  if (generated === undefined) throw new Error('one input gives one package')
  return generated
}

/** Generates several packages with one run of the formatter; the results stand in the order of the inputs. */
export async function generatePackages(inputs: readonly GenerateInput[]): Promise<GeneratedPackage[]> {
  const emitted = []
  for (const { document, config, guide } of inputs) {
    const model = await buildModel(document, config)
    const offer = await offerOf(document.served ?? document.json)
    emitted.push({ model, ...emitFiles(model, document, config, { guide, offer }) })
  }
  const all = new Map<string, string>()
  for (const [index, { unformatted }] of emitted.entries()) {
    for (const [path, text] of unformatted) all.set(`${index}/${path}`, text)
  }
  const formatted = await formatFiles(all)
  return emitted.map(({ model, unformatted, final }, index) => {
    const files = new Map(final)
    for (const path of unformatted.keys()) files.set(path, formatted.get(`${index}/${path}`) ?? '')
    return {
      files: new Map([...files].sort(([a], [b]) => (a < b ? -1 : 1))),
      notices: model.notices,
      operations: countOperations(model),
      simpleCall: simpleCall(model),
    }
  })
}

function countOperations(model: ApiModel): number {
  return model.resources.reduce((sum, { operations }) => sum + operations.length, 0)
}
