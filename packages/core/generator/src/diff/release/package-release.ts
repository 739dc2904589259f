import { stableJson } from '../../document/json-text.ts'
import { toPointer } from '../../document/pointer.ts'
import type { JsonObject } from '../../document/types.ts'
import type { Release, ReleasedOperation } from '../types.ts'
import { usageOf } from '../usage/usage.ts'
import { codeHash } from './code.ts'
import { connectionFile, connectionIn } from './connection.ts'
import { declarationsOf } from './declarations.ts'

/** A generated package, and what stands beside it. */
export interface PackageFacts {
  readonly api: string
  readonly package: string
  readonly version: string
  readonly client: string
  readonly document: JsonObject
  readonly documentFile: string
  /** Folder of the package's sources, for positions in reports; absent where they stand nowhere. */
  readonly sourceFolder?: string
}

/** Makes a release of the files of a generated package. */
export async function packageRelease(
  files: ReadonlyMap<string, string>,
  facts: PackageFacts,
): Promise<Release> {
  const { sourceFolder, ...rest } = facts
  const { declarations, sourceLines } = await declarationsOf(files)
  const folder = sourceFolder ?? 'src'
  const release = {
    ...rest,
    documentText: stableJson(facts.document),
    operations: releasedOperations(files.get('operations.json') ?? '', facts.package),
    connection: await connectionIn(files.get(`src/${connectionFile}`) ?? '', `${folder}/${connectionFile}`),
    code: await codeHash(files),
    declarations,
    declarationsFolder: folder,
    ...(sourceFolder !== undefined && { sourceLines }),
  }
  return { ...release, usage: await usageOf(release) }
}

interface ManifestEntry extends Omit<ReleasedOperation, 'pointer'> {}

/** Reads the names of the operations out of a package's `operations.json`. */
function releasedOperations(manifest: string, packageName: string): ReleasedOperation[] {
  const parsed: unknown = JSON.parse(manifest)
  if (!isManifest(parsed)) throw new Error(`The operations.json of ${packageName} lists no operations.`)
  return parsed.operations.map(({ id, name, resource, method, httpMethod, path }) => {
    const pointer = toPointer(['paths', path, httpMethod.toLowerCase()])
    return { id, name, resource, method, httpMethod, path, pointer }
  })
}

function isManifest(value: unknown): value is { readonly operations: readonly ManifestEntry[] } {
  return (
    typeof value === 'object' && value !== null && 'operations' in value && Array.isArray(value.operations)
  )
}
