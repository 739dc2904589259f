import { parseJson } from '../../document/parse-json.ts'
import { ProjectError } from '../../project/errors.ts'
import { parseLock } from '../../project/lock.ts'
import { packagePath, type Workshop } from '../../project/workshop.ts'
import type { Release } from '../types.ts'
import { connectionFile } from './connection.ts'
import { versionIn } from './current.ts'
import { filesAt } from './git.ts'
import { packageRelease } from './package-release.ts'

/**
 * The release that an API's client was at a commit, read from the files that were committed there: what the generator
 * of that day made, not what today's would make of its document.
 *
 * @param ref tag, branch or hash
 * @throws ProjectError where there is no such commit, or no client of the API in it
 */
export async function releaseAt(workshop: Workshop, api: string, ref: string): Promise<Release> {
  const lockFile = `schemas/${api}/lock.json`
  const lock = parseLock((await filesAt(workshop.root, ref, [lockFile])).get(lockFile))
  if (lock === undefined) throw new ProjectError(`At ${ref} there is no client of ${api}: no ${lockFile}.`)
  const folder = packagePath(lock.package)
  const names = ['package.json', 'spec.json', 'operations.json', 'src']
  const found = await filesAt(
    workshop.root,
    ref,
    names.map((name) => `${folder}/${name}`),
  )
  const files = new Map([...found].map(([path, text]) => [path.slice(folder.length + 1), text]))
  const text = (name: string): string => {
    const content = files.get(name)
    if (content !== undefined) return content
    const todo = 'Name a later commit, or none, to compare with the last release.'
    throw new ProjectError(
      `At ${ref} there is no ${folder}/${name}: an older generator made the client of ${api}, which cannot be compared. ${todo}`,
    )
  }
  const client = /^export class (\w+) /m.exec(text('src/client.ts'))?.[1]
  for (const name of ['operations.json', `src/${connectionFile}`]) text(name)
  if (client === undefined) throw new ProjectError(`At ${ref}, ${folder}/src/client.ts has no class.`)
  return packageRelease(files, {
    api,
    package: lock.package,
    version: versionIn(text('package.json')) ?? ref,
    client,
    document: parseJson(text('spec.json'), `${folder}/spec.json`),
    documentFile: `${folder}/spec.json`,
    sourceFolder: `${folder}/src`,
  })
}
