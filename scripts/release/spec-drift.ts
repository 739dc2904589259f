import { listApis, workshopAt } from '@driftless/generator'
import { closePullRequest, renewPullRequest } from './pull-request.ts'
import { pnpm, run } from './tools.ts'

/** It belongs to this script. */
const branch = 'spec-drift'

/**
 * Asks every configured server for its document. Where one has moved: regenerates its client, writes its changeset, and
 * opens a pull request that says what changed for users. Where all are as they were again, that is closed.
 *
 * @returns one line that says what was found
 * @throws an error where the tree holds changes, which the pull request would take along, or, once the others are done
 *   with, where a server does not answer
 */
export async function specDrift(root: string): Promise<string> {
  const changed = (await run('git', ['status', '--porcelain'], { cwd: root })).trimEnd()
  if (changed !== '')
    throw new Error(
      `The pull request would hold what is not committed; commit or stash it first:\n${changed}`,
    )
  const apis = listApis(workshopAt(root))
  const silent = new Map<string, string>()
  // Each for itself: a server that does not answer keeps nobody from following the others.
  for (const api of apis) {
    await pnpm(['gen', 'update-spec', '--generate', api], root).catch((error: Error) =>
      silent.set(api, error.message),
    )
  }
  const found = await follow([...silent.keys()], root)
  if (silent.size > 0) throw new Error([...silent.values(), found].join('\n'))
  return found
}

async function follow(silent: readonly string[], root: string): Promise<string> {
  const moved = movedApis(await run('git', ['status', '--porcelain', '--', 'schemas'], { cwd: root }))
  if (moved.length === 0) {
    const said = 'offers what its client was made from.'
    // One that is silent may be the one that moved.
    if (silent.length > 0) return `Every other server ${said}`
    const isClosed = await closePullRequest(branch, `Every server ${said}`, root)
    return `Every server ${said}${isClosed ? ' The pull request is closed.' : ''}`
  }
  await pnpm(['gen', 'changeset', ...moved], root)
  const changes = await Promise.all(moved.map((api) => changesOf(api, root)))
  await renewPullRequest(driftRequest(moved, changes, silent), root)
  return `${moved.join(', ')}: a pull request says what changed.`
}

/** Names of the APIs whose stored document differs, by the lines of `git status --porcelain`. */
export function movedApis(status: string): string[] {
  const names = status.split('\n').map((line) => /^.. schemas\/([^/]+)\/openapi\.json$/.exec(line)?.[1])
  return names.filter((name) => name !== undefined).sort()
}

export function driftRequest(
  moved: readonly string[],
  changes: readonly string[],
  silent: readonly string[] = [],
): { readonly branch: string; readonly title: string; readonly body: string } {
  const title = `Follow the servers of ${moved.join(', ')}`
  const intro =
    'The document that a running server gives is no longer the stored one. What that means for users:'
  const sections = moved.map((api, index) => `## ${api}\n\n${changes[index] ?? ''}`)
  const missing =
    silent.length === 0 ? [] : [`Not in here, as the run could not ask its server: ${silent.join(', ')}.`]
  return { branch, title, body: [intro, ...missing, ...sections].join('\n\n') }
}

/** What `gen diff` says of what the pull request changes, and how much of the document moved. */
async function changesOf(api: string, root: string): Promise<string> {
  const changes = await pnpm(['--silent', 'gen', 'diff', api, '--against', 'HEAD', '--markdown'], root)
  const stat = await run('git', ['diff', '--stat', '--', `schemas/${api}/openapi.json`], { cwd: root })
  return `${changes.trim()}\n\n\`\`\`\n${stat.trimEnd()}\n\`\`\``
}
