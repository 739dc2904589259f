/** The packed generator and runtime in a clean folder, beside what they depend on as it is installed here. */
import { execFile } from 'node:child_process'
import { chmod, mkdir, readFile, realpath, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { packOnce } from '../../scripts/pack-once.ts'

const run = promisify(execFile)
const root = join(import.meta.dirname, '../..')
const generator = join(root, 'packages/core/generator')

/**
 * Fills `node_modules` of a folder as an installation would: tarballs are unpacked, what is not of this repository is
 * linked. Everything below the folder can use it.
 *
 * @param others further packages, found from the root of this repository
 */
export async function installGenerator(
  folder: string,
  others: Readonly<Record<string, string>>,
): Promise<void> {
  const modules = join(folder, 'node_modules')
  const packed = new Map((await packOnce()).map(({ name, tarball }) => [name, tarball]))
  for (const name of ['@driftless/generator', '@driftless/runtime']) {
    const place = join(modules, name)
    await mkdir(place, { recursive: true })
    await run('tar', ['-xzf', packed.get(name) ?? '', '--strip-components=1', '-C', place])
  }
  const manifest = JSON.parse(await readFile(join(generator, 'package.json'), 'utf8'))
  for (const name of Object.keys(manifest.dependencies)) {
    if (name.startsWith('@driftless/')) continue
    // Its own TypeScript stands beside that of the project, as npm puts it.
    const place = name === 'typescript' ? join(modules, '@driftless/generator/node_modules') : modules
    await linkInto(place, name, await realpath(join(generator, 'node_modules', name)))
  }
  for (const [name, source] of Object.entries(others)) await linkInto(modules, name, await realpath(source))
  await mkdir(join(modules, '.bin'))
  const program = join(modules, '@driftless/generator/dist/bin.js')
  await chmod(program, 0o755)
  await symlink(program, join(modules, '.bin/driftless'))
}

/** Folder of a package that one of this repository's own depends on. */
export function packageOf(dependent: string, name: string): string {
  return dirname(createRequire(join(dependent, 'package.json')).resolve(`${name}/package.json`))
}

async function linkInto(modules: string, name: string, source: string): Promise<void> {
  await mkdir(dirname(join(modules, name)), { recursive: true })
  await symlink(source, join(modules, name), 'junction')
}
