/** `pnpm release`: the steps of a release, each as the workflow runs it. */
import { appendFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { Command } from 'commander'
import { tryInBrowser } from './release/browser.ts'
import { dryRun } from './release/dry-run.ts'
import { packageGates } from './release/gates.ts'
import { supportedNodes } from './release/nodes.ts'
import { packRelease, readPackFolder } from './release/pack-folder.ts'
import { pendingChangesets } from './release/pending.ts'
import { changeset, repository, run } from './release/tools.ts'
import { tryRelease } from './release/try.ts'
import { versionPullRequest } from './release/version-pull-request.ts'

const print = (line: string) => console.log(line)

const program = new Command('pnpm release')
  .description('Packs, tries and publishes packages.')
  .helpCommand(false)
program
  .command('pull-request')
  .description('moves versions as the changesets say, in a pull request')
  .action(async () => print(await versionPullRequest(repository)))
program
  .command('pack')
  .description('builds and packs what the registry does not have yet')
  .argument('<folder>', 'gets the tarballs and publish-plan.json; emptied first')
  .action(pack)
program
  .command('gates')
  .description('checks packed tarballs by publint and attw')
  .argument('<folder>', 'what `pack` filled')
  .action(async (folder: string) => report(await packageGates(await readPackFolder(resolve(folder)), print)))
program
  .command('try')
  .description('installs packed tarballs in clean folders, weighs them, and uses them')
  .argument('<folder>', 'what `pack` filled')
  .option('--no-browser', 'leave out Chromium')
  .action(tryPacked)
program
  .command('publish')
  .description('publishes packed tarballs, and pushes a tag for each')
  .argument('<folder>', 'what `pack` filled')
  .action(publish)
program
  .command('dry-run')
  .description('makes the next release in a copy of this repository, up to the upload')
  .option('--no-browser', 'leave out Chromium')
  .action(async ({ browser }: { browser: boolean }) => report(await dryRun(browser, print)))

try {
  await program.exitOverride().parseAsync()
} catch (error) {
  // Commander has said already what is wrong with the command line.
  if (error instanceof Error && 'exitCode' in error) process.exitCode = error.exitCode === 0 ? 0 : 2
  else report([error instanceof Error ? error.message : String(error)])
}

async function pack(folder: string): Promise<void> {
  const pending = await pendingChangesets(repository)
  const packed = pending.length > 0 ? [] : await packRelease(resolve(folder), repository)
  if (pending.length > 0) print(`Nothing is packed while changesets are pending: ${pending.join(', ')}.`)
  else if (packed.length === 0) print('Nothing to publish: the registry has every version.')
  for (const { name, version } of packed) print(`packed  ${name} ${version}`)
  const output = process.env.GITHUB_OUTPUT
  if (output !== undefined) await appendFile(output, `packages=${packed.length}\n`)
}

async function tryPacked(folder: string, { browser }: { browser: boolean }): Promise<void> {
  const packFolder = resolve(folder)
  const packed = await readPackFolder(packFolder)
  const options = { packFolder, packed, root: repository, nodes: supportedNodes(), print }
  report(await tryRelease(browser ? { ...options, alsoIn: (all) => tryInBrowser(all, print) } : options))
}

async function publish(folder: string): Promise<void> {
  // What was tried is what is published: a tarball that changed since is refused here.
  const packed = await readPackFolder(resolve(folder))
  const before = new Set(await tags())
  print(await changeset(['publish', '--from-pack-dir', resolve(folder)], repository))
  const own = new Set(packed.map(({ name, version }) => `${name}@${version}`))
  const made = (await tags()).filter((tag) => own.has(tag) && !before.has(tag))
  // Other tags of whoever publishes by hand are not ours to push.
  const refs = made.map((tag) => `refs/tags/${tag}`)
  if (refs.length > 0) await run('git', ['push', 'origin', ...refs], { cwd: repository })
}

async function tags(): Promise<string[]> {
  return (await run('git', ['tag', '--list'], { cwd: repository })).split('\n').filter(Boolean)
}

function report(failures: readonly string[]): void {
  for (const failure of failures) console.error(`\nerror: ${failure}`)
  if (failures.length > 0) process.exitCode = 1
}
