import { stableJson } from '../../document/json-text.ts'
import { positionsIn } from '../positions.ts'
import type { Change, Release, ReleasedOperation } from '../types.ts'
import { classify } from './classify/classify.ts'
import type { Finding } from './finding.ts'
import { withKnownBreaks, withoutKnownBreaks } from './known-bad.ts'
import { aligned } from './normalize/align.ts'
import { type PlainDocument, plainDocument } from './normalize/normalize.ts'
import { rulingOf } from './policy.ts'
import { compareByRedocly, type Difference } from './redocly.ts'
import { joinSame, type Said, say } from './say.ts'
import { UseIndex, type Uses } from './uses.ts'

/** One side of a comparison. */
export interface Side {
  readonly release: Release
  readonly plain: PlainDocument
  readonly uses: UseIndex
  /** By their pointers; one that takes several kinds of bodies has a method for each. */
  readonly operations: ReadonlyMap<string, readonly ReleasedOperation[]>
}

/**
 * What changed on the wire between two releases, as their users would say it. Documents that say the same in other
 * words have no changes.
 *
 * @throws ProjectError where the comparison cannot be made or its rules are off
 */
export async function wireChanges(old: Release, next: Release): Promise<Change[]> {
  const [plainOld, plainNext] = aligned(plainDocument(old.document), plainDocument(next.document))
  const [before, after] = [sideOf(old, plainOld), sideOf(next, plainNext)]
  if (stableJson(before.plain.json) === stableJson(after.plain.json)) return []
  const pair = withKnownBreaks(before.plain.json, after.plain.json)
  const differences = withoutKnownBreaks(await compareByRedocly(...pair))
  const said = differences.flatMap((difference) => readDifference(difference, before, after))
  return locate(joinSame(said), before, after)
}

function sideOf(release: Release, plain: PlainDocument): Side {
  const operations = new Map<string, ReleasedOperation[]>()
  for (const operation of release.operations) {
    operations.set(operation.pointer, [...(operations.get(operation.pointer) ?? []), operation])
  }
  return { release, plain, uses: new UseIndex(plain.json), operations }
}

function readDifference(difference: Difference, old: Side, next: Side): Said[] {
  const affected = affectedBy(difference, old, next)
  const isShared = /^\/components\/(?!securitySchemes)/.test(
    difference.oldPointer ?? difference.newPointer ?? '',
  )
  // What no operation uses never goes over the wire, nor do the names of components. Its words are read all the same.
  const isText = difference.property === 'description' || difference.property === 'title'
  const isUnused = affected.size === 0 && !(isText && difference.type === 'Schema')
  if (isShared && (isUnused || (affected.size > 0 && difference.route.startsWith('/components/')))) return []
  const ways = [...affected.values()].reduce((all, each) => all | each, 0)
  const situation = { difference, ways, old: old.plain.json, next: next.plain.json }
  return classify(situation).flatMap((found) => sentences(found, affected, old, next))
}

function sentences(found: Finding, affected: Uses, old: Side, next: Side): Said[] {
  const ruling = rulingOf(found.code, found.message ?? '')
  const meeting = new Map([...affected].filter(([, ways]) => (ways & found.ways) !== 0))
  return say(found, { ...ruling, ...(found.message && { sentence: found.message }) }, meeting, old, next)
}

/** The operations that are on both sides of a difference, and how they use what differs on both. */
function affectedBy({ oldPointer, newPointer, route, property }: Difference, old: Side, next: Side): Uses {
  const before = oldPointer === undefined ? undefined : old.uses.usesOf(oldPointer)
  const after = newPointer === undefined ? undefined : next.uses.usesOf(newPointer)
  if (before === undefined || after === undefined) return before ?? after ?? next.uses.usesOf(route)
  const shared = [...before].filter(([operation]) => after.has(operation))
  // A path that was renamed has no operation of the same pointer.
  if (shared.length === 0) return before
  // These two say themselves in which way something is no longer used.
  if (property === 'readOnly' || property === 'writeOnly') return new Map(shared)
  // A type that only requests have replaced by another goes on as it was in responses.
  return new Map(shared.map(([operation, ways]) => [operation, ways & (after.get(operation) ?? 0) || ways]))
}

function locate(said: readonly Said[], old: Side, next: Side): Change[] {
  const oldPlaces = positionsIn(old.release, pointers(said, 'oldPointer'))
  const newPlaces = positionsIn(next.release, pointers(said, 'newPointer'))
  return said.map(({ oldPointer, newPointer, ...change }) => {
    const before = oldPointer === undefined ? undefined : oldPlaces.get(oldPointer)
    const after = newPointer === undefined ? undefined : newPlaces.get(newPointer)
    return { ...change, ...(before && { old: before }), ...(after && { new: after }) }
  })
}

function pointers(said: readonly Said[], side: 'oldPointer' | 'newPointer'): string[] {
  return said.flatMap((each) => each[side] ?? [])
}
