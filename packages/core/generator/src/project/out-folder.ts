import { existsSync, readdirSync, realpathSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { ApiConfig } from '../config.ts'
import type { Notice } from '../model/types.ts'
import { compareFiles, type FileDrift } from './compare.ts'
import { hasCode, isMissing, ProjectError } from './errors.ts'
import { shownUrl } from './fetch-spec.ts'
import { listTree, readIfPresent, readTree } from './files.ts'
import { sha256 } from './hash.ts'
import { hashOutputs } from './lock.ts'
import { formatOutLock, keptSource, type OutLock, outLockName, readOutLock } from './out-lock.ts'
import type { Pipeline, SourceText } from './pipeline.ts'
import { runningProcess, withRunLock } from './run-lock.ts'
import { headerName } from './source.ts'
import { isUrl } from './spec-url.ts'
import { findHalfSwap, recover, type SwapPlace, swap } from './swap.ts'
import { readToolVersions } from './versions.ts'

export interface OutResult {
  readonly drifts: readonly FileDrift[]
  readonly operations: number
  readonly files: number
  readonly notices: readonly Notice[]
}

export interface OutCheck extends OutResult {
  readonly lock: OutLock
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
    /** URL or absolute path that the source was read from; it is remembered. */
    readonly origin: string
    /** Headers that it was fetched with; they are remembered. */
    readonly headers?: Readonly<Record<string, string>> | undefined
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
    const { source, origin, headers, config, pipeline, signal } = options
    const spec = await pipeline.prepareSpec(source)
    const kept = {
      source: keptSource(origin, path),
      ...(headers !== undefined && Object.keys(headers).length > 0 && { headers }),
      options: config,
      inputs: { spec: sha256(spec.text) },
    }
    const made = await render({ text: spec.text, file: headerName(source) }, kept, pipeline)
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
  const lock = readOutLock(folder)
  if (lock === undefined) throw new ProjectError(`${path} is not an output of \`driftless generate\`.`)
  const { operations, outputs } = lock
  const spec = readIfPresent(join(folder, 'spec.json'))?.toString()
  if (spec === undefined || outputs['spec.json'] !== sha256(spec)) {
    const kind = spec === undefined ? 'missing' : 'changed'
    // What the other files should be is only known from the document itself.
    const drift = { path: `${basename(folder)}/spec.json`, kind, cause: 'edited by hand' } as const
    const files = Object.keys(outputs).length + 1
    return { lock, operations, files, notices: [], drifts: [drift] }
  }
  const made = await render({ text: spec, file: shownSource(lock.source) }, lock, pipeline)
  return { ...made, lock, drifts: compareOut(folder, made.files), files: made.files.size }
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
  kept: Pick<OutLock, 'source' | 'headers' | 'options' | 'inputs'>,
  pipeline: Pipeline,
): Promise<{ files: Map<string, string>; operations: number; notices: readonly Notice[] }> {
  const { document } = await pipeline.buildDocument(source)
  const generated = await pipeline.generatePackage(document, kept.options)
  // No package of its own, so its sources are not set apart from the rest.
  const files = new Map([...generated.files].map(([path, text]) => [path.replace(/^src\//, ''), text]))
  const lock: OutLock = {
    source: kept.source,
    ...(kept.headers !== undefined && { headers: kept.headers }),
    options: kept.options,
    operations: generated.operations,
    tools: readToolVersions(),
    inputs: kept.inputs,
    outputs: hashOutputs(files),
  }
  files.set(outLockName, formatOutLock(lock))
  return { files, operations: generated.operations, notices: generated.notices }
}

/** A remembered source as headers of files show it. */
function shownSource(source: string): string {
  return isUrl(source) ? shownUrl(new URL(source)) : headerName({ file: source })
}

function compareOut(folder: string, expected: ReadonlyMap<string, string>): FileDrift[] {
  const recorded = readOutLock(folder)?.outputs ?? {}
  return compareFiles({ expected, actual: readTree(folder), recorded, prefix: `${basename(folder)}/` })
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
  const lock = readOutLock(folder)
  if (lock === undefined) throw refused('holds files that are not ours')
  const foreign = listTree(folder).filter(
    (path) => path !== outLockName && !Object.hasOwn(lock.outputs, path),
  )
  if (foreign.length > 0) throw refused(`holds ${foreign.slice(0, 3).join(', ')}, not generated by us`)
}
