import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'
import { packOnce } from '../../scripts/pack-once.ts'
import { type PackedRelease, readPackFolder, writePackFolder } from '../../scripts/release/pack-folder.ts'
import { run } from '../../scripts/release/tools.ts'

/** A folder that whoever asks for it removes. */
export function makeFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'driftless-release-test-'))
}

/** A folder that is gone when the test has finished. */
export async function temporaryFolder(): Promise<string> {
  const folder = await makeFolder()
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** The packages of this repository as `changeset pack` leaves them, from the pack that all tests share. */
export async function packedFolder(folder: string): Promise<PackedRelease[]> {
  await mkdir(join(folder, 'packages'), { recursive: true })
  const packed = []
  for (const { name, tarball } of await packOnce()) {
    const file = `packages/${basename(tarball)}`
    await copyFile(tarball, join(folder, file))
    const manifest = await run('tar', ['-xzOf', tarball, 'package/package.json'])
    packed.push({ name, version: JSON.parse(manifest).version as string, file })
  }
  await writePackFolder(folder, packed)
  return readPackFolder(folder)
}

export async function writeFiles(root: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true })
    await writeFile(join(root, path), text)
  }
}

export async function readJson(path: string): Promise<Record<string, unknown>> {
  return JSON.parse(await readFile(path, 'utf8'))
}
