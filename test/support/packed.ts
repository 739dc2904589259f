/** The packages as npm would receive them, installed where nothing of this repository is. */
import { execFile } from 'node:child_process'
import { createHash, randomUUID } from 'node:crypto'
import {
  cp,
  glob,
  link,
  mkdir,
  readdir,
  readFile,
  realpath,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises'
import { createRequire } from 'node:module'
import { basename, join, relative } from 'node:path'
import { promisify } from 'node:util'
import { type PackedPackage, packAll } from '../../scripts/pack.ts'

const run = promisify(execFile)
const root = join(import.meta.dirname, '../..')
const cache = join(root, 'node_modules/.cache/driftless/packed')
/** Clients, what stands on them, what they stand on, and what tests of them need. */
const packages = 'packages/{core/*,clients/*,sdks/*}'

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

/**
 * Packs the clients, SDKs and their runtime, once for each state of their sources: test files that run side by side share the
 * tarballs, and do not build into each other's folders.
 */
export async function packOnce(): Promise<PackedPackage[]> {
  await mkdir(cache, { recursive: true })
  const release = await takeLock(join(cache, 'lock'))
  try {
    const folder = join(cache, await stateOfSources())
    const list = join(folder, 'packages.json')
    const known = await readFile(list, 'utf8').catch(() => undefined)
    if (known !== undefined) return JSON.parse(known) as PackedPackage[]
    await removeOld()
    const made = await packAll(folder, packages)
    await writeFile(`${list}.new`, JSON.stringify(made))
    await rename(`${list}.new`, list)
    return made
  } finally {
    await release()
  }
}

/** Removes what was packed long ago; what is younger may be being installed. */
async function removeOld(): Promise<void> {
  const hourAgo = Date.now() - 3_600_000
  for (const name of await readdir(cache)) {
    const { mtimeMs } = await stat(join(cache, name))
    if (mtimeMs < hourAgo && !name.startsWith('lock')) await rm(join(cache, name), { recursive: true })
  }
}

/** A hash of every file that a tarball could depend on. */
async function stateOfSources(): Promise<string> {
  const patterns = [
    'packages/{core,clients,sdks}/*/**',
    'tsconfig.base.json',
    'pnpm-*.yaml',
    'scripts/pack.ts',
  ]
  const apart = new Set(['node_modules', 'dist', 'test'])
  const files: string[] = []
  for await (const entry of glob(patterns, {
    cwd: root,
    withFileTypes: true,
    exclude: ({ name }) => apart.has(name),
  })) {
    if (entry.isFile()) files.push(join(entry.parentPath, entry.name))
  }
  const hash = createHash('sha256')
  for (const file of files.sort()) {
    hash.update(`${relative(root, file)}\n`)
    hash.update(await readFile(file))
  }
  return hash.digest('hex')
}

/** Waits for a lock; one whose owner has died is taken over. */
async function takeLock(lock: string): Promise<() => Promise<void>> {
  const mine = `${lock}.${process.pid}.${randomUUID()}`
  await writeFile(mine, String(process.pid))
  try {
    for (;;) {
      // A link is there with its content, or not at all.
      const taken = await link(mine, lock).then(
        () => true,
        () => false,
      )
      if (taken) return () => rm(lock, { force: true })
      const pid = Number(await readFile(lock, 'utf8').catch(() => ''))
      if (pid > 0 && !isAlive(pid)) await rm(lock, { force: true })
      else await new Promise((resolve) => setTimeout(resolve, 100))
    }
  } finally {
    await rm(mine, { force: true })
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
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
