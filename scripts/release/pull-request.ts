/** Keeps one pull request per branch in step with what a script has just written; needs `git`, and `gh` with a token. */
import { robot, run } from './tools.ts'

export interface PullRequest {
  readonly branch: string
  readonly title: string
  /** Markdown. */
  readonly body: string
}

/**
 * Commits everything that changed to a branch of its own and opens a pull request from it, or renews the one that is open.
 *
 * @param root working tree with the changes
 * @returns false where nothing changed: then nothing is pushed
 */
export async function renewPullRequest({ branch, title, body }: PullRequest, root: string): Promise<boolean> {
  const git = (...args: string[]) => run('git', args, { cwd: root })
  if ((await git('status', '--porcelain')).trim() === '') return false
  const identity = ['-c', `user.name=${robot.name}`, '-c', `user.email=${robot.email}`]
  await git('switch', '--force-create', branch)
  await git('add', '--all')
  await git(...identity, 'commit', '--quiet', `--message=${title}`)
  // The branch belongs to this script: what it pushed last time is replaced.
  await git('push', '--force', 'origin', `HEAD:refs/heads/${branch}`)
  const number = await openPullRequest(branch, root)
  const place =
    number === undefined ? ['create', '--head', branch, '--base', 'main'] : ['edit', String(number)]
  // What changed may be more than a command line holds.
  const texts = ['--title', title, '--body-file', '-']
  await run('gh', ['pr', ...place, ...texts], { cwd: root, input: shortened(body) })
  return true
}

/**
 * Closes the open pull request from a branch, and takes the branch away.
 *
 * @param reason what the pull request then says
 * @returns false where there is no such branch
 */
export async function closePullRequest(branch: string, reason: string, root: string): Promise<boolean> {
  const place = `refs/heads/${branch}`
  if ((await run('git', ['ls-remote', 'origin', place], { cwd: root })).trim() === '') return false
  const number = await openPullRequest(branch, root)
  if (number !== undefined)
    await run('gh', ['pr', 'close', String(number), '--comment', reason], { cwd: root })
  await run('git', ['push', 'origin', '--delete', place], { cwd: root })
  return true
}

/** Number of the open pull request from a branch of this repository; a fork may have a branch of the same name. */
async function openPullRequest(branch: string, root: string): Promise<number | undefined> {
  const fields = 'number,isCrossRepository'
  const args = ['pr', 'list', '--head', branch, '--state', 'open', '--json', fields]
  const open = JSON.parse(await run('gh', args, { cwd: root })) as OpenPullRequest[]
  return open.find(({ isCrossRepository }) => !isCrossRepository)?.number
}

interface OpenPullRequest {
  readonly number: number
  readonly isCrossRepository: boolean
}

/** Most characters that GitHub takes for the text of a pull request. */
const longestBody = 65_536

/** Whole lines of a text, as many as GitHub takes. */
function shortened(body: string): string {
  if (body.length <= longestBody) return body
  const rest = '\n\nThere is more than fits here; the files of this pull request say the rest.'
  const lines = body.slice(0, longestBody - rest.length).split('\n')
  return lines.slice(0, -1).join('\n') + rest
}
