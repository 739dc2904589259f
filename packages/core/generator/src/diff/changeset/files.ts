/** The folder `.changeset/`: which of its files are ours, and what any of them says. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { isMissing } from '../../project/errors.ts'
import type { Workshop } from '../../project/workshop.ts'
import { bumps, largerBump } from '../bumps.ts'
import type { Bump } from '../types.ts'

/** Path, relative to the repository, of the changeset that follows from an API's document. */
export function changesetFile(api: string): string {
  return `.changeset/spec-${api}.md`
}

/** Names of the APIs that have such a changeset, known or not. */
export function apisWithChangeset(workshop: Workshop): string[] {
  return markdownFiles(workshop)
    .map((name) => /^spec-(.+)\.md$/.exec(name)?.[1])
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

/** The bumps that a changeset asks for, by package; nothing where it cannot be read. */
export function bumpsIn(text: string): Map<string, Bump> | undefined {
  const head = /^\s*---\r?\n([\s\S]*?)\r?\n---/.exec(text)?.[1]
  if (head === undefined) return undefined
  try {
    const value: unknown = parse(head)
    if (typeof value !== 'object' || value === null) return undefined
    const entries = Object.entries(value)
    return entries.every((entry): entry is [string, Bump] => bumps.includes(entry[1]))
      ? new Map(entries)
      : undefined
  } catch {
    return undefined
  }
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
