import { pathsOfServers } from './addresses.ts'
import { definitionTexts, textIn } from './definitions.ts'
import { operationTree } from './operation-tree.ts'
import { resolve } from './references.ts'
import { canonicalText, isRecord, type JsonRecord, own, sha256, type Tree } from './tree.ts'

const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace']

/** What a document offers, in short. */
export interface Offer {
  /** SHA-256 of every operation, in hexadecimal digits, by method and path: `GET /runs/{run_id}`. */
  readonly operations: ReadonlyMap<string, string>
  /** Paths that all operations stand below, such as `/api/v1`; none where the document names none. */
  readonly basePaths: readonly string[]
}

/**
 * Digests every operation of an OpenAPI 3 document. Two documents that offer the same have the same digests: the
 * order of keys, descriptions, examples, names of components and of path parameters, and the hosts and ports of
 * servers say nothing of that. Whatever is sent or received does: parameters, bodies, responses and their schemas,
 * security.
 *
 * @param document parsed JSON
 * @throws RangeError where it is nested too deep
 * @example
 * const digests = await operationDigests(JSON.parse(text))
 * console.log(digests.get('GET /runs/{run_id}'))
 */
export async function operationDigests(document: object): Promise<Map<string, string>> {
  const json = document as JsonRecord
  const trees = operationTrees(json)
  const texts = await definitionTexts(json, [...trees.values()])
  const digests = new Map<string, string>()
  for (const [key, tree] of trees) {
    digests.set(key, await sha256(await canonicalText(tree, ({ pointer }) => textIn(texts, pointer))))
  }
  return digests
}

/** Digests every operation and tells the base paths. @throws RangeError as {@link operationDigests} */
export async function offerOf(document: object): Promise<Offer> {
  const operations = await operationDigests(document)
  return { operations, basePaths: pathsOfServers(own(document, 'servers')) }
}

function operationTrees(document: JsonRecord): Map<string, Tree> {
  const trees = new Map<string, Tree>()
  const paths = own(document, 'paths')
  for (const [path, item] of Object.entries(isRecord(paths) ? paths : {})) {
    if (!path.startsWith('/')) continue
    const target = resolve(document, item)
    if (!isRecord(target)) continue
    // Members beside a reference win over those of its target.
    const pathItem = isRecord(item) && target !== item ? { ...target, ...item } : target
    for (const method of methods) {
      const operation = own(pathItem, method)
      if (!isRecord(operation)) continue
      trees.set(`${method.toUpperCase()} ${path}`, operationTree({ document, path, pathItem, operation }))
    }
  }
  return trees
}
