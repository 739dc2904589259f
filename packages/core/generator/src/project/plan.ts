import { join } from 'node:path'
import type { ApiConfig } from '../config.ts'
import type { SimpleCall } from '../emit/example-operation.ts'
import type { Notice } from '../model/types.ts'
import { compareFiles, type FileDrift } from './compare.ts'
import type { LoadedConfig } from './config.ts'
import { readIfPresent } from './files.ts'
import { sha256 } from './hash.ts'
import { formatLock, hashOutputs, type Lock } from './lock.ts'
import { checkPackageExports } from './package-exports.ts'
import type { GeneratedPackage, Pipeline } from './pipeline.ts'
import {
  changedInputs,
  isKnownInStep,
  ownedFiles,
  type Present,
  readPresent,
  storedSpecName,
} from './present.ts'
import type { SwapTarget } from './swap.ts'
import { readToolVersions } from './versions.ts'
import { packageFolder, packagePath, pathsOf, type Workshop } from './workshop.ts'

/** What one API needs to be in step: the one function behind both `generate` and `check`. */
export interface ApiPlan {
  readonly api: string
  readonly config: ApiConfig
  /** Every file that is not what it should be; none where the API is in step. */
  readonly drifts: readonly FileDrift[]
  /** Which inputs changed since the last generation, in words. */
  readonly reasons: readonly string[]
  /** What a person must repair by hand, such as a missing entry of package.json. */
  readonly problems: readonly string[]
  readonly notices: readonly Notice[]
  readonly operations: number
  /** How many files the package has. */
  readonly files: number
  /** Text by path in the package; empty where nothing had to be generated. */
  readonly generated: ReadonlyMap<string, string>
  /** A call for examples, where something was generated. */
  readonly simpleCall?: SimpleCall | undefined
  readonly targets: readonly SwapTarget[]
  /** Text of lock.json once the API is in step. */
  readonly lockText: string
}

export interface PlanOptions {
  readonly pipeline: Pipeline
  /** Generate and compare even where all hashes agree. */
  readonly full: boolean
  /** Text that becomes the stored spec; default: the stored one. */
  readonly newSpec?: string
  /** What stands in no file yet, of an API that is being added. */
  readonly newApi?: NewApi
}

/** The configuration of an API that is being added, and the package.json that its files want. */
export interface NewApi {
  readonly loaded: LoadedConfig
  readonly manifest: (paths: ReadonlySet<string>) => string
}

/**
 * Generates an API's client in memory and says which files differ; where all hashes agree, without generating.
 *
 * @throws SpecError, ProjectError
 */
export async function planApi(workshop: Workshop, api: string, options: PlanOptions): Promise<ApiPlan> {
  const { newSpec, newApi } = options
  const present = await readPresent(workshop, api, { newSpec, newConfig: newApi?.loaded })
  const { lock, lockText } = present
  const specIsStored = newSpec === undefined || present.storedSpec?.equals(present.spec) === true
  const mayTrustHashes = !options.full && specIsStored
  if (mayTrustHashes && lock && lockText !== undefined && isKnownInStep(workshop, api, present, lock)) {
    return planInStep(workshop, api, present.loaded.config, lock, lockText)
  }
  const generated = await generateFrom(api, present, options.pipeline)
  return planFrom(workshop, api, present, generated, options)
}

function planInStep(
  workshop: Workshop,
  api: string,
  config: ApiConfig,
  lock: Lock,
  lockText: string,
): ApiPlan {
  const paths = new Set(Object.keys(lock.outputs))
  return {
    api,
    config,
    drifts: [],
    reasons: [],
    problems: checkPackageExports(workshop, config.package, paths),
    notices: [],
    operations: lock.operations,
    files: paths.size,
    generated: new Map(),
    targets: [],
    lockText,
  }
}

async function generateFrom(api: string, present: Present, pipeline: Pipeline): Promise<GeneratedPackage> {
  const source = { text: present.spec.toString(), file: storedSpecName(api) }
  const { document, notices } = await pipeline.buildDocument(source, present.overlay)
  const generated = await pipeline.generatePackage(document, present.loaded.config, present.guide)
  // A generator that silently did nothing must not pass for one that had nothing to do.
  if (!generated.files.has('src/index.ts')) throw new Error(`The generator wrote no src/index.ts for ${api}.`)
  return { ...generated, notices: [...notices, ...generated.notices] }
}

function planFrom(
  workshop: Workshop,
  api: string,
  present: Present,
  generated: GeneratedPackage,
  { newSpec, newApi }: PlanOptions,
): ApiPlan {
  const { config } = present.loaded
  const { files, notices, operations } = generated
  const paths = new Set(files.keys())
  const lockText = formatLock({
    package: config.package,
    operations,
    inputs: present.inputs,
    tools: readToolVersions(),
    outputs: hashOutputs(files),
  })
  const packageDrifts = compareFiles({
    expected: files,
    actual: present.outputs,
    // A lock of another package says nothing of the files in this one.
    recorded: present.lock?.package === config.package ? present.lock.outputs : {},
    prefix: `${packagePath(config.package)}/`,
  })
  const reasons = present.lock ? changedInputs(api, present, present.lock) : []
  const outdated = reasons.length > 0 || packageDrifts.some((drift) => drift.cause === 'out of date')
  const schemaDrifts = compareSchemaFolder(workshop, api, { lockText, newSpec, untouched: outdated })
  return {
    api,
    config,
    // The lock last: its hashes say least.
    drifts: [...packageDrifts, ...schemaDrifts],
    reasons,
    problems: checkPackageExports(workshop, config.package, paths, newApi?.manifest(paths)),
    notices,
    operations,
    files: files.size,
    generated: files,
    simpleCall: generated.simpleCall,
    targets: targetsOf(workshop, config.package, {
      files,
      drifted: packageDrifts.map((drift) => drift.path),
      schemaDrifts,
    }),
    lockText,
  }
}

function compareSchemaFolder(
  workshop: Workshop,
  api: string,
  wanted: { lockText: string; newSpec: string | undefined; untouched: boolean },
): FileDrift[] {
  const paths = pathsOf(workshop, api)
  const compare = (name: string, path: string, expected: string, recorded: boolean) => {
    const bytes = readIfPresent(path)
    return compareFiles({
      expected: new Map([[name, expected]]),
      actual: new Map(bytes ? [[name, bytes]] : []),
      recorded: bytes && recorded ? { [name]: sha256(bytes) } : {},
      prefix: `schemas/${api}/`,
    })
  }
  return [
    ...(wanted.newSpec === undefined ? [] : compare('openapi.json', paths.spec, wanted.newSpec, true)),
    ...compare('lock.json', paths.lock, wanted.lockText, wanted.untouched),
  ]
}

function targetsOf(
  workshop: Workshop,
  packageName: string,
  changes: {
    files: ReadonlyMap<string, string>
    drifted: readonly string[]
    schemaDrifts: readonly FileDrift[]
  },
): SwapTarget[] {
  const folder = packageFolder(workshop, packageName)
  const prefix = `${packagePath(packageName)}/`
  const targets: SwapTarget[] = changes.schemaDrifts.map((drift) => ({
    path: join(workshop.root, drift.path),
    content: drift.expected ?? null,
  }))
  if (changes.drifted.some((path) => path.startsWith(`${prefix}src/`))) {
    const source = [...changes.files].filter(([path]) => path.startsWith('src/'))
    targets.push({
      path: join(folder, 'src'),
      content: new Map(source.map(([path, text]) => [path.slice(4), text])),
    })
  }
  for (const name of ownedFiles) {
    if (!changes.drifted.includes(prefix + name)) continue
    targets.push({ path: join(folder, name), content: changes.files.get(name) ?? null })
  }
  return targets
}
