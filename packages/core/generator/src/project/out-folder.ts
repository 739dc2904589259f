import { existsSync, readdirSync, realpathSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { ApiConfig } from '../config.ts'
import type { Notice } from '../model/types.ts'
import { compareFiles, type FileDrift } from './compare.ts'
import { checkConfig } from './config.ts'
import { hasCode, isMissing, ProjectError } from './errors.ts'
import { listTree, readIfPresent, readTree } from './files.ts'
import { sha256 } from './hash.ts'
import { hashOutputs } from './lock.ts'
import type { Pipeline, SourceText } from './pipeline.ts'
import { runningProcess, withRunLock } from './run-lock.ts'
import { headerName } from './source.ts'
import { findHalfSwap, recover, type SwapPlace, swap } from './swap.ts'
import { readToolVersions, type ToolVersions } from './versions.ts'

/** Marks a folder as ours and says what it was made from. */
export const outLockName = 'driftless.lock.json'

/** A client outside of a repository of clients, such as in an app's own `src/api`. */
interface OutLock {
  /** File name or URL of the document. */
  readonly source: string
  readonly config: ApiConfig
  readonly operations: number
  readonly tools: ToolVersions
  /** SHA-256 by path in the folder. */
  readonly outputs: Readonly<Record<string, string>>
}

export interface OutResult {
  readonly drifts: readonly FileDrift[]
  readonly operations: number
  readonly files: number
  readonly notices: readonly Notice[]
}

export interface OutCheck extends OutResult {
  /** File name or URL of the document that the folder was made from. */
  readonly source: string
  readonly config: ApiConfig
}

/**
 * Generates a client into a folder of its own, without overlay; writes nothing else.
 *
 * @param path absolute; missing, empty, or an earlier output of ours; a link is followed
 * @throws SpecError, ProjectError; the folder is then as it was
 */
export async function generateInto(
  path: string,
  options: {
    readonly source: SourceText
    readonly config: ApiConfig
    readonly pipeline: Pipeline
    readonly signal?: AbortSignal
  },
): Promise<OutResult> {
  const folder = realFolder(path)
  const place = placeOf(folder)
  refuseForeign(folder)
  return withRunLock(place.stateFolder, async () => {
    recover(place)
    const { source, config, pipeline, signal } = options
    const spec = await pipeline.prepareSpec(source)
    const made = await render({ text: spec.text, file: headerName(source) }, config, pipeline)
    signal?.throwIfAborted()
    const drifts = compareOut(folder, made.files)
    refuseForeign(folder)
    if (drifts.length > 0) swap([{ path: folder, content: made.files }], place)
    return { ...made, drifts, files: made.files.size, notices: [...spec.notices, ...made.notices] }
  })
}

/**
 * Generates again from the document in such a folder, and compares; writes nothing.
 *
 * @throws ProjectError where the folder is none of ours
 */
export async function checkOutFolder(path: string, pipeline: Pipeline): Promise<OutCheck> {
  const folder = realFolder(path)
  const place = placeOf(folder)
  const writer = runningProcess(place.stateFolder)
  if (writer !== undefined) throw new ProjectError(`Another run (process ${writer}) is writing ${folder}.`)
  if (findHalfSwap(place)) {
    throw new ProjectError(
      `A run was interrupted while it replaced ${folder}; generate again to complete it.`,
    )
  }
  const lock = readLock(folder)
  if (lock === undefined) throw new ProjectError(`${path} is not an output of \`driftless generate\`.`)
  const { source, config, operations, outputs } = lock
  const spec = readIfPresent(join(folder, 'spec.json'))?.toString()
  if (spec === undefined || outputs['spec.json'] !== sha256(spec)) {
    const kind = spec === undefined ? 'missing' : 'changed'
    // What the other files should be is only known from the document itself.
    const drift = { path: `${basename(folder)}/spec.json`, kind, cause: 'edited by hand' } as const
    const files = Object.keys(outputs).length + 1
    return { source, config, operations, files, notices: [], drifts: [drift] }
  }
  const made = await render({ text: spec, file: source }, config, pipeline)
  return { ...made, source, config, drifts: compareOut(folder, made.files), files: made.files.size }
}

/** Folders below one that hold an output of ours, sorted. */
export function findOutFolders(root: string): string[] {
  const found: string[] = []
  for (const entry of readdirSync(root, { withFileTypes: true })) {
    if (entry.isFile() && entry.name === outLockName) found.push(root)
    const skipped = entry.name.startsWith('.') || entry.name === 'node_modules' || entry.name === 'dist'
    if (entry.isDirectory() && !skipped) found.push(...findOutFolders(join(root, entry.name)))
  }
  return found.sort()
}

/** Where a path leads, so that not the link is replaced but what it links to. */
function realFolder(path: string): string {
  return existsSync(path) ? realpathSync(path) : path
}

function placeOf(folder: string): SwapPlace {
  const base = dirname(folder)
  return { base, stateFolder: join(base, `.${basename(folder)}.driftless`) }
}

async function render(
  source: SourceText,
  config: ApiConfig,
  pipeline: Pipeline,
): Promise<{ files: Map<string, string>; operations: number; notices: readonly Notice[] }> {
  const { document } = await pipeline.buildDocument(source)
  const generated = await pipeline.generatePackage(document, config)
  // No package of its own, so its sources are not set apart from the rest.
  const files = new Map([...generated.files].map(([path, text]) => [path.replace(/^src\//, ''), text]))
  const lock: OutLock = {
    source: source.file,
    config,
    operations: generated.operations,
    tools: readToolVersions(),
    outputs: Object.fromEntries(Object.entries(hashOutputs(files)).sort(([a], [b]) => (a < b ? -1 : 1))),
  }
  files.set(outLockName, `${JSON.stringify(lock, null, 2)}\n`)
  return { files, operations: generated.operations, notices: generated.notices }
}

function compareOut(folder: string, expected: ReadonlyMap<string, string>): FileDrift[] {
  const recorded = readLock(folder)?.outputs ?? {}
  return compareFiles({ expected, actual: readTree(folder), recorded, prefix: `${basename(folder)}/` })
}

function readLock(folder: string): OutLock | undefined {
  const text = readIfPresent(join(folder, outLockName))?.toString()
  if (text === undefined) return undefined
  const shown = join(folder, outLockName)
  try {
    const value: Partial<OutLock> | null = JSON.parse(text)
    const outputs = value?.outputs
    if (typeof value?.source === 'string' && typeof outputs === 'object' && outputs !== null) {
      return { ...(value as OutLock), config: checkConfig(value.config, shown) }
    }
  } catch (error) {
    if (error instanceof ProjectError) throw error
  }
  throw new ProjectError(`${shown} is damaged; restore it, or delete the folder and generate it again.`)
}

/** @throws ProjectError where a folder holds anything that we did not write */
function refuseForeign(folder: string): void {
  const refused = (what: string) =>
    new ProjectError(`${folder} ${what}; name a new or empty folder, or one that was generated before.`)
  let names: string[]
  try {
    names = readdirSync(folder)
  } catch (error) {
    if (isMissing(error) && !hasCode(error, 'ENOTDIR')) return
    throw refused('is not a folder')
  }
  if (names.length === 0) return
  const lock = readLock(folder)
  if (lock === undefined) throw refused('holds files that are not ours')
  const foreign = listTree(folder).filter(
    (path) => path !== outLockName && !Object.hasOwn(lock.outputs, path),
  )
  if (foreign.length > 0) throw refused(`holds ${foreign.slice(0, 3).join(', ')}, not generated by us`)
}
