import { execFile } from 'node:child_process'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { RepositoryCopy } from './repository.ts'

const run = promisify(execFile)
const tsc = join(import.meta.dirname, '../../../node_modules/typescript/bin/tsc')

/** A project of somebody else that has our packages as npm gives them. */
export interface Downstream {
  /** Builds and packs packages, and puts what is in the tarballs in place of what was there; folders by name. */
  install(packages: Readonly<Record<string, string>>): Promise<void>
  /** What the compiler says of the programs: `FILE(LINE): CODE MESSAGE`, in order. */
  errors(): Promise<string[]>
}

/** @param programs texts by file name */
export async function makeDownstream(
  repository: RepositoryCopy,
  programs: Readonly<Record<string, string>>,
): Promise<Downstream> {
  const folder = join(repository.root, 'node_modules/.downstream')
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'package.json'), '{ "private": true, "type": "module" }')
  for (const [file, text] of Object.entries(programs)) await writeFile(join(folder, file), text)
  return {
    async install(packages) {
      const filters = Object.values(packages).map((path) => `--filter=./${path}`)
      await repository.pnpm('--recursive', '--workspace-concurrency=2', ...filters, 'run', 'build')
      const packs = join(folder, 'packs')
      await rm(packs, { recursive: true, force: true })
      await repository.pnpm('--recursive', ...filters, 'pack', '--pack-destination', packs)
      for (const [name, path] of Object.entries(packages)) {
        const version = await repository.version(path)
        const tarball = join(packs, `${name.replace('@', '').replace('/', '-')}-${version}.tgz`)
        const place = join(folder, 'node_modules', name)
        await rm(place, { recursive: true, force: true })
        await mkdir(place, { recursive: true })
        await run('tar', ['-xzf', tarball, '-C', place, '--strip-components=1'])
      }
    },
    async errors() {
      const strict = ['--strict', '--exactOptionalPropertyTypes', '--noUncheckedIndexedAccess']
      const libraries = 'es2023,esnext.disposable,dom,dom.iterable,dom.asynciterable'
      const options = ['--target', 'es2022', '--module', 'nodenext', '--lib', libraries, '--noEmit']
      const args = [...options, ...strict, '--ignoreConfig', '--types', '', '--pretty', 'false']
      const { stdout } = await run(process.execPath, [tsc, ...args, ...Object.keys(programs).sort()], {
        cwd: folder,
      }).catch((error) => error as { stdout: string })
      // Lines that are indented go on with the error above them.
      return stdout
        .split('\n')
        .filter((line) => /^\S/.test(line))
        .map((line) => line.replace(/,\d+\): error /, '): '))
    },
  }
}
