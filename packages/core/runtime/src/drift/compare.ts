import type { Offer } from './digests.ts'

/** One function of a client, as its `operations.json` lists it. */
export interface ManifestOperation {
  readonly name: string
  readonly resource: string
  readonly method: string
  readonly httpMethod: string
  readonly path: string
  /** Absent where only the client's overlay declares the operation, and not the server's document. */
  readonly digest?: string
}

/** What a client's `operations.json` says of the document that it was made from. */
export interface ClientManifest {
  /** Path of the document on its server. */
  readonly specPath?: string
  readonly basePaths?: readonly string[]
  /** Operations of the document that the client leaves out. */
  readonly leftOut?: readonly string[]
  readonly operations: readonly ManifestOperation[]
}

/** An operation that a server no longer offers as the client calls it. */
export interface OperationDrift {
  readonly change: 'changed' | 'gone'
  readonly httpMethod: string
  readonly path: string
  /** The client's functions for it, such as `createRun`. */
  readonly names: readonly string[]
  /** The same as methods of the class client: `runs.create`. */
  readonly calls: readonly string[]
}

/** What a server's document says of what a client was made from. */
export interface DriftReport {
  /** Nothing that the client calls has changed or gone. */
  readonly inStep: boolean
  /** Operations that were compared. */
  readonly operations: number
  readonly differences: readonly OperationDrift[]
  /** Operations that the client does not know, such as `POST /runs`; no reason to fail. */
  readonly added: readonly string[]
  /** Only where all operations have moved: below which paths they stood and stand. */
  readonly moved?: { readonly from: readonly string[]; readonly to: readonly string[] }
}

/**
 * Compares what a client was made from with what a document offers. Names of path parameters do not count.
 *
 * @param manifest content of the client's `operations.json`
 * @param offer of the server's document
 */
export function compareOffer(manifest: ClientManifest, offer: Offer): DriftReport {
  const offered = new Map([...offer.operations].map(([key, digest]) => [nameless(key), { key, digest }]))
  const routes = routesOf(manifest)
  const differences: OperationDrift[] = []
  let operations = 0
  for (const [key, functions] of routes) {
    const [{ httpMethod, path, digest } = never(key)] = functions
    const digestNow = offered.get(key)?.digest
    offered.delete(key)
    if (digest === undefined) continue
    operations += 1
    if (digestNow === digest) continue
    differences.push({
      change: digestNow === undefined ? 'gone' : 'changed',
      httpMethod,
      path,
      names: functions.map(({ name }) => name),
      calls: functions.map(({ resource, method }) => `${resource}.${method}`),
    })
  }
  for (const key of manifest.leftOut ?? []) offered.delete(nameless(key))
  const from = manifest.basePaths ?? []
  const to = offer.basePaths
  // A document without a base path may be behind a proxy that adds one: that says nothing.
  const hasMoved = from.length > 0 && to.length > 0 && !from.some((path) => to.includes(path))
  return {
    inStep: differences.length === 0 && !hasMoved,
    operations,
    differences,
    added: [...offered.values()].map(({ key }) => key),
    ...(hasMoved && { moved: { from, to } }),
  }
}

/** The functions of each method and path, of which there are several where a body may have several media types. */
function routesOf({ operations }: ClientManifest): Map<string, ManifestOperation[]> {
  const routes = new Map<string, ManifestOperation[]>()
  for (const operation of operations) {
    const key = nameless(`${operation.httpMethod} ${operation.path}`)
    const others = routes.get(key)
    if (others === undefined) routes.set(key, [operation])
    else others.push(operation)
  }
  return routes
}

function nameless(key: string): string {
  return key.replace(/\{[^}]*\}/g, '{}')
}

function never(key: string): never {
  throw new Error(`${key} has no function`)
}
