import { createHash } from 'node:crypto'
import { existsSync, readFileSync, realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ProjectError } from './errors.ts'
import { listTree } from './files.ts'

/** Versions of what decides the bytes of a client; they stand in each lock. */
export interface ToolVersions {
  readonly generator: string
  readonly 'hey-api': string
  readonly biome: string
}

const here: string = dirname(fileURLToPath(import.meta.url))
/** `src` in this repository, `dist` in the published package. */
const codeFolder: string = dirname(here)
const generatorFolder: string = dirname(codeFolder)

/** Reads the versions from package.json files; imports none of the tools. */
export function readToolVersions(): ToolVersions {
  return {
    generator: versionIn(generatorFolder),
    'hey-api': versionIn(installedFolder('@hey-api/openapi-ts')),
    biome: versionIn(installedFolder('@biomejs/biome')),
  }
}

let known: string | undefined

/**
 * Hash of everything that decides the generator's output and has no version of its own here: its source files,
 * those of the runtime (whose naming function it shares), and the version of TypeScript that hey-api prints with.
 */
export function generatorFingerprint(): string {
  known ??= computeFingerprint()
  return known
}

function computeFingerprint(): string {
  const runtime = join(installedFolder('@driftless/runtime'), 'src')
  return fingerprintOf([codeFolder, runtime], versionIn(installedFolder('typescript')))
}

/** Hash of all modules in some folders, names included, and of a version. */
export function fingerprintOf(folders: readonly string[], version: string): string {
  const hash = createHash('sha256').update(`${version}\n`)
  for (const folder of folders) {
    for (const name of listTree(folder)) {
      if (!/\.[cm]?[jt]s$/.test(name)) continue
      hash.update(`${name}\n`)
      hash.update(readFileSync(join(folder, name)))
    }
  }
  return hash.digest('hex')
}

/** Folder of an installed package, found the way Node finds it. */
function installedFolder(name: string): string {
  let folder = realpathSync(here)
  for (;;) {
    const candidate = join(folder, 'node_modules', name)
    if (existsSync(candidate)) return candidate
    const parent = dirname(folder)
    if (parent === folder) {
      throw new ProjectError(`The package ${name} is not installed; run \`pnpm install\`.`)
    }
    folder = parent
  }
}

function versionIn(folder: string): string {
  const manifest: { version?: unknown } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  if (typeof manifest.version !== 'string') throw new ProjectError(`${folder}/package.json has no version.`)
  return manifest.version
}
