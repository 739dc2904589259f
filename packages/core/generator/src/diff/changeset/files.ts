/** The folder `.changeset/`: which of its files are ours, and what any of them says. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { isMissing } from '../../project/errors.ts'
import { isRecord } from '../../project/records.ts'
import type { Workshop } from '../../project/workshop.ts'
import { bumps, largerBump } from '../bumps.ts'
import type { Bump } from '../types.ts'
import { isGenerated } from './text.ts'

/** Path, relative to the repository, of the changeset that follows from an API's document. */
export function changesetFile(api: string): string {
  return `.changeset/spec-${api}.md`
}

/** Names of the APIs that have such a changeset, known or not; one that a person wrote is none, whatever it is called. */
export function apisWithChangeset(workshop: Workshop): string[] {
  return [...readChangesets(workshop)]
    .filter(([, text]) => isGenerated(text))
    .map(([file]) => /^\.changeset\/spec-(.+)\.md$/.exec(file)?.[1])
    .filter((api) => api !== undefined)
}

/** Texts of all changesets by path, ours and those that people wrote. */
export function readChangesets(workshop: Workshop): Map<string, string> {
  const names = markdownFiles(workshop).filter((name) => name.toLowerCase() !== 'readme.md')
  return new Map(
    names.map((name) => [
      `.changeset/${name}`,
      readFileSync(join(workshop.root, '.changeset', name), 'utf8'),
    ]),
  )
}

/** What a changeset's head says of each package, right or wrong; nothing where it has no head that can be read. */
export function headOf(text: string): Map<string, unknown> | undefined {
  const found = headPattern.exec(text)
  if (found === null) return undefined
  try {
    // A changeset of nothing is one, too.
    const value: unknown = parse(found[1] ?? '') ?? {}
    return isRecord(value) ? new Map(Object.entries(value)) : undefined
  } catch {
    return undefined
  }
}

const headPattern = /^\s*---\r?\n(?:---|([\s\S]*?)\r?\n---)/

/** Whether a changeset says something to users that `gen changeset` has not written. */
export function isByHand(text: string): boolean {
  return !isGenerated(text) && text.replace(headPattern, '').trim() !== ''
}

/** The bumps that a changeset asks for, by package; nothing where it cannot be read. */
export function bumpsIn(text: string): Map<string, Bump> | undefined {
  const head = headOf(text)
  if (head === undefined) return undefined
  const entries = [...head]
  const isBump = (entry: [string, unknown]): entry is [string, Bump] =>
    bumps.some((bump) => bump === entry[1])
  return entries.every(isBump) ? new Map(entries) : undefined
}

/** The largest bump that the changesets ask for a package; those that cannot be read ask for none. */
export function pendingBump(workshop: Workshop, packageName: string): Bump {
  const asked = [...readChangesets(workshop).values()].map((text) => bumpsIn(text)?.get(packageName))
  return asked.reduce<Bump>((largest, bump = 'none') => largerBump(largest, bump), 'none')
}

function markdownFiles(workshop: Workshop): string[] {
  try {
    return readdirSync(join(workshop.root, '.changeset'))
      .filter((name) => name.endsWith('.md') && !name.startsWith('.'))
      .sort()
  } catch (error) {
    if (isMissing(error)) return []
    throw error
  }
}
