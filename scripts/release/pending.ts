import { readdir } from 'node:fs/promises'
import { join } from 'node:path'

/** Names of the changesets that no version has been made of yet. */
export async function pendingChangesets(root: string): Promise<string[]> {
  const names = await readdir(join(root, '.changeset'))
  return names.filter((name) => name.endsWith('.md') && name.toLowerCase() !== 'readme.md').sort()
}
