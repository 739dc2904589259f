import { globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { messageOf, ProjectError } from './errors.ts'
import { readIfPresent } from './files.ts'
import { isRecord, parseRecord } from './records.ts'
import type { Workshop } from './workshop.ts'

/** One package of the workspace. */
export interface WorkspacePackage {
  /** From the root, with `/`; `.` for the root itself. */
  readonly folder: string
  /** What its package.json says. */
  readonly manifest: Readonly<Record<string, unknown>>
}

/**
 * The root package and those in the folders that pnpm-workspace.yaml names, sorted by folder.
 *
 * @throws ProjectError where one of these files cannot be read
 */
export async function workspacePackages(workshop: Workshop): Promise<WorkspacePackage[]> {
  const patterns = (await workspacePatterns(workshop)).map(
    (pattern) => `${pattern.replace(/\/+$/, '')}/package.json`,
  )
  const kept = patterns.filter((pattern) => !pattern.startsWith('!'))
  const exclude = patterns.filter((pattern) => pattern.startsWith('!')).map((pattern) => pattern.slice(1))
  const found = globSync(['package.json', ...kept], {
    cwd: workshop.root,
    exclude: ['**/node_modules/**', ...exclude],
  })
  const files = new Set(found.map((file) => file.replaceAll('\\', '/')))
  return [...files].sort().map((file) => ({
    folder: dirname(file),
    manifest: parseRecord(readFileSync(join(workshop.root, file), 'utf8'), file),
  }))
}

/** All groups of a package.json that name other packages. */
export const dependencyGroups: readonly string[] = [
  'dependencies',
  'devDependencies',
  'peerDependencies',
  'optionalDependencies',
]

/** Names of all packages in some of the groups of a package.json, such as `dependencies`. */
export function dependencyNames(
  manifest: Readonly<Record<string, unknown>>,
  groups: readonly string[],
): string[] {
  return groups.flatMap((group) => {
    const versions = manifest[group]
    return isRecord(versions) ? Object.keys(versions) : []
  })
}

async function workspacePatterns(workshop: Workshop): Promise<string[]> {
  // Loaded here, since a quick check goes past this file.
  const { parse } = await import('yaml')
  const file = 'pnpm-workspace.yaml'
  const text = readIfPresent(join(workshop.root, file))?.toString() ?? ''
  let workspace: unknown
  try {
    workspace = parse(text)
  } catch (error) {
    throw new ProjectError(`${file} is not valid YAML (${messageOf(error)}).`)
  }
  const patterns = isRecord(workspace) ? workspace.packages : undefined
  if (!Array.isArray(patterns)) return []
  return patterns.filter((pattern): pattern is string => typeof pattern === 'string')
}
