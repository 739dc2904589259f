import { join } from 'node:path'
import { parseJson } from '../../document/parse-json.ts'
import { swapPlace, withWholeTree } from '../../project/apply-plans.ts'
import { ProjectError } from '../../project/errors.ts'
import { readTree } from '../../project/files.ts'
import { sha256 } from '../../project/hash.ts'
import { swap } from '../../project/swap.ts'
import { pathsOf, type Workshop } from '../../project/workshop.ts'
import type { Release, Setting } from '../types.ts'
import { connectionOf } from './connection.ts'
import { parseReleaseRecord, type ReleaseRecord } from './record.ts'

const recordFile = 'release.json'
const documentFile = 'openapi.json'
const usageFile = 'usage.ts'
const declarationsFolder = 'declarations/'

/** Where the last release of an API is kept. */
export function releasedFolder(workshop: Workshop, api: string): string {
  return join(pathsOf(workshop, api).folder, 'released')
}

/**
 * Keeps a release in `schemas/<api>/released/`, in place of the one before; killed at any moment, the next run makes
 * the folder whole.
 *
 * @throws ProjectError where another run is writing
 */
export async function writeRelease(workshop: Workshop, api: string, release: Release): Promise<void> {
  const files = releaseFiles(release)
  await withWholeTree(workshop, async () => {
    swap([{ path: releasedFolder(workshop, api), content: files }], swapPlace(workshop))
  })
}

/** The files of `released/` by path. */
export function releaseFiles(release: Release): Map<string, string> {
  const { package: packageName, version, client, operations, code } = release
  const connection = Object.fromEntries(
    Object.entries(release.connection).map(([name, { value }]) => [name, value]),
  )
  const kept = new Map([
    [documentFile, release.documentText],
    [usageFile, release.usage],
    ...[...release.declarations].map(([path, text]): [string, string] => [declarationsFolder + path, text]),
  ])
  const hashes = Object.fromEntries([...kept].sort(byPath).map(([path, text]) => [path, sha256(text)]))
  const record: ReleaseRecord = {
    package: packageName,
    version,
    client,
    connection,
    code,
    operations,
    files: hashes,
  }
  return new Map([[recordFile, `${JSON.stringify(record, null, 2)}\n`], ...[...kept].sort(byPath)])
}

function byPath([a]: [string, string], [b]: [string, string]): number {
  return a < b ? -1 : 1
}

/**
 * Reads the last release of an API, as it was kept.
 *
 * @returns `undefined` where it has never been released
 * @throws ProjectError that names what is missing or changed where the folder is not as it was written
 */
export async function readRelease(workshop: Workshop, api: string): Promise<Release | undefined> {
  const files = readTree(releasedFolder(workshop, api))
  if (files.size === 0) return undefined
  const texts = new Map([...files].map(([path, bytes]) => [path, bytes.toString()]))
  return releaseFrom(texts, api)
}

/** Makes a release of the files of `released/`. @throws ProjectError where they are not as they were written */
export function releaseFrom(files: ReadonlyMap<string, string>, api: string): Release {
  const folder = `schemas/${api}/released`
  const record = parseReleaseRecord(files.get(recordFile))
  if (record === undefined) throw damaged(folder, `${recordFile} is missing or not one`)
  for (const [path, hash] of Object.entries(record.files)) {
    const text = files.get(path)
    if (text === undefined) throw damaged(folder, `${path} is missing`)
    if (sha256(text) !== hash) throw damaged(folder, `${path} was changed`)
  }
  for (const path of files.keys()) {
    if (path !== recordFile && record.files[path] === undefined)
      throw damaged(folder, `${path} is not part of it`)
  }
  const text = (path: string): string => {
    if (record.files[path] === undefined) throw damaged(folder, `${recordFile} does not list ${path}`)
    return files.get(path) ?? ''
  }
  const { files: _files, connection, ...facts } = record
  const recordLines = (files.get(recordFile) ?? '').split('\n')
  const settings = Object.entries(connection).map(([name, value]): [string, Setting] => {
    const index = recordLines.findIndex((line) => line.includes(`${JSON.stringify(name)}:`))
    return [name, { value, position: { file: `${folder}/${recordFile}`, line: index + 1 } }]
  })
  return {
    api,
    ...facts,
    connection: connectionOf(new Map(settings)),
    document: parseJson(text(documentFile), `${folder}/${documentFile}`),
    documentFile: `${folder}/${documentFile}`,
    documentText: text(documentFile),
    declarations: new Map(
      [...files]
        .filter(([path]) => path.startsWith(declarationsFolder))
        .map(([path, declaration]) => [path.slice(declarationsFolder.length), declaration]),
    ),
    declarationsFolder: `${folder}/${declarationsFolder.slice(0, -1)}`,
    usage: text(usageFile),
  }
}

function damaged(folder: string, problem: string): ProjectError {
  const fix = `git checkout -- ${folder}`
  return new ProjectError(
    `${folder} is not as it was released: ${problem}. It is written by \`pnpm version-packages\` alone; \`${fix}\` restores it.`,
    fix,
  )
}
