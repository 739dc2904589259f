import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pendingChangesets } from './pending.ts'
import { type PullRequest, renewPullRequest } from './pull-request.ts'
import { pnpm, run } from './tools.ts'

/**
 * Moves versions as the pending changesets say, in a pull request: merging it is the decision to release.
 *
 * @returns one line that says what was done
 */
export async function versionPullRequest(root: string): Promise<string> {
  if ((await pendingChangesets(root)).length === 0)
    return 'Nothing to release: .changeset/ holds no changeset.'
  await pnpm(['version-packages'], root)
  const logs = (await run('git', ['ls-files', '--modified', '--others', '--exclude-standard'], { cwd: root }))
    .split('\n')
    .filter((path) => path.endsWith('/CHANGELOG.md'))
  const texts = await Promise.all(logs.sort().map((path) => readFile(join(root, path), 'utf8')))
  await renewPullRequest(versionRequest(texts), root)
  return 'The pull request `Release` says what comes next.'
}

/** The pull request for changelogs whose first section is what is to be released. */
export function versionRequest(changelogs: readonly string[]): PullRequest {
  const sections = changelogs.map((text) => {
    const [, name = '', rest = ''] = /^# (.+)\n([\s\S]*)$/.exec(text) ?? []
    const [, version = '', section = ''] = /\n## (\S+)\n([\s\S]*?)(?=\n## |$)/.exec(rest) ?? []
    return `## ${name} ${version}\n\n${section.trim()}`
  })
  const intro = 'Merging this publishes what follows. It is renewed with every change on `main`.'
  return { branch: 'release', title: 'Release', body: [intro, ...sections].join('\n\n') }
}
