import { globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { messageOf, ProjectError } from '../../project/errors.ts'
import type { Workshop } from '../../project/workshop.ts'

/** A package of the workshop that is published. */
export interface PublishedPackage {
  readonly name: string
  readonly version: string
  /** Absolute path. */
  readonly folder: string
  /** Names of the packages that its users get with it. */
  readonly dependencies: readonly string[]
  /** Source files that its `exports` name, relative to its folder. */
  readonly entries: readonly string[]
}

/**
 * The packages below `packages/<room>/` that are not private, sorted by name.
 *
 * @throws ProjectError where a package.json cannot be read
 */
export function publishedPackages(workshop: Workshop): PublishedPackage[] {
  return globSync('packages/*/*/package.json', { cwd: workshop.root })
    .map((file) => readPackage(workshop, file.replaceAll('\\', '/')))
    .filter((found) => found !== undefined)
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}

function readPackage(workshop: Workshop, file: string): PublishedPackage | undefined {
  const path = join(workshop.root, file)
  const manifest = parse(readFileSync(path, 'utf8'), file)
  if (manifest.private === true) return undefined
  const { name, version } = manifest
  if (typeof name !== 'string' || typeof version !== 'string') {
    throw new ProjectError(`${file}: a published package needs a "name" and a "version".`)
  }
  return {
    name,
    version,
    folder: dirname(path),
    dependencies: [...keysOf(manifest.dependencies), ...keysOf(manifest.peerDependencies)],
    entries: [...new Set(sourceFiles(manifest.exports))],
  }
}

/** The TypeScript files among the targets of `exports`, whatever conditions lead to them. */
function sourceFiles(target: unknown): string[] {
  if (typeof target === 'string') {
    return /^\.\/.*(?<!\.d)\.[cm]?ts$/.test(target) && !target.includes('*') ? [target.slice(2)] : []
  }
  return isRecord(target) ? Object.values(target).flatMap(sourceFiles) : []
}

function keysOf(value: unknown): string[] {
  return isRecord(value) ? Object.keys(value) : []
}

function parse(text: string, file: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text)
    if (isRecord(value)) return value
  } catch (error) {
    throw new ProjectError(`${file} is not valid JSON (${messageOf(error)}).`)
  }
  throw new ProjectError(`${file} must hold an object.`)
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
