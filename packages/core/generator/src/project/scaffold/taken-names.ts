import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { ApiConfig } from '../../config.ts'
import { UsageError } from '../errors.ts'
import { packageFolder, packagePath, pathsOf, type Workshop } from '../workshop.ts'
import { dependencyGroups, dependencyNames, workspacePackages } from '../workspace-packages.ts'

/** @throws UsageError where the API, its package or its folder would take the place of something else */
export async function refuseTakenNames(workshop: Workshop, config: ApiConfig): Promise<void> {
  const { folder } = pathsOf(workshop, config.name)
  if (existsSync(folder)) {
    throw new UsageError(
      `schemas/${config.name} exists already; take another name, or \`pnpm gen remove ${config.name}\` first.`,
    )
  }
  if (existsSync(packageFolder(workshop, config.package))) {
    throw new UsageError(`${packagePath(config.package)} exists already; choose another --package.`)
  }
  const packages = await workspacePackages(workshop)
  const owner = packages.find(({ manifest }) => manifest.name === config.package)
  if (owner) {
    throw new UsageError(
      `The package ${config.package} is that of ${join(owner.folder, 'package.json')} already; choose another --package.`,
    )
  }
  const dependent = packages.find(({ manifest }) =>
    dependencyNames(manifest, dependencyGroups).includes(config.package),
  )
  if (dependent) {
    throw new UsageError(
      `${config.package} is another package already, on which ${join(dependent.folder, 'package.json')} depends; choose another --package.`,
    )
  }
}
