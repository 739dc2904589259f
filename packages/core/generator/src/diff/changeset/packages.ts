import { globSync, statSync } from 'node:fs'
import { join, normalize } from 'node:path'
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
  /**
   * Files that declare what it exports, relative to its folder: its sources, else built declarations; nothing where some
   * of it is declared nowhere.
   */
  readonly entries: readonly string[] | undefined
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
    entries: entriesOf(join(workshop.root, folder), manifest),
  }
}

/** The files that declare what a package exports; nothing where there are none of one of its entries. */
function entriesOf(folder: string, manifest: WorkspacePackage['manifest']): string[] | undefined {
  // Without `exports` there is one entry, whatever it is called.
  const { exports = './index.js', types, typings } = manifest
  const present = (path: string) => statSync(join(folder, path), { throwIfNoEntry: false })?.isFile() === true
  const entries = new Set<string>()
  for (const [name, target] of subpathsOf(exports)) {
    const files = leavesOf(target)
    if (!files.some((file) => /\.[cm]?[jt]sx?$/.test(file))) continue
    const sources = files
      .filter((file) => /(?<!\.d)\.[cm]?tsx?$/.test(file))
      .flatMap((file) => matching(folder, file))
    const typed = [types, typings, ...files.filter((file) => /\.d\.[cm]?ts$/.test(file))]
    const instead = name === '.' ? [...sourcesOfMain, ...typed] : typed
    const found = [sources, instead]
      .map((paths) => paths.filter((path) => typeof path === 'string').filter(present))
      .find(({ length }) => length > 0)
    if (found === undefined) return undefined
    for (const path of sources.some(present) ? found : found.slice(0, 1)) entries.add(normalize(path))
  }
  return [...entries]
}

/** Where a package has its sources that does not say where. */
const sourcesOfMain = ['src/index.ts', 'src/index.tsx', 'src/index.mts']

function subpathsOf(exports: unknown): [name: string, target: unknown][] {
  const isBySubpath = isRecord(exports) && Object.keys(exports).some((key) => key.startsWith('.'))
  return isBySubpath ? Object.entries(exports) : [['.', exports]]
}

/** All targets, whatever conditions lead to them. */
function leavesOf(target: unknown): string[] {
  if (typeof target === 'string') return [target]
  const targets = Array.isArray(target) ? target : isRecord(target) ? Object.values(target) : []
  return targets.flatMap(leavesOf)
}

/** The files that a target stands for: a `*` in it is any path. */
function matching(folder: string, target: string): string[] {
  return target.includes('*') ? globSync(target.replace('*', '**/*'), { cwd: folder }) : [target]
}
