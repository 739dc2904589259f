import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { checkBudget, readBudgets } from './budgets.ts'
import { type InstalledPackage, installPublished } from './install.ts'
import { isSupported, type NodeVersion } from './nodes.ts'
import type { PackedRelease } from './pack-folder.ts'
import { startRegistry } from './registry.ts'
import { changeset, repository, run } from './tools.ts'

export interface TrialOptions {
  /** Folder that `changeset pack` filled. */
  readonly packFolder: string
  readonly packed: readonly PackedRelease[]
  /** Repository that was packed. */
  readonly root: string
  readonly nodes: readonly NodeVersion[]
  readonly print: (line: string) => void
  /** Looks at all packages once more, where they are installed; answers with what is wrong. */
  readonly alsoIn?: (installed: readonly InstalledPackage[]) => Promise<string[]>
}

/**
 * Publishes tarballs to a registry on this machine, installs each from there in a clean folder as a user would, holds it
 * against its budget, and uses it on each Node.
 *
 * @returns what failed; empty where all is well
 */
export async function tryRelease(options: TrialOptions): Promise<string[]> {
  const { packed, print, nodes } = options
  const place = await mkdtemp(join(tmpdir(), 'driftless-release-'))
  const failures: string[] = []
  try {
    await using registry = await startRegistry(repository)
    const npmrc = join(place, '.npmrc')
    await writeFile(npmrc, registry.npmrc)
    await changeset(['publish', '--from-pack-dir', options.packFolder, '--no-git-tag'], options.root, npmrc)
    print(`ok      published ${registry.published.length} packages to ${registry.url}`)
    const budgets = await readBudgets()
    const all = await inPairs(packed, async (release, index) => {
      const installed = await installPublished(join(place, String(index)), release, npmrc)
      failures.push(...(await checkBudget(installed, release.tarball, budgets[release.name], print)))
      for (const node of nodes) failures.push(...(await useOn(node, installed, print)))
      return installed
    })
    if (options.alsoIn) failures.push(...(await options.alsoIn(all)))
  } finally {
    await rm(place, { recursive: true, force: true })
  }
  return failures
}

/** Does something with each item, with two at a time: most of it waits for another process. */
async function inPairs<In, Out>(
  items: readonly In[],
  work: (item: In, index: number) => Promise<Out>,
): Promise<Out[]> {
  const results: Out[] = []
  const waiting = [...items.entries()]
  const worker = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [index, item] = next
      results[index] = await work(item, index)
    }
  }
  await Promise.all([worker(), worker()])
  return results
}

async function useOn(
  node: NodeVersion,
  { name, folder, manifest }: InstalledPackage,
  print: (line: string) => void,
): Promise<string[]> {
  if (!isSupported(manifest.engines?.node, node)) {
    print(`-       ${name} needs Node ${manifest.engines?.node}: not tried on Node ${node.major}`)
    return []
  }
  for (const program of ['smoke.mjs', 'smoke-call.mjs']) {
    await copyFile(join(import.meta.dirname, program), join(folder, program))
  }
  try {
    print(`ok      ${(await run(node.path, ['smoke.mjs', name], { cwd: folder })).trim()}`)
    return []
  } catch (error) {
    print(`failed  ${name} on Node ${node.major}`)
    return [`${name} on Node ${node.major}: ${error instanceof Error ? error.message : error}`]
  }
}
