import { renewPullRequest } from './pull-request.ts'
import { pnpm, run } from './tools.ts'

/**
 * Asks every configured server for its document. Where one has moved: regenerates its client, writes its changeset, and
 * opens a pull request that says what changed for users.
 *
 * @returns one line that says what was found
 * @throws an error where a server does not answer, or the tree holds changes, which the pull request would take along
 */
export async function specDrift(root: string): Promise<string> {
  const changed = (await run('git', ['status', '--porcelain'], { cwd: root })).trimEnd()
  if (changed !== '')
    throw new Error(
      `The pull request would hold what is not committed; commit or stash it first:\n${changed}`,
    )
  await pnpm(['gen', 'update-spec', '--generate'], root)
  const moved = movedApis(await run('git', ['status', '--porcelain', '--', 'schemas'], { cwd: root }))
  if (moved.length === 0) return 'Every server offers what its client was made from.'
  await pnpm(['gen', 'changeset', ...moved], root)
  const changes = await Promise.all(moved.map((api) => changesOf(api, root)))
  await renewPullRequest(driftRequest(moved, changes), root)
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
): { readonly branch: string; readonly title: string; readonly body: string } {
  const title = `Follow the servers of ${moved.join(', ')}`
  const intro =
    'The document that a running server gives is no longer the stored one. What that means for users:'
  const sections = moved.map((api, index) => `## ${api}\n\n${changes[index] ?? ''}`)
  return { branch: 'spec-drift', title, body: [intro, ...sections].join('\n\n') }
}

/** What `gen diff` says of what the pull request changes, and how much of the document moved. */
async function changesOf(api: string, root: string): Promise<string> {
  const changes = await pnpm(['--silent', 'gen', 'diff', api, '--against', 'HEAD', '--markdown'], root)
  const stat = await run('git', ['diff', '--stat', '--', `schemas/${api}/openapi.json`], { cwd: root })
  return `${changes.trim()}\n\n\`\`\`\n${stat.trimEnd()}\n\`\`\``
}
