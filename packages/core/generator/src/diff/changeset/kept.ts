/** Whether what is kept of the last releases can be believed. */
import { loadConfig } from '../../project/config.ts'
import { ProjectError } from '../../project/errors.ts'
import { packagePath, type Workshop } from '../../project/workshop.ts'
import { packageVersion } from '../release/current.ts'
import type { Release } from '../types.ts'
import type { Comparison } from './comparison.ts'

/** What a package is called that was never released. */
const unreleased = '0.0.0'

/** How a run of `pnpm version-packages` is taken back that stopped half way. */
export const undoAdvice =
  'Go back with git: `git restore .`, where nothing else is uncommitted, and delete each CHANGELOG.md that `git status` calls untracked. Then run `pnpm version-packages` again.'

/**
 * Refuses a release that is not the one whose version the client has.
 *
 * @param released what is kept; nothing where nothing is
 * @throws ProjectError that says how to restore it
 */
export function refuseLost(
  workshop: Workshop,
  api: string,
  packageName: string,
  released: Release | undefined,
): void {
  const version = packageVersion(workshop, packageName)
  const manifest = `${packagePath(packageName)}/package.json`
  const folder = `schemas/${api}/released`
  if (released === undefined && version !== unreleased) {
    const fix = `git checkout -- ${folder}`
    throw new ProjectError(
      `${folder}/ is missing, though ${manifest} is at ${version}: what users have cannot be compared with what stands here. \`${fix}\` restores it; where its deletion is committed, \`git log -- ${folder}\` names the commit to take it from. A client that was never released is at ${unreleased}.`,
      fix,
    )
  }
  if (released !== undefined && released.version !== version) {
    throw new ProjectError(
      `${manifest} is at ${version}, but ${folder}/ is version ${released.version}: \`pnpm version-packages\` was interrupted, or somebody edited the version. ${undoAdvice}`,
    )
  }
}

/** Refuses where this is so for one of some APIs. @throws ProjectError */
export async function refuseHalfReleases(
  workshop: Workshop,
  apis: readonly string[],
  comparison: Comparison,
): Promise<void> {
  for (const api of apis) {
    const { config } = await loadConfig(workshop, api)
    refuseLost(workshop, api, config.package, await comparison.released(workshop, api))
  }
}
