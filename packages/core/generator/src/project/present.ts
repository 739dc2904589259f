import { join } from 'node:path'
import { wasGenerated } from './cache.ts'
import { type LoadedConfig, loadConfig } from './config.ts'
import { ProjectError } from './errors.ts'
import { readIfPresent, readTree } from './files.ts'
import { sha256 } from './hash.ts'
import { hashOutputs, type Lock, type LockInputs, parseLock } from './lock.ts'
import type { SourceText } from './pipeline.ts'
import { readToolVersions } from './versions.ts'
import { packageFolder, packagePath, pathsOf, type Workshop } from './workshop.ts'

/** The state of an API's files before anything is generated. */
export interface Present {
  readonly loaded: LoadedConfig
  readonly storedSpec: Buffer | undefined
  /** What the client is generated from: the stored spec, or the one that takes its place. */
  readonly spec: Buffer
  readonly overlay: SourceText | undefined
  /** Text of `guide.md`, where there is one. */
  readonly guide: string | undefined
  readonly inputs: LockInputs
  readonly lockText: string | undefined
  readonly lock: Lock | undefined
  readonly outputs: ReadonlyMap<string, Buffer>
}

/** What takes the place of files. */
export interface Replacements {
  /** Text that becomes the stored spec. */
  readonly newSpec?: string | undefined
  /** A configuration that stands in no file yet. */
  readonly newConfig?: LoadedConfig | undefined
}

/**
 * Reads an API's files.
 *
 * @throws ProjectError where the spec is missing or the config is wrong
 */
export async function readPresent(
  workshop: Workshop,
  api: string,
  { newSpec, newConfig }: Replacements = {},
): Promise<Present> {
  const paths = pathsOf(workshop, api)
  const loaded = newConfig ?? (await loadConfig(workshop, api))
  const storedSpec = readIfPresent(paths.spec)
  const specBytes = newSpec === undefined ? storedSpec : Buffer.from(newSpec)
  if (specBytes === undefined) {
    const fix = fetchCommand(api)
    throw new ProjectError(`${storedSpecName(api)} is missing; \`${fix}\` fetches it.`, fix)
  }
  const overlay = readOverlay(workshop, api)
  const guide = readIfPresent(paths.guide)?.toString()
  const lockText = readIfPresent(paths.lock)?.toString()
  return {
    loaded,
    storedSpec,
    spec: specBytes,
    overlay,
    guide,
    inputs: {
      spec: sha256(specBytes),
      overlay: overlay === undefined ? null : sha256(overlay.text),
      guide: guide === undefined ? null : sha256(guide),
      config: loaded.sha256,
    },
    lockText,
    lock: parseLock(lockText),
    outputs: readOutputs(packageFolder(workshop, loaded.config.package)),
  }
}

/** How messages call the stored document of an API. */
export function storedSpecName(api: string): string {
  return `schemas/${api}/openapi.json`
}

/** The command that stores a server's document again. */
export function fetchCommand(api: string): string {
  return `pnpm gen update-spec ${api} --generate`
}

/** The overlay of an API, where it has one. */
export function readOverlay(workshop: Workshop, api: string): SourceText | undefined {
  const text = readIfPresent(pathsOf(workshop, api).overlay)?.toString()
  return text === undefined ? undefined : { text, file: `schemas/${api}/overlay.yaml` }
}

/** Files beside `src/` that the generator owns in a package. */
export const ownedFiles: readonly string[] = ['README.md', 'operations.json', 'spec.json']

function readOutputs(folder: string): Map<string, Buffer> {
  const outputs = new Map<string, Buffer>()
  for (const name of ownedFiles) {
    const bytes = readIfPresent(join(folder, name))
    if (bytes) outputs.set(name, bytes)
  }
  for (const [name, bytes] of readTree(join(folder, 'src'))) outputs.set(`src/${name}`, bytes)
  return outputs
}

/** Whether hashes alone say that nothing is to be generated. */
export function isKnownInStep(workshop: Workshop, api: string, present: Present, lock: Lock): boolean {
  return (
    changedInputs(api, present, lock).length === 0 &&
    sameRecord(hashOutputs(present.outputs), lock.outputs) &&
    wasGenerated(workshop, api, present.lockText ?? '')
  )
}

/** In words, what differs between now and the last generation. */
export function changedInputs(api: string, present: Present, lock: Lock): string[] {
  const { inputs, loaded } = present
  const reasons: string[] = []
  if (lock.inputs.spec !== inputs.spec) reasons.push(`schemas/${api}/openapi.json changed`)
  if (lock.inputs.overlay !== inputs.overlay) reasons.push(`schemas/${api}/overlay.yaml changed`)
  if (lock.inputs.guide !== inputs.guide) reasons.push(`schemas/${api}/guide.md changed`)
  if (lock.inputs.config !== inputs.config) reasons.push(`schemas/${api}/api.config.ts changed`)
  if (lock.package !== loaded.config.package) {
    reasons.push(`the package was ${lock.package}; delete ${packagePath(lock.package)} if it is not needed`)
  }
  for (const [tool, version] of Object.entries(readToolVersions())) {
    const before = Object.entries(lock.tools).find(([name]) => name === tool)?.[1]
    if (before !== version) reasons.push(`${tool} is ${version}, was ${before ?? 'not recorded'}`)
  }
  return reasons
}

function sameRecord(a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>>): boolean {
  const keys = Object.keys(a)
  return keys.length === Object.keys(b).length && keys.every((key) => a[key] === b[key])
}
