import { execFile } from 'node:child_process'
import { glob, mkdir, readdir, readFile, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { pnpmVersion } from './pnpm-version.ts'

const run = promisify(execFile)
const root = join(import.meta.dirname, '..')
const pnpm = ['--yes', pnpmVersion]

export interface PackedPackage {
  readonly name: string
  /** Absolute path of the tarball. */
  readonly tarball: string
}

/**
 * Builds every package that is published and packs it as npm would receive it.
 *
 * @param destination folder that receives the tarballs; emptied first
 * @throws when a build fails, with the compiler's output
 */
export async function packAll(destination: string): Promise<PackedPackage[]> {
  const folders = await publishedFolders()
  await rm(destination, { recursive: true, force: true })
  await mkdir(destination, { recursive: true })
  for (const folder of folders) await rm(join(folder, 'dist'), { recursive: true, force: true })
  const filters = folders.map((folder) => `--filter=./${folder.slice(root.length + 1)}`)
  await npx([...pnpm, '--recursive', '--workspace-concurrency=2', ...filters, 'run', 'build'])
  const packed: PackedPackage[] = []
  for (const folder of folders) {
    const before = new Set(await readdir(destination))
    await npx([...pnpm, 'pack', '--pack-destination', destination], folder)
    const made = (await readdir(destination)).find((file) => !before.has(file))
    if (made === undefined) throw new Error(`pnpm pack wrote no tarball for ${folder}`)
    packed.push({ name: await packageName(folder), tarball: join(destination, made) })
  }
  return packed
}

async function publishedFolders(): Promise<string[]> {
  const folders: string[] = []
  for await (const file of glob('packages/*/*/package.json', { cwd: root })) {
    const manifest = JSON.parse(await readFile(join(root, file), 'utf8')) as { private?: boolean }
    if (manifest.private !== true) folders.push(join(root, dirname(file)))
  }
  return folders.sort()
}

async function packageName(folder: string): Promise<string> {
  return (JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as { name: string }).name
}

async function npx(args: string[], cwd = root): Promise<void> {
  try {
    await run('npx', args, { cwd, maxBuffer: 1 << 26 })
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string }
    throw new Error(`npx ${args.slice(1).join(' ')} failed in ${cwd}\n${stdout}${stderr}`)
  }
}
