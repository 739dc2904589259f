import { currentRelease, readRelease, writeRelease } from '../release/index.ts'
import { surfaceChanges } from '../surface/surface-changes.ts'
import type { Release, Verdict } from '../types.ts'
import type { Comparison } from './comparison.ts'
import { largest } from './files.ts'

/** The comparison of releases as they are kept in `schemas/<api>/released/`. */
export const defaultComparison: Comparison = {
  current: (workshop, api) => currentRelease(workshop, api),
  released: readRelease,
  compare: (_workshop, old, current) => compareSurfaces(old, current),
  accepted: () => [],
  keep: writeRelease,
}

async function compareSurfaces(old: Release, current: Release): Promise<Verdict> {
  const changes = await surfaceChanges(old, current)
  const bump = largest(changes.map((change) => change.bump))
  const { api, package: name, version: from } = old
  return {
    api,
    package: name,
    from,
    to: current.version,
    bump,
    wire: 'none',
    surface: bump,
    changes,
    stale: [],
  }
}
