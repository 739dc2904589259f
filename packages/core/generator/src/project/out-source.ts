import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type ClientManifest, compareOffer, type DriftReport, offerOf } from '@driftless/runtime/drift'
import { messageOf, ProjectError } from './errors.ts'
import { fetchSpec, shownUrl } from './fetch-spec.ts'
import { readIfPresent } from './files.ts'
import { sha256 } from './hash.ts'
import { type OutLock, openedSource } from './out-lock.ts'
import type { SourceText } from './pipeline.ts'
import { readSource } from './source.ts'
import { isUrl, parseUrl, specRequest } from './spec-url.ts'

/** What a source says today of what a folder was made from. */
export interface SourceCheck {
  /** URL, or path as people know it. */
  readonly source: string
  /**
   * `in step`; `texts differ`: the same is offered in other words; `differs`; `unknown`: the source could not be
   * read, and `problem` says why; `absent`: a file that is not here.
   */
  readonly state: 'in step' | 'texts differ' | 'differs' | 'unknown' | 'absent'
  readonly problem?: string
  readonly report?: DriftReport
  /** Whether it is a server, of which words do not matter, or a file of one's own. */
  readonly isServer: boolean
}

export interface SourceOptions {
  /** Another server than the remembered one: its base URL, or the URL of its document. */
  readonly server?: string
  /** Ask no server. */
  readonly isOffline: boolean
  readonly signal: AbortSignal
}

/** Compares what a folder was made from with its remembered source and, where one is named, with a server. */
export async function checkSources(
  folder: string,
  lock: OutLock,
  { server, isOffline, signal }: SourceOptions,
): Promise<SourceCheck[]> {
  const manifest = readManifest(folder)
  const checks: SourceCheck[] = []
  const opened = openedSource(lock, folder)
  if (!isUrl(lock.source)) {
    const exists = existsSync(opened)
    const read = async () => readSource(opened, lock.source)
    checks.push(
      exists
        ? await checkSource({ source: lock.source, isServer: false }, read, manifest, lock)
        : { source: lock.source, isServer: false, state: 'absent' },
    )
  }
  if (isOffline || (server === undefined && !isUrl(lock.source))) return checks
  if (server !== undefined && manifest.specPath === undefined) {
    // A client that was made from a file does not know where its server has the document.
    checks.push(await checkFound(server, manifest, lock, signal))
    return checks
  }
  const request = serverRequest(server, opened, manifest, lock)
  const named = { source: shownUrl(request.url), isServer: true }
  checks.push(await checkSource(named, () => fetchSpec(request, signal), manifest, lock))
  return checks
}

/** Looks for the document where frameworks put theirs. */
async function checkFound(
  server: string,
  manifest: ClientManifest,
  lock: OutLock,
  signal: AbortSignal,
): Promise<SourceCheck> {
  const { findDocument } = await import('./scaffold/find-document.ts')
  try {
    const { source } = await findDocument(server, signal, lock.headers, '--server')
    return await checkSource({ source: source.file, isServer: true }, async () => source, manifest, lock)
  } catch (error) {
    if (!(error instanceof ProjectError)) throw error
    const source = shownUrl(parseUrl(server, '--server'))
    return { source, isServer: true, state: 'unknown', problem: error.message }
  }
}

function serverRequest(
  server: string | undefined,
  remembered: string,
  { specPath, basePaths = [] }: ClientManifest,
  { headers = {} }: OutLock,
) {
  const text = server ?? remembered
  const path = server === undefined ? new URL(remembered).pathname : specPath
  const place = { specPath: path ?? '', headers }
  return specRequest(text, place, basePaths[0])
}

async function checkSource(
  named: Pick<SourceCheck, 'source' | 'isServer'>,
  read: () => Promise<SourceText>,
  manifest: ClientManifest,
  lock: OutLock,
): Promise<SourceCheck> {
  const { canonicalDocument } = await import('../document/build.ts')
  const { SpecError } = await import('../document/errors.ts')
  const { stableJson } = await import('../document/json-text.ts')
  try {
    const { json } = canonicalDocument(await read())
    if (sha256(stableJson(json)) === lock.inputs.spec) return { ...named, state: 'in step' }
    const report = compareOffer(manifest, await offerOf(json))
    return { ...named, state: report.inStep ? 'texts differ' : 'differs', report }
  } catch (error) {
    if (!(error instanceof ProjectError || error instanceof SpecError)) throw error
    return { ...named, state: 'unknown', problem: messageOf(error) }
  }
}

function readManifest(folder: string): ClientManifest {
  const file = join(folder, 'operations.json')
  try {
    const manifest: Partial<ClientManifest> | null = JSON.parse(readIfPresent(file)?.toString() ?? '')
    if (Array.isArray(manifest?.operations)) return manifest as ClientManifest
  } catch {
    // What it holds is of no use; said below.
  }
  throw new ProjectError(`${file} is missing or damaged; generate the folder again.`)
}
