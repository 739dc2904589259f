/** The packages as npm would receive them, installed where nothing of this repository is. */
import { execFile } from 'node:child_process'
import { cp, readdir, readFile, realpath, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { basename, join } from 'node:path'
import { promisify } from 'node:util'
import { packOnce } from '../../scripts/pack-once.ts'

const run = promisify(execFile)
const root = join(import.meta.dirname, '../..')

/** The oldest Node that published packages support. */
export const node20: string = join(root, 'test/node-20/node_modules/node/bin/node')

/**
 * Installs a packed package with all that it depends on, offline, as a user would.
 *
 * @param folder that gets `node_modules` and a `package.json`; it must exist
 * @param name of a published package of this repository
 * @param peers optional peers of it that are installed too
 */
export async function installPacked(
  folder: string,
  name: string,
  peers: readonly string[] = [],
): Promise<void> {
  const packed = new Map((await packOnce()).map((entry) => [entry.name, entry.tarball]))
  const tarballs = new Map<string, string>()
  const packs = join(folder, '.packs')
  await collect(name, packed, tarballs, packs)
  for (const peer of peers) {
    await collect(peer, packed, tarballs, packs, await installedFolder(await workspaceFolder(name), peer))
  }
  await writeFile(join(folder, 'package.json'), '{ "name": "consumer", "private": true, "type": "module" }')
  // Peers are those that were asked for: offline, npm has no other to add by itself.
  const flags = ['--offline', '--no-audit', '--no-fund', '--legacy-peer-deps']
  await run('npm', ['install', ...flags, ...tarballs.values()], { cwd: folder })
}

/** Finds the tarballs of a package and its dependencies; what is not of this repository is packed as installed here. */
async function collect(
  name: string,
  packed: ReadonlyMap<string, string>,
  tarballs: Map<string, string>,
  packs: string,
  installed?: string,
): Promise<void> {
  if (tarballs.has(name)) return
  const own = packed.get(name)
  const source = own === undefined ? installed : await workspaceFolder(name)
  if (source === undefined) throw new Error(`${name} is no published package of this repository`)
  tarballs.set(name, own ?? (await packForeign(source, packs)))
  const manifest = JSON.parse(await readFile(join(source, 'package.json'), 'utf8'))
  for (const dependency of Object.keys(manifest.dependencies ?? {})) {
    await collect(dependency, packed, tarballs, packs, await installedFolder(source, dependency))
  }
}

async function workspaceFolder(name: string): Promise<string> {
  for (const room of ['core', 'clients', 'sdks']) {
    for (const folder of await readdir(join(root, 'packages', room)).catch(() => [])) {
      const path = join(root, 'packages', room, folder)
      const manifest = JSON.parse(await readFile(join(path, 'package.json'), 'utf8').catch(() => '{}'))
      if (manifest.name === name) return path
    }
  }
  throw new Error(`${name} is no package of this repository`)
}

async function installedFolder(dependent: string, name: string): Promise<string | undefined> {
  const places = createRequire(join(dependent, 'package.json')).resolve.paths(name) ?? []
  for (const place of places) {
    const found = await realpath(join(place, name)).catch(() => undefined)
    if (found !== undefined) return found
  }
  return undefined
}

async function packForeign(folder: string, packs: string): Promise<string> {
  // A copy: npm also looks at what lies around a folder, and may die of the links that it finds.
  const copy = join(packs, basename(folder))
  await cp(folder, copy, { recursive: true })
  const flags = ['--ignore-scripts', '--pack-destination', packs, '--json']
  const { stdout } = await run('npm', ['pack', copy, ...flags])
  return join(packs, JSON.parse(stdout)[0].filename)
}

/** Type-checks and compiles programs of one file each against the declarations in the tarballs, strictly. */
export async function compileConsumer(folder: string, ...files: string[]): Promise<void> {
  const tsc = join(root, 'node_modules/typescript/bin/tsc')
  const strict = ['--strict', '--exactOptionalPropertyTypes', '--noUncheckedIndexedAccess']
  const libraries = 'es2023,esnext.disposable,dom,dom.iterable,dom.asynciterable'
  const options = ['--target', 'es2022', '--module', 'nodenext', '--lib', libraries]
  const types = ['--types', '', '--skipLibCheck', 'false']
  const args = [tsc, '--ignoreConfig', ...options, ...strict, ...types, ...files]
  await run(process.execPath, args, { cwd: folder }).catch((error: { stdout: string }) => {
    throw new Error(error.stdout)
  })
}
