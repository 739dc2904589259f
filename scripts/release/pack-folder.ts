import { createHash } from 'node:crypto'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { changeset, pnpm } from './tools.ts'

/** One of the tarballs that will be published, byte by byte. */
export interface PackedRelease {
  readonly name: string
  readonly version: string
  /** Absolute path. */
  readonly tarball: string
}

/**
 * Builds the packages, and packs those whose version the registry has not yet.
 *
 * @param folder gets `publish-plan.json` and the tarballs; emptied first
 * @param root repository to pack
 * @param npmrc path of an .npmrc that names another registry than the one set up here
 */
export async function packRelease(folder: string, root: string, npmrc?: string): Promise<PackedRelease[]> {
  await rm(folder, { recursive: true, force: true })
  await pnpm(['run', 'build'], root)
  await changeset(['pack', '--out-dir', folder], root, npmrc)
  return readPackFolder(folder)
}

interface PlannedRelease {
  readonly kind: string
  readonly name: string
  readonly version: string
  readonly tarball?: { readonly path: string; readonly integrity: string }
}

/**
 * Reads what `changeset pack` wrote, dependencies first.
 *
 * @throws where a tarball is not the one that was packed
 */
export async function readPackFolder(folder: string): Promise<PackedRelease[]> {
  const text = await readFile(join(folder, 'publish-plan.json'), 'utf8').catch(() => {
    throw new Error(`${folder} holds no publish-plan.json; \`pnpm release pack ${folder}\` writes one.`)
  })
  const { plan } = JSON.parse(text) as { plan: PlannedRelease[][] }
  const packed: PackedRelease[] = []
  for (const { name, version, tarball } of plan.flat()) {
    if (tarball === undefined) continue
    const path = join(folder, tarball.path)
    if ((await sha256(path)) !== tarball.integrity) {
      throw new Error(
        `${tarball.path} is not the tarball that was packed; run \`pnpm release pack ${folder}\`.`,
      )
    }
    packed.push({ name, version, tarball: path })
  }
  return packed
}

/** Writes the plan that publishes given tarballs as they are, dependencies first. */
export async function writePackFolder(
  folder: string,
  packed: readonly { readonly name: string; readonly version: string; readonly file: string }[],
): Promise<void> {
  const plan: (PlannedRelease & { readonly access: string; readonly tag: string })[][] = []
  for (const { name, version, file } of packed) {
    const tarball = { path: file, integrity: await sha256(join(folder, file)) }
    plan.push([{ kind: 'publish', name, version, access: 'public', tag: 'latest', tarball }])
  }
  await writeFile(join(folder, 'publish-plan.json'), JSON.stringify({ version: 1, plan }, undefined, 2))
}

async function sha256(path: string): Promise<string> {
  const bytes = await readFile(path)
  return `sha256-${createHash('sha256').update(bytes).digest('base64')}`
}
