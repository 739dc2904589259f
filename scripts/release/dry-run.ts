import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findChromium, tryInBrowser } from './browser.ts'
import { copyRepository } from './copy.ts'
import { packageGates } from './gates.ts'
import { supportedNodes } from './nodes.ts'
import { packRelease } from './pack-folder.ts'
import { startRegistry } from './registry.ts'
import { pnpm, run } from './tools.ts'
import { tryRelease } from './try.ts'

/**
 * Makes the release that would come next, in a copy of this repository, up to the upload, which goes to a registry on
 * this machine. Changes nothing here.
 *
 * @returns what failed; empty where all is well
 */
export async function dryRun(browser: boolean, print: (line: string) => void): Promise<string[]> {
  // What is missing is said before anything is built.
  const nodes = supportedNodes()
  if (browser) findChromium()
  const place = await mkdtemp(join(tmpdir(), 'driftless-dry-run-'))
  try {
    const root = join(place, 'repository')
    print('== copy of this repository')
    await copyRepository(root)
    await commit(root)
    print('== pnpm version-packages')
    print((await pnpm(['--silent', 'version-packages'], root)).trim())
    print('== pnpm gen check --full --changesets')
    print((await pnpm(['--silent', 'gen', 'check', '--full', '--changesets'], root)).trim())
    print('== pnpm release pack')
    const packFolder = join(place, 'release')
    const packed = await packForNobody(packFolder, root, place)
    for (const { name, version } of packed) print(`packed  ${name} ${version}`)
    print('== pnpm release gates')
    const failures = await packageGates(packed, print)
    print('== pnpm release try')
    const inBrowser = browser && {
      alsoIn: (all: Parameters<typeof tryInBrowser>[0]) => tryInBrowser(all, print),
    }
    return [...failures, ...(await tryRelease({ packFolder, packed, root, nodes, print, ...inBrowser }))]
  } finally {
    await rm(place, { recursive: true, force: true })
  }
}

/** Packs all packages, for a registry that has none yet. */
async function packForNobody(packFolder: string, root: string, place: string) {
  await using registry = await startRegistry()
  const npmrc = join(place, '.npmrc')
  await writeFile(npmrc, registry.npmrc)
  return await packRelease(packFolder, root, npmrc)
}

/** A changelog names the commit that a changeset came with. */
async function commit(root: string): Promise<void> {
  const identity = ['-c', 'user.name=Rehearsal', '-c', 'user.email=rehearsal@localhost']
  await run('git', ['init', '--quiet', '--initial-branch=main'], { cwd: root })
  await run('git', ['add', '--all'], { cwd: root })
  await run('git', [...identity, 'commit', '--quiet', '--message=Rehearse'], { cwd: root })
}
