import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { ApiConfig } from '../../config.ts'
import { swapPlace, withWholeTree } from '../apply-plans.ts'
import { readIfPresent } from '../files.ts'
import { type SwapTarget, swap } from '../swap.ts'
import { packageFolder, pathsOf, type Workshop } from '../workshop.ts'

/**
 * Remembers the files that adding an API may change beside its own folders.
 *
 * @param config of the API, before it is added
 * @returns a function that deletes what was added, and writes those files as they were
 */
export function rememberTree(
  workshop: Workshop,
  { name, package: packageName }: ApiConfig,
): () => Promise<void> {
  const files = ['pnpm-lock.yaml', `.changeset/spec-${name}.md`].map((file): SwapTarget => {
    const path = join(workshop.root, file)
    return { path, content: readIfPresent(path)?.toString() ?? null }
  })
  const folders = [pathsOf(workshop, name).folder, packageFolder(workshop, packageName)]
  return () =>
    withWholeTree(workshop, async () => {
      const added = folders.map((path): SwapTarget => ({ path, content: null }))
      const targets = [...added, ...files].filter(({ path, content }) => content !== null || existsSync(path))
      swap(targets, swapPlace(workshop))
    })
}
