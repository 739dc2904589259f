/** What `pnpm release pack` and `pnpm release publish` do. */
import { appendFile } from 'node:fs/promises'
import { packRelease, readPackFolder } from './pack-folder.ts'
import { pendingChangesets } from './pending.ts'
import { changeset, run } from './tools.ts'

type Print = (line: string) => void

/**
 * Packs what the registry does not have yet, and tells the workflow how many packages that are. While changesets are
 * pending, versions are to move first, and nothing is packed.
 *
 * @param folder gets the tarballs and `publish-plan.json`; emptied first
 * @param npmrc path of an .npmrc for a rehearsal, which names another registry
 */
export async function packPending(folder: string, root: string, print: Print, npmrc?: string): Promise<void> {
  const pending = await pendingChangesets(root)
  const packed = pending.length > 0 ? [] : await packRelease(folder, root, npmrc)
  if (pending.length > 0) print(`Nothing is packed while changesets are pending: ${pending.join(', ')}.`)
  else if (packed.length === 0) print('Nothing to publish: the registry has every version.')
  for (const { name, version } of packed) print(`packed  ${name} ${version}`)
  const output = process.env.GITHUB_OUTPUT
  if (output !== undefined) await appendFile(output, `packages=${packed.length}\n`)
}

/**
 * Publishes what was packed, and pushes the tags that this made.
 *
 * @param npmrc path of an .npmrc for a rehearsal, which names another registry
 * @throws an error where a tarball is not the one that was packed and tried; nothing is published then
 */
export async function publishPacked(
  folder: string,
  root: string,
  print: Print,
  npmrc?: string,
): Promise<void> {
  const packed = await readPackFolder(folder)
  const before = new Set(await tagsOf(root))
  print(await changeset(['publish', '--from-pack-dir', folder], root, npmrc))
  const own = new Set(packed.map(({ name, version }) => `${name}@${version}`))
  const made = (await tagsOf(root)).filter((tag) => own.has(tag) && !before.has(tag))
  // Other tags of whoever publishes by hand are not ours to push.
  const refs = made.map((tag) => `refs/tags/${tag}`)
  if (refs.length > 0) await run('git', ['push', 'origin', ...refs], { cwd: root })
}

async function tagsOf(root: string): Promise<string[]> {
  return (await run('git', ['tag', '--list'], { cwd: root })).split('\n').filter(Boolean)
}
