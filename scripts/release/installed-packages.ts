import { execFile } from 'node:child_process'
import { existsSync, lstatSync, readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { promisify } from 'node:util'
import type { RegistryPackage, VersionManifest } from './registry.ts'

const run = promisify(execFile)

/**
 * Finds packages among those that pnpm has installed in a repository; each version is packed when it is asked for.
 *
 * @returns a function that looks up a package by name
 */
export function installedPackages(root: string): (name: string) => RegistryPackage | undefined {
  const store = join(root, 'node_modules/.pnpm')
  const folders = readdirSync(store)
  const packed = new Map<string, Promise<Buffer>>()
  const packOnce = (place: string) => {
    const tarball = packed.get(place) ?? pack(place)
    packed.set(place, tarball)
    return tarball
  }
  return (name) => {
    const start = `${name.replace('/', '+')}@`
    const places = new Map<string, string>()
    const versions = new Map<string, VersionManifest>()
    for (const folder of folders.filter((entry) => entry.startsWith(start))) {
      const place = join(store, folder, 'node_modules', name)
      if (!existsSync(place) || lstatSync(place).isSymbolicLink()) continue
      const manifest = JSON.parse(readFileSync(join(place, 'package.json'), 'utf8')) as VersionManifest
      versions.set(manifest.version, withoutScripts(manifest))
      places.set(manifest.version, place)
    }
    if (versions.size === 0) return undefined
    return { versions, tarball: (version) => packOnce(places.get(version) ?? '') }
  }
}

/** What has been installed here has been built here: nothing is to be run for it again. */
function withoutScripts({ scripts: _scripts, ...manifest }: VersionManifest): VersionManifest {
  return manifest as VersionManifest
}

/** npm takes off the first folder of a tarball, whatever its name. */
async function pack(folder: string): Promise<Buffer> {
  const args = ['-czf', '-', '--exclude', 'node_modules/.bin', '-C', dirname(folder), basename(folder)]
  const { stdout } = await run('tar', args, { encoding: 'buffer', maxBuffer: 1 << 30 })
  return stdout
}
