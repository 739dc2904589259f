import { existsSync, readdirSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { isMissing, ProjectError, UsageError } from './errors.ts'

/** Where things are in a repository of specs and clients; all paths absolute. */
export interface Workshop {
  readonly root: string
  /** Journal, staged files and the pid of a run; git-ignored. */
  readonly stateFolder: string
  /** Hashes of the generator that wrote each lock, and compiled modules; safe to delete. */
  readonly cacheFolder: string
}

/** The files of one API; all paths absolute. */
export interface ApiPaths {
  readonly folder: string
  readonly spec: string
  readonly overlay: string
  /** Hand-written text of the client's README; optional, as the overlay is. */
  readonly guide: string
  readonly config: string
  readonly lock: string
}

export function workshopAt(root: string): Workshop {
  const absolute = resolve(root)
  return {
    root: absolute,
    stateFolder: join(absolute, '.driftless'),
    cacheFolder: join(absolute, 'node_modules', '.cache', 'driftless'),
  }
}

/**
 * Finds the repository that a folder is in: the nearest one above it with a pnpm-workspace.yaml.
 *
 * @throws ProjectError where there is none.
 */
export function findWorkshop(from: string): Workshop {
  let folder = resolve(from)
  while (!existsSync(join(folder, 'pnpm-workspace.yaml'))) {
    const parent = dirname(folder)
    if (parent === folder) throw new ProjectError(`No pnpm-workspace.yaml in ${from} or any folder above it.`)
    folder = parent
  }
  return workshopAt(folder)
}

export function pathsOf(workshop: Workshop, api: string): ApiPaths {
  const folder = join(workshop.root, 'schemas', api)
  return {
    folder,
    spec: join(folder, 'openapi.json'),
    overlay: join(folder, 'overlay.yaml'),
    guide: join(folder, 'guide.md'),
    config: join(folder, 'api.config.ts'),
    lock: join(folder, 'lock.json'),
  }
}

/** Where a client package stands, from the root: a scope, as in `@acme/pets-api`, is no part of its folder. */
export function packagePath(packageName: string): string {
  return `packages/clients/${packageName.replace(/^@[^/]*\//, '')}`
}

export function packageFolder(workshop: Workshop, packageName: string): string {
  return join(workshop.root, packagePath(packageName))
}

/** Names of all APIs, sorted: the folders of `schemas/` that hold an api.config.ts. */
export function listApis(workshop: Workshop): string[] {
  const schemas = join(workshop.root, 'schemas')
  try {
    return readdirSync(schemas)
      .filter((name) => existsSync(join(schemas, name, 'api.config.ts')))
      .sort()
  } catch (error) {
    if (isMissing(error)) return []
    throw error
  }
}

/**
 * The APIs that a command line names, in its order and once each; all of them where it names none.
 *
 * @throws UsageError that lists the known names where one is unknown.
 */
export function selectApis(workshop: Workshop, names: readonly string[]): string[] {
  const known = listApis(workshop)
  for (const name of names) {
    if (!known.includes(name)) {
      const list = known.length > 0 ? `known: ${known.join(', ')}` : 'schemas/ holds none'
      throw new UsageError(`Unknown API ${JSON.stringify(name)} (${list}).`)
    }
  }
  return names.length > 0 ? [...new Set(names)] : known
}
