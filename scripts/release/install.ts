import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { rehearsalEnvironment, run } from './tools.ts'

/** A published package as a user has it. */
export interface InstalledPackage {
  readonly name: string
  /** Folder that holds `node_modules`. */
  readonly folder: string
  readonly manifest: {
    readonly version: string
    readonly engines?: { readonly node?: string }
    readonly exports: Readonly<Record<string, unknown>>
  }
}

/**
 * Installs one version of a package in a folder of its own, with the peers that parts of it need.
 *
 * @param folder that is made for it
 * @param peers by name, with their ranges
 * @param npmrc path of the .npmrc that names the registry
 */
export async function installPublished(
  folder: string,
  { name, version }: { readonly name: string; readonly version: string },
  npmrc: string,
): Promise<InstalledPackage> {
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'package.json'), '{ "name": "consumer", "private": true, "type": "module" }')
  await npmInstall(folder, [`${name}@${version}`], npmrc)
  const manifest = JSON.parse(await readFile(join(folder, 'node_modules', name, 'package.json'), 'utf8'))
  const peers = Object.entries(manifest.peerDependencies ?? {}).map(([peer, range]) => `${peer}@${range}`)
  if (peers.length > 0) await npmInstall(folder, peers, npmrc)
  return { name, folder, manifest }
}

async function npmInstall(folder: string, packages: readonly string[], npmrc: string): Promise<void> {
  // A registry of a rehearsal packs things anew: what it says must not be mixed with what another cache remembers.
  const flags = ['--no-audit', '--no-fund', '--no-update-notifier', '--cache', join(dirname(npmrc), '.npm')]
  await run('npm', ['install', ...flags, ...packages], { cwd: folder, env: rehearsalEnvironment(npmrc) })
}
