import { stableJson } from '../document/json-text.ts'
import { whatIsAccepted } from './accepted.ts'
import { bumps, isLarger, largerBump } from './bumps.ts'
import { connectionChanges } from './connection-changes.ts'
import { groupsOf } from './groups.ts'
import { surfaceChanges } from './surface/surface-changes.ts'
import type { AcceptedBreak, Bump, Change, Release, Verdict } from './types.ts'
import { wireChanges } from './wire/index.ts'

/** How the two sides are compared. */
export interface Comparisons {
  readonly wire: (old: Release, next: Release) => Promise<Change[]>
  readonly surface: (old: Release, next: Release) => Promise<Change[]>
}

/**
 * Says what changed between two releases of an API's client, for those who call it and for those who compile against
 * it, and how far its version must move.
 *
 * @param accepted breaks that were accepted since the older release; those of other APIs are passed over
 * @throws ProjectError where the documents cannot be compared
 * @example
 * const { bump, changes } = await compareReleases(released, await currentRelease(workshop, 'stepflow'), [])
 */
export async function compareReleases(
  old: Release,
  next: Release,
  accepted: readonly AcceptedBreak[],
  compare: Comparisons = { wire: wireChanges, surface: surfaceChanges },
): Promise<Verdict> {
  const isSameDocument = stableJson(old.document) === stableJson(next.document)
  const [wire, surface] = await Promise.all([
    isSameDocument ? [] : compare.wire(old, next),
    compare.surface(old, next),
  ])
  const said = [...wire, ...surface, ...connectionChanges(old, next)]
  const groups = groupsOf(said.length === 0 && isSameDocument ? codeChange(old, next) : said)
  const ofApi = accepted.filter(({ api }) => api === old.api)
  const used = new Set<AcceptedBreak>()
  const judged = groups.map((group) => acceptIn(group, ofApi, used))
  const bumpOf = (side: Change['side']) => largest(judged.flat().filter((change) => change.side === side))
  const [wireBump, surfaceBump] = [bumpOf('wire'), bumpOf('surface')]
  return {
    api: old.api,
    package: next.package,
    from: old.version,
    to: next.version,
    bump: largerBump(wireBump, surfaceBump),
    wire: wireBump,
    surface: surfaceBump,
    changes: judged
      .map(worst)
      .map((change) => withLine(change, old.api))
      .sort(byWeight),
    stale: ofApi.filter((each) => !used.has(each)),
  }
}

/** Of one document, other code that nobody meets in another way: a fix of the generator, which has to be released. */
function codeChange(old: Release, next: Release): Change[] {
  if (old.code === next.code) return []
  const message = 'its code is another one; what is sent and what compiles has not changed'
  return [{ bump: 'patch', side: 'surface', code: 'code-changed', subject: next.client, message }]
}

/** Counts an accepted break as `minor`; one line accepts what both sides say of one thing. */
function acceptIn(
  group: readonly Change[],
  accepted: readonly AcceptedBreak[],
  used: Set<AcceptedBreak>,
): readonly Change[] {
  const breaks = new Set(group.filter(({ bump }) => bump === 'major').map(whatIsAccepted))
  const fits = accepted.filter(({ what }) => breaks.has(what))
  const [first] = fits
  if (first === undefined) return group
  for (const each of fits) used.add(each)
  return group.map((change) =>
    change.bump === 'major' ? { ...change, bump: 'minor', accepted: first.reason } : change,
  )
}

function worst(group: readonly Change[]): Change {
  const [first, ...others] = group as readonly [Change, ...Change[]]
  return others.reduce((kept, each) => (isLarger(each.bump, kept.bump) ? each : kept), first)
}

/** A break says how it would be accepted. */
function withLine(change: Change, api: string): Change {
  return change.bump === 'major' ? { ...change, accept: `${api} ${whatIsAccepted(change)} --` } : change
}

function largest(changes: readonly Change[]): Bump {
  return changes.reduce<Bump>((bump, change) => largerBump(bump, change.bump), 'none')
}

/** Breaks first; then by what they are about, so that the order is always the same. */
function byWeight(one: Change, other: Change): number {
  const weight = bumps.indexOf(other.bump) - bumps.indexOf(one.bump)
  if (weight !== 0) return weight
  const [a, b] = [one, other].map(({ subject, code, message }) => `${subject}\n${code}\n${message}`)
  return (a ?? '') < (b ?? '') ? -1 : 1
}
