import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { ApiConfig } from '../../config.ts'
import { UsageError } from '../errors.ts'
import { readIfPresent } from '../files.ts'
import { packageFolder, pathsOf, type Workshop } from '../workshop.ts'

/** One package of the workspace. */
export interface WorkspacePackage {
  /** From the root, with `/`; empty for the root itself. */
  readonly folder: string
  readonly name?: string
  /** Names of everything that it depends on, in whatever way. */
  readonly dependencies: readonly string[]
}

/** @throws UsageError where the API, its package or its folder would take the place of something else */
export function refuseTakenNames(workshop: Workshop, config: ApiConfig): void {
  const { folder } = pathsOf(workshop, config.name)
  if (existsSync(folder)) {
    throw new UsageError(
      `schemas/${config.name} exists already; take another name, or \`pnpm gen remove ${config.name}\` first.`,
    )
  }
  if (existsSync(packageFolder(workshop, config.package))) {
    throw new UsageError(`packages/clients/${config.package} exists already; choose another --package.`)
  }
  const owner = workspacePackages(workshop).find(({ name }) => name === config.package)
  if (owner) {
    throw new UsageError(
      `The package ${config.package} is ${owner.folder || 'the root'} already; choose another --package.`,
    )
  }
}

/** The root package and all of `packages/<group>/<package>`. */
export function workspacePackages(workshop: Workshop): WorkspacePackage[] {
  const packages = join(workshop.root, 'packages')
  const folders = foldersIn(packages).flatMap((group) =>
    foldersIn(join(packages, group)).flatMap((name) =>
      name.startsWith('@')
        ? foldersIn(join(packages, group, name)).map((inner) => `packages/${group}/${name}/${inner}`)
        : [`packages/${group}/${name}`],
    ),
  )
  return ['', ...folders, 'bench'].flatMap((folder) => readPackage(workshop, folder))
}

function readPackage(workshop: Workshop, folder: string): WorkspacePackage[] {
  const text = readIfPresent(join(workshop.root, folder, 'package.json'))?.toString()
  if (text === undefined) return []
  const manifest = JSON.parse(text) as Record<string, unknown>
  const groups = ['dependencies', 'devDependencies', 'peerDependencies', 'optionalDependencies']
  const dependencies = groups.flatMap((group) => Object.keys(manifest[group] ?? {}))
  return [{ folder, dependencies, ...(typeof manifest.name === 'string' && { name: manifest.name }) }]
}

function foldersIn(folder: string): string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== 'node_modules')
    .map((entry) => entry.name)
}
