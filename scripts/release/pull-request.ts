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
  const gh = (...args: string[]) => run('gh', args, { cwd: root })
  const open = await gh('pr', 'list', '--head', branch, '--state', 'open', '--json', 'number')
  const [present] = JSON.parse(open) as { number: number }[]
  const texts = ['--title', title, '--body', body]
  if (present === undefined) await gh('pr', 'create', '--head', branch, '--base', 'main', ...texts)
  else await gh('pr', 'edit', String(present.number), ...texts)
  return true
}
