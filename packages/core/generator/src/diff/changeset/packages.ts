import { join } from 'node:path'
import { ProjectError } from '../../project/errors.ts'
import { isRecord } from '../../project/records.ts'
import type { Workshop } from '../../project/workshop.ts'
import {
  dependencyNames,
  type WorkspacePackage,
  workspacePackages,
} from '../../project/workspace-packages.ts'

/** A package of the workshop that is published. */
export interface PublishedPackage {
  readonly name: string
  readonly version: string
  /** Absolute path. */
  readonly folder: string
  /** Names of the packages that its users get with it. */
  readonly dependencies: readonly string[]
  /** Source files that its `exports` name, relative to its folder. */
  readonly entries: readonly string[]
}

/**
 * The packages of the workspace that are not private, sorted by name.
 *
 * @throws ProjectError where a package.json cannot be read
 */
export async function publishedPackages(workshop: Workshop): Promise<PublishedPackage[]> {
  const packages = await workspacePackages(workshop)
  return packages
    .filter(({ manifest }) => manifest.private !== true)
    .map((found) => publishedPackage(workshop, found))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}

function publishedPackage(workshop: Workshop, { folder, manifest }: WorkspacePackage): PublishedPackage {
  const { name, version } = manifest
  if (typeof name !== 'string' || typeof version !== 'string') {
    throw new ProjectError(
      `${join(folder, 'package.json')}: a published package needs a "name" and a "version".`,
    )
  }
  return {
    name,
    version,
    folder: join(workshop.root, folder),
    dependencies: dependencyNames(manifest, ['dependencies', 'peerDependencies']),
    entries: [...new Set(sourceFiles(manifest.exports))],
  }
}

/** The TypeScript files among the targets of `exports`, whatever conditions lead to them. */
function sourceFiles(target: unknown): string[] {
  if (typeof target === 'string') {
    return /^\.\/.*(?<!\.d)\.[cm]?ts$/.test(target) && !target.includes('*') ? [target.slice(2)] : []
  }
  return isRecord(target) ? Object.values(target).flatMap(sourceFiles) : []
}
