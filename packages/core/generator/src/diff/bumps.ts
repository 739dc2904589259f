import type { Bump } from './types.ts'

/** All bumps, the smallest first. */
export const bumps: readonly Bump[] = ['none', 'patch', 'minor', 'major']

/** Whether the first of two bumps is the larger one. */
export function isLarger(one: Bump, other: Bump): boolean {
  return bumps.indexOf(one) > bumps.indexOf(other)
}

/** The larger of two bumps. */
export function largerBump(one: Bump, other: Bump): Bump {
  return isLarger(other, one) ? other : one
}
