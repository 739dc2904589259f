import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { loadConfig } from '../../project/config.ts'
import type { Workshop } from '../../project/workshop.ts'
import type { AcceptedBreak } from '../types.ts'
import type { Comparison } from './comparison.ts'
import { publishedPackages } from './packages.ts'

/** Versions of all published packages by name. */
export async function packageVersions(workshop: Workshop): Promise<Map<string, string>> {
  const packages = await publishedPackages(workshop)
  return new Map(packages.map(({ name, version }) => [name, version]))
}

/**
 * Makes what stands here now the last release of every API whose client has a new version. Breaks that were accepted
 * for it are then released: their lines go.
 *
 * @param before versions of the packages before they moved
 * @returns the names of these APIs
 */
export async function moveReleases(
  workshop: Workshop,
  apis: readonly string[],
  before: ReadonlyMap<string, string>,
  comparison: Comparison,
): Promise<string[]> {
  const now = await packageVersions(workshop)
  const moved: string[] = []
  for (const api of apis) {
    const { config } = await loadConfig(workshop, api)
    if (now.get(config.package) === before.get(config.package)) continue
    await comparison.keep(workshop, api, await comparison.current(workshop, api))
    moved.push(api)
  }
  removeLines(
    workshop,
    comparison.accepted(workshop).filter(({ api }) => moved.includes(api)),
  )
  return moved
}

function removeLines(workshop: Workshop, breaks: readonly AcceptedBreak[]): void {
  for (const file of new Set(breaks.map(({ position }) => position.file))) {
    const path = join(workshop.root, file)
    const gone = new Set(breaks.filter((one) => one.position.file === file).map((one) => one.position.line))
    const lines = readFileSync(path, 'utf8').split('\n')
    writeFileSync(path, lines.filter((_, index) => !gone.has(index + 1)).join('\n'))
  }
}
