import { compareReleases, readAcceptedBreaks } from '../index.ts'
import { currentRelease, readRelease, writeRelease } from '../release/index.ts'
import type { Comparison } from './comparison.ts'

/** The comparison of releases as they are kept in `schemas/<api>/released/`. */
export const defaultComparison: Comparison = {
  current: (workshop, api) => currentRelease(workshop, api),
  released: readRelease,
  compare: (workshop, old, current) => compareReleases(old, current, readAcceptedBreaks(workshop)),
  accepted: readAcceptedBreaks,
  keep: writeRelease,
}
