import { createHash, randomUUID } from 'node:crypto'
import { glob, link, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { type PackedPackage, packAll } from './pack.ts'

const root = join(import.meta.dirname, '..')
const cache = join(root, 'node_modules/.cache/driftless/packed')

/**
 * Packs every package that is published, once for each state of their sources: the gate and test files that run side by
 * side share the tarballs, and do not build into each other's folders.
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
    const made = await packAll(folder)
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
    'scripts/pack*.ts',
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
