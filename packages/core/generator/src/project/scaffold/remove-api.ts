import { existsSync } from 'node:fs'
import { join, relative } from 'node:path'
import { swapPlace, withWholeTree } from '../apply-plans.ts'
import { loadConfig } from '../config.ts'
import { ProjectError } from '../errors.ts'
import { readIfPresent } from '../files.ts'
import type { Pipeline } from '../pipeline.ts'
import { planApi } from '../plan.ts'
import { type SwapTarget, swap } from '../swap.ts'
import { packageFolder, pathsOf, type Workshop } from '../workshop.ts'
import { dependencyGroups, dependencyNames, workspacePackages } from '../workspace-packages.ts'
import { scaffoldFiles } from './scaffold-files.ts'
import { unsavedFiles } from './unsaved-files.ts'

export interface RemoveApiOptions {
  readonly pipeline: Pipeline
  /** Delete also files that git does not have. */
  readonly force?: boolean | undefined
  /** Asked before anything is deleted. */
  readonly confirm?: ((folders: readonly string[]) => Promise<boolean>) | undefined
}

/**
 * Takes an API out: its folder in `schemas/`, its client package, its pending changeset, the lines of its accepted breaks.
 *
 * @returns what was deleted, from the root; nothing where it was not confirmed
 * @throws ProjectError where another package depends on the client, a changeset that a person wrote names it, or git does
 *   not have a file written by hand
 */
export function removeApi(
  workshop: Workshop,
  api: string,
  { pipeline, force, confirm }: RemoveApiOptions,
): Promise<string[]> {
  return withWholeTree(workshop, async () => {
    const { config } = await loadConfig(workshop, api)
    await refuseDependents(workshop, config.package)
    // Loaded here, since a quick check goes past this file.
    const { changesetFile, isByHand, readChangesets } = await import('../../diff/changeset/files.ts')
    const changesets = readChangesets(workshop)
    await refuseChangesets(changesets, config.package)
    const changeset = changesetFile(api)
    const folders = [
      pathsOf(workshop, api).folder,
      packageFolder(workshop, config.package),
      ...(isByHand(changesets.get(changeset) ?? '') ? [] : [join(workshop.root, changeset)]),
    ].filter((path) => existsSync(path))
    const shown = folders.map((path) => relative(workshop.root, path))
    if (!force) {
      const unsaved = await unsavedFiles(workshop, config.package, shown)
      refuseLosing(unsaved.length === 0 ? [] : await edited(workshop, api, unsaved, pipeline))
    }
    if (confirm && !(await confirm(shown))) return []
    const targets: SwapTarget[] = folders.map((path) => ({ path, content: null }))
    const { acceptedFile, withoutLinesOf } = await import('../../diff/accepted.ts')
    const acceptedPath = join(workshop.root, acceptedFile)
    const accepted = readIfPresent(acceptedPath)?.toString() ?? ''
    const others = withoutLinesOf(accepted, api)
    if (others === accepted) {
      swap(targets, swapPlace(workshop))
      return shown
    }
    swap([...targets, { path: acceptedPath, content: others }], swapPlace(workshop))
    return [...shown, `its lines in ${acceptedFile}`]
  })
}

/** What people wrote for the users of a client would be lost with it, and stops the next release where it stays. */
async function refuseChangesets(changesets: ReadonlyMap<string, string>, packageName: string): Promise<void> {
  const { headOf, isByHand } = await import('../../diff/changeset/files.ts')
  const naming = [...changesets].filter(([, text]) => isByHand(text) && headOf(text)?.has(packageName))
  if (naming.length === 0) return
  const list = naming.map(([file]) => file).join(', ')
  throw new ProjectError(
    `Written by hand for ${packageName}: ${list}. Take its line out there, or delete them first.`,
  )
}

async function refuseDependents(workshop: Workshop, packageName: string): Promise<void> {
  const packages = await workspacePackages(workshop)
  const dependents = packages.filter(({ manifest }) =>
    dependencyNames(manifest, dependencyGroups).includes(packageName),
  )
  if (dependents.length === 0) return
  const list = dependents.map(({ folder }) => join(folder, 'package.json')).join(', ')
  throw new ProjectError(`${packageName} is a dependency in ${list}; take it out there first.`)
}

/** Those of some files that are not what `add` wrote. */
async function edited(
  workshop: Workshop,
  api: string,
  paths: readonly string[],
  pipeline: Pipeline,
): Promise<string[]> {
  const written = scaffoldFiles(workshop, await planApi(workshop, api, { pipeline, full: true }))
  return paths.filter((path) => {
    const absolute = join(workshop.root, path)
    return written.get(absolute) !== readIfPresent(absolute)?.toString()
  })
}

function refuseLosing(paths: readonly string[]): void {
  if (paths.length === 0) return
  throw new ProjectError(
    `Written by hand and not committed: ${paths.join(', ')}. Commit them, or delete them with --force.`,
  )
}
