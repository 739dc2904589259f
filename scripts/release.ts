/** `pnpm release`: the steps of a release, each as the workflow runs it. */
import { resolve } from 'node:path'
import { Command } from 'commander'
import { tryInBrowser } from './release/browser.ts'
import { dryRun } from './release/dry-run.ts'
import { packageGates } from './release/gates.ts'
import { supportedNodes } from './release/nodes.ts'
import { readPackFolder } from './release/pack-folder.ts'
import { packPending, publishPacked } from './release/publish.ts'
import { repository } from './release/tools.ts'
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
  .action(async (folder: string) => packPending(resolve(folder), repository, print))
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
  .action(async (folder: string) => publishPacked(resolve(folder), repository, print))
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

async function tryPacked(folder: string, { browser }: { browser: boolean }): Promise<void> {
  const packFolder = resolve(folder)
  const packed = await readPackFolder(packFolder)
  const options = { packFolder, packed, root: repository, nodes: supportedNodes(), print }
  report(await tryRelease(browser ? { ...options, alsoIn: (all) => tryInBrowser(all, print) } : options))
}

function report(failures: readonly string[]): void {
  for (const failure of failures) console.error(`\nerror: ${failure}`)
  if (failures.length > 0) process.exitCode = 1
}
